package main

const aboutBlocksAVX2 = `// The kernels of the block formats for AVX2, as those of matmul_avx2_amd64.s. The activations of Q8 are too large by a number in
// their head; what cancels that is that number times minus the sum of the block's weights, which is in the bits of the scale that a
// float16 does not use.
`

const aboutBlocksVNNI = `// The kernels of the block formats for AVX-512 VNNI. Weights are the unsigned operand of VPDPBUSD.
`

// panelHalves is the size of 16 scales as float16.
const panelHalves = 16 * 2

// scales is the size of a block's scales and minima.
func (k *amd64Block) scales() int {
	size := k.record() - k.weights
	if k.isa == "VNNI" {
		return size / 2
	}
	return size
}

// amd64Block is what the kernels of one format and instruction set differ in.
type amd64Block struct {
	blockFormat
	isa    string
	tokens int
	// once prints what comes before all blocks; start sets the integer sums of a block; step multiplies a step; finish
	// adds the results to the float sums.
	once, start, finish func(a *amd64)
	step                func(a *amd64, tokens, step int)
}

// print prints the kernel. R12 points at the activations of a block.
func (k *amd64Block) print() string {
	a := new(amd64)
	a.begin(name("dot"+k.name+k.isa, k.tokens), blockSignature, blockArgs, dotRegisters)
	k.once(a)
	a.WriteString("panel:\n")
	a.op("MOVQ DX, R12")
	a.op("MOVQ R8, AX")
	a.WriteString("block:\n")
	k.start(a)
	for step := range k.weights / stepBytes {
		k.step(a, k.tokens, step)
	}
	k.finish(a)
	a.op("ADDQ $%d, SI", k.weights+k.scales())
	a.op("ADDQ $%d, R12", block+blockHead)
	a.op("DECQ AX")
	a.op("JNZ block")
	a.next("DI", "CX")
	return a.String()
}

// The kernels for AVX2 keep their integer sums in Y0.., two for each token.

func q8AVX2(tokens int) string {
	k := &amd64Block{blockFormat: q8, isa: "AVX2", tokens: tokens, once: (*amd64).ones, step: (*amd64).int8Step}
	k.start, k.finish = k.startZero, k.finishAVX2
	return k.print()
}

func q4AVX2(tokens int) string {
	k := &amd64Block{blockFormat: q4, isa: "AVX2", tokens: tokens}
	k.step = func(a *amd64, tokens, step int) { a.int4Step(tokens, step, 4*step, 4*step+16) }
	k.once = func(a *amd64) {
		a.ones()
		a.lowNibbles()
	}
	k.start, k.finish = k.startZero, k.finishAVX2
	return k.print()
}

// startZero starts the sums with 0.
func (k *amd64Block) startZero(a *amd64) {
	for i := range 2 * k.tokens {
		a.op("VPXOR Y%d, Y%d, Y%d", i, i, i)
	}
}

// addLanes adds the number in the lowest 13 bits of each scale, in Y11, times that in Y14, to a sum, and clears those
// bits. Both numbers have fewer than 16 bits, so a dot product of pairs is their product.
func addLanes(a *amd64, sum int) {
	a.op("VPSLLD $19, Y11, Y13")
	a.op("VPSRAD $19, Y13, Y13")
	a.op("VPMADDWD Y14, Y13, Y13")
	a.op("VPADDD Y13, Y%d, Y%d", sum, sum)
	a.op("VPSRLD $13, Y11, Y11")
	a.op("VPSLLD $13, Y11, Y11")
}

// finishAVX2 reads the scales, here alone, so that memory is walked in order. It multiplies the scales, then the sums
// by that, and adds the results to the sums in memory; with minima, their product with the activations' scaled sum is
// added before.
func (k *amd64Block) finishAVX2(a *amd64) {
	for t := range k.tokens {
		a.op("VBROADCASTSS %s, Y12", xOf(block+headScale, t))
		if k.minima {
			a.op("VBROADCASTSS %s, Y13", xOf(block+headSum, t))
		} else {
			a.op("VPBROADCASTD %s, Y14", xOf(block+headStart, t))
		}
		for c := range 2 {
			a.op("VMOVDQU %d(SI), Y11", k.weights+32*c)
			if !k.minima {
				addLanes(a, 2*t+c)
			}
			a.op("VCVTDQ2PS Y%d, Y10", 2*t+c)
			a.op("VMULPS Y11, Y12, Y11")
			a.op("VMULPS Y11, Y10, Y10")
			if k.minima {
				a.op("VMULPS %d(SI), Y13, Y11", k.weights+panelScales+32*c)
				a.op("VADDPS Y11, Y10, Y10")
			}
			a.op("VADDPS %s, Y10, Y10", sumAt(32*c, t))
			a.op("VMOVUPS Y10, %s", sumAt(32*c, t))
		}
	}
}

// The kernels for VNNI keep two integer sums for each token, Z0...

func q8VNNI(tokens int) string {
	k := &amd64Block{blockFormat: q8, isa: "VNNI", tokens: tokens, once: func(*amd64) {}}
	k.start = func(a *amd64) {
		for t := range tokens {
			a.op("VPBROADCASTD %s, Z%d", xOf(block+headStart, t), 2*t)
			a.op("VPXORD Z%d, Z%d, Z%d", 2*t+1, 2*t+1, 2*t+1)
		}
	}
	k.step = func(a *amd64, tokens, step int) {
		a.op("VMOVDQU32 %d(SI), Z12", step*stepBytes)
		for t := range tokens {
			a.op("VPDPBUSD.BCST %s, Z12, Z%d", xOf(4*step, t), 2*t+step%2)
		}
	}
	k.finish = k.finishVNNI
	return k.print()
}

func q4VNNI(tokens int) string {
	k := &amd64Block{blockFormat: q4, isa: "VNNI", tokens: tokens, once: (*amd64).lowNibbles512}
	k.step = func(a *amd64, tokens, step int) { a.int4Step512(tokens, step, 4*step, 4*step+16) }
	k.start = func(a *amd64) {
		for i := range 2 * tokens {
			a.op("VPXORD Z%d, Z%d, Z%d", i, i, i)
		}
	}
	k.finish = k.finishVNNI
	return k.print()
}

// finishVNNI is finishAVX2 with vectors of 16, and scales as float16.
func (k *amd64Block) finishVNNI(a *amd64) {
	const scales, minima = 20, 21
	a.op("VCVTPH2PS %d(SI), Z%d", k.weights, scales)
	if k.minima {
		a.op("VCVTPH2PS %d(SI), Z%d", k.weights+panelHalves, minima)
	}
	for t := range k.tokens {
		a.op("VPADDD Z%d, Z%d, Z10", 2*t, 2*t+1)
		a.op("VCVTDQ2PS Z10, Z10")
		a.op("VMULPS.BCST %s, Z%d, Z11", xOf(block+headScale, t), scales)
		a.op("VMULPS Z11, Z10, Z10")
		if k.minima {
			a.op("VMULPS.BCST %s, Z%d, Z11", xOf(block+headSum, t), minima)
			a.op("VADDPS Z11, Z10, Z10")
		}
		a.op("VADDPS %s, Z10, Z10", sumAt(0, t))
		a.op("VMOVUPS Z10, %s", sumAt(0, t))
	}
}
