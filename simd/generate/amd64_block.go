package main

const aboutBlocksAVX2 = `// The kernels of the block formats for AVX2, as those of matmul_avx2_amd64.s. Weights are the unsigned operand of VPMADDUBSW: 8 bits
// of them with activations of 7 bits, or 4 with 8, do not saturate.
`

const aboutBlocksVNNI = `// The kernels of the block formats for AVX-512 VNNI. Weights are the unsigned operand of VPDPBUSD.
`

// blockLoop prints what the block kernels share: for each panel and each block the sums get their start values, steps
// multiply, and end adds them to the float sums. R12 points at the activations, operands activations on at their head.
func (a *amd64) blockLoop(tokens, weights, record int, start func(t int, from string), steps, end func()) {
	a.WriteString("panel:\n")
	a.op("MOVQ DX, R12")
	a.op("MOVQ R8, AX")
	a.WriteString("block:\n")
	for t := range tokens {
		start(t, xOf(block+headStart, t))
	}
	steps()
	end()
	a.op("ADDQ $%d, SI", record)
	a.op("ADDQ $%d, R12", block+blockHead)
	a.op("DECQ AX")
	a.op("JNZ block")
	a.next("DI", "CX")
}

// blockAVX2 begins a kernel and walks over its blocks. Y15 holds ones, Y0.. the integer sums, two for each token.
func blockAVX2(f blockFormat, tokens int, constants func(a *amd64), steps func(a *amd64)) string {
	a := new(amd64)
	a.begin(name("dot"+f.name+"AVX2", tokens), blockSignature, blockArgs, dotRegisters)
	a.op("VPCMPEQW Y15, Y15, Y15")
	a.op("VPSRLW $15, Y15, Y15")
	constants(a)
	a.blockLoop(tokens, f.weights, f.record(), func(t int, from string) {
		if f.minima {
			a.op("VPXOR Y%d, Y%d, Y%d", 2*t, 2*t, 2*t)
		} else {
			a.op("VPBROADCASTD %s, Y%d", from, 2*t)
		}
		a.op("VMOVDQA Y%d, Y%d", 2*t, 2*t+1)
	}, func() { steps(a) }, func() {
		for t := range tokens {
			a.op("VBROADCASTSS %s, Y12", xOf(block+headScale, t))
			if f.minima {
				a.op("VBROADCASTSS %s, Y13", xOf(block+headSum, t))
			}
			for c := range 2 {
				a.op("VCVTDQ2PS Y%d, Y10", 2*t+c)
				a.op("VMULPS %d(SI), Y12, Y11", f.weights+32*c)
				a.op("VMULPS Y11, Y10, Y10")
				if f.minima {
					a.op("VMULPS %d(SI), Y13, Y11", f.weights+panelScales+32*c)
					a.op("VADDPS Y11, Y10, Y10")
				}
				a.op("VADDPS %s, Y10, Y10", sumAt(32*c, t))
				a.op("VMOVUPS Y10, %s", sumAt(32*c, t))
			}
		}
	})
	return a.String()
}

func q8AVX2(tokens int) string {
	return blockAVX2(q8, tokens, func(*amd64) {}, func(a *amd64) {
		for step := range q8Steps {
			a.op("VMOVDQU %d(SI), Y12", step*stepBytes)
			a.op("VMOVDQU %d(SI), Y13", step*stepBytes+32)
			for t := range tokens {
				a.op("VPBROADCASTD %s, Y14", xOf(4*step, t))
				for c := range 2 {
					a.op("VPMADDUBSW Y14, Y%d, Y%d", 12+c, 10+c)
					a.op("VPMADDWD Y15, Y%d, Y%d", 10+c, 10+c)
					a.op("VPADDD Y%d, Y%d, Y%d", 10+c, 2*t+c, 2*t+c)
				}
			}
		}
	})
}

func q4AVX2(tokens int) string {
	return blockAVX2(q4, tokens, (*amd64).lowNibbles, func(a *amd64) {
		for step := range int4Steps {
			a.int4Step(tokens, step)
		}
	})
}

// blockVNNI begins a kernel and walks over its blocks. Each token has two integer sums, Z0...
func blockVNNI(f blockFormat, tokens int, constants func(a *amd64), steps func(a *amd64)) string {
	a := new(amd64)
	a.begin(name("dot"+f.name+"VNNI", tokens), blockSignature, blockArgs, dotRegisters)
	constants(a)
	a.blockLoop(tokens, f.weights, f.record(), func(t int, from string) {
		if f.minima {
			a.op("VPXORD Z%d, Z%d, Z%d", 2*t, 2*t, 2*t)
		} else {
			a.op("VPBROADCASTD %s, Z%d", from, 2*t)
		}
		a.op("VPXORD Z%d, Z%d, Z%d", 2*t+1, 2*t+1, 2*t+1)
	}, func() { steps(a) }, func() {
		for t := range tokens {
			a.op("VPADDD Z%d, Z%d, Z10", 2*t, 2*t+1)
			a.op("VCVTDQ2PS Z10, Z10")
			a.op("VBROADCASTSS %s, Z11", xOf(block+headScale, t))
			a.op("VMULPS %d(SI), Z11, Z11", f.weights)
			a.op("VMULPS Z11, Z10, Z10")
			if f.minima {
				a.op("VBROADCASTSS %s, Z11", xOf(block+headSum, t))
				a.op("VMULPS %d(SI), Z11, Z11", f.weights+panelScales)
				a.op("VADDPS Z11, Z10, Z10")
			}
			a.op("VADDPS %s, Z10, Z10", sumAt(0, t))
			a.op("VMOVUPS Z10, %s", sumAt(0, t))
		}
	})
	return a.String()
}

func q8VNNI(tokens int) string {
	return blockVNNI(q8, tokens, func(*amd64) {}, func(a *amd64) {
		for step := range q8Steps {
			a.op("VMOVDQU32 %d(SI), Z12", step*stepBytes)
			for t := range tokens {
				a.op("VPDPBUSD.BCST %s, Z12, Z%d", xOf(4*step, t), 2*t+step%2)
			}
		}
	})
}

func q4VNNI(tokens int) string {
	return blockVNNI(q4, tokens, (*amd64).lowNibbles512, func(a *amd64) {
		for step := range int4Steps {
			a.int4Step512(tokens, step)
		}
	})
}
