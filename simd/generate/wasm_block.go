package main

const aboutBlocksRelaxed = `// The kernels of the block formats for WebAssembly with relaxed SIMD, as those of matmul_relaxed_wasm.s. The activations of Q8 are
// too large by a number in their head; what cancels that is that number times minus the sum of the block's weights, which is in the
// bits of the scale that a float16 does not use.
`

const aboutBlocksSIMD128 = `// The kernels of the block formats for WebAssembly with SIMD128, as those of matmul_simd128_wasm.s.
`

// The block kernels for WebAssembly use the registers of the int8 kernels; the second token's sums are at r(rSums).

// floatSums is the first of a single token's float sums.
const floatSums = vectors

// blockKernel is what the kernels of one format differ in.
type blockKernel struct {
	blockFormat
	kind   string // "" or the end of the kernel's name
	tokens int
	// xBytes is the size of an operand's activations.
	xBytes int
	// lanes says that the scales' spare bits hold what cancels an offset of the activations.
	lanes bool
	// start sets the integer sums of a block; step multiplies a step; end, if not nil, makes the sums of what they left.
	start, end func(w *wasm)
	step       func(w *wasm, step int)
}

// print prints the kernel: for each panel and each block, the sums are started, the steps multiplied, and the results
// added to the float sums in memory.
func (k *blockKernel) print() string {
	w := new(wasm).function(name("dot"+k.name+k.kind, k.tokens), blockSignature, blockArgs...)
	w.begin(blockArgs)
	w.loop(r(rPanels), func() {
		w.rewind(k.tokens)
		w.copy(r(rCount), r(rGroups))
		if k.tokens > 1 {
			w.addTo(r(rSums), r(rAcc), r(rAccStride))
		}
		if k.tokens == 1 {
			w.eachSum(1, rAcc, rAccStride, func(_, c int, register string, offset int) {
				w.load(register, offset)
				w.op("Set %s", v(floatSums+c))
			})
		}
		w.loop(r(rCount), func() {
			k.start(w)
			for s := range k.weights / stepBytes {
				k.step(w, s)
			}
			if k.end != nil {
				k.end(w)
			}
			k.finish(w)
			w.advance(r(rW), k.record())
			for t := range k.tokens {
				w.advance(r(xAt+t), k.xBytes+blockHead)
			}
		})
		if k.tokens == 1 {
			w.eachSum(1, rAcc, rAccStride, func(_, c int, register string, offset int) {
				w.address(register)
				w.op("Get %s; V128Store $0, $%d", v(floatSums+c), offset)
			})
		}
		w.advance(r(rAcc), 16*vectors)
	})
	return w.end()
}

// finish turns the integer sums into numbers and adds them to those in memory: the scales are multiplied, then the sum
// by that; the product of the minimum and the activations' scaled sum is added; then the sum in memory. The scales are
// read here alone, behind the weights, so that memory is walked in order.
func (k *blockKernel) finish(w *wasm) {
	const scale, minimum, xSum, xScale = 8, 9, 10, 12 // the last two: a vector for each token
	const offset = xSum                               // of the activations, in place of their sum
	for t := range k.tokens {
		w.splat(v(xScale+t), r(xAt+t), k.xBytes+headScale)
		if k.minima {
			w.splat(v(xSum+t), r(xAt+t), k.xBytes+headSum)
		}
		if k.lanes {
			w.splat(v(offset+t), r(xAt+t), k.xBytes+headStart)
		}
	}
	for c := range vectors {
		w.load(r(rW), k.weights+16*c)
		w.op("Set %s", v(scale))
		if k.lanes {
			k.addLanes(w, c, scale, minimum, offset)
		}
		if k.minima {
			w.load(r(rW), k.weights+panelScales+16*c)
			w.op("Set %s", v(minimum))
		}
		for t := range k.tokens {
			k.addSum(w, c, t, func() {
				w.op("Get %s; F32x4ConvertI32x4S; Get %s; Get %s; F32x4Mul; F32x4Mul", v(vectors*t+c), v(scale), v(xScale+t))
				if k.minima {
					w.op("Get %s; Get %s; F32x4Mul; F32x4Add", v(minimum), v(xSum+t))
				}
			})
		}
	}
}

// addSum adds the vector that product pushes to a token's float sums. Those of one token alone stay in registers, for
// more there are too few.
func (k *blockKernel) addSum(w *wasm, vector, token int, product func()) {
	if k.tokens == 1 {
		product()
		w.op("Get %s; F32x4Add; Set %s", v(floatSums+vector), v(floatSums+vector))
		return
	}
	sums := r([]int{rAcc, rSums}[token])
	w.address(sums)
	product()
	w.load(sums, 16*vector)
	w.op("F32x4Add; V128Store $0, $%d", 16*vector)
}

// startOperands starts the sums with the value in the head of each token's activations.
func (k *blockKernel) startOperands(w *wasm) {
	for t := range k.tokens {
		w.splat(v(vectors*t), r(xAt+t), k.xBytes+headStart)
		for c := 1; c < vectors; c++ {
			w.op("Get %s; Set %s", v(vectors*t), v(vectors*t+c))
		}
	}
}

// startZero starts the sums with 0.
func (k *blockKernel) startZero(w *wasm) {
	for i := range vectors * k.tokens {
		w.op("V128Const $0, $0; Set %s", v(i))
	}
}

// addLanes adds the number in the lowest 13 bits of each scale, times that in the head of each token's activations, to
// the sums, and clears those bits. Both numbers have fewer than 16 bits, so a dot product of pairs is their product.
func (k *blockKernel) addLanes(w *wasm, vector, scale, lanes, offset int) {
	w.op("Get %s; I32Const $19; I32x4Shl; I32Const $19; I32x4ShrS; Set %s", v(scale), v(lanes))
	for t := range k.tokens {
		sum := v(vectors*t + vector)
		w.op("Get %s; Get %s; I32x4DotI16x8S; Get %s; I32x4Add; Set %s", v(lanes), v(offset+t), sum, sum)
	}
	w.op("Get %s; V128Const $0xffffe000ffffe000, $0xffffe000ffffe000; V128And; Set %s", v(scale), v(scale))
}

func q8Relaxed(tokens int) string {
	k := &blockKernel{blockFormat: q8, tokens: tokens, xBytes: block, lanes: true}
	k.start, k.step = k.startZero, func(w *wasm, step int) { relaxedDot(fused).bytesStep(w, tokens, step) }
	return k.print()
}

func q8Split(tokens int) string {
	k := &blockKernel{blockFormat: q8, kind: "Split", tokens: tokens, xBytes: block, lanes: true, start: nothing}
	k.step = func(w *wasm, step int) {
		add := relaxedDot(split)
		if step == 0 {
			add = splitFirst
		}
		add.bytesStep(w, tokens, step)
	}
	return k.print()
}

func q8SIMD128(tokens int) string {
	k := &blockKernel{blockFormat: q8, tokens: tokens, xBytes: 2 * block}
	k.start, k.step = k.startOperands, func(w *wasm, step int) {
		at := step/4*32 + step%4*4
		pairsStep(w, tokens, step, at, at+16)
	}
	return k.print()
}

func q4Relaxed(tokens int) string {
	k := &blockKernel{blockFormat: q4, tokens: tokens, xBytes: block}
	k.start, k.step = k.startZero, func(w *wasm, step int) { q4NibblesStep(w, tokens, step, fusedNibbles) }
	return k.print()
}

func q4Split(tokens int) string {
	k := &blockKernel{blockFormat: q4, kind: "Split", tokens: tokens, xBytes: block, start: nothing}
	k.step = func(w *wasm, step int) { q4NibblesStep(w, tokens, step, splitNibbles(step == 0)) }
	k.end = func(w *wasm) {
		for i := range vectors * tokens {
			widenSum(w, v(i))
			w.op("Set %s", v(i))
		}
	}
	return k.print()
}

func q4NibblesStep(w *wasm, tokens, step int, add addNibbles) {
	nibblesStep(w, tokens, step, xAt, 4*step, 4*step+16, add)
}

func q4SIMD128(tokens int) string {
	k := &blockKernel{blockFormat: q4, tokens: tokens, xBytes: 2 * block}
	k.start, k.step = k.startOperands, func(w *wasm, step int) {
		lanesStep(w, tokens, step, xAt, [4]int{4 * step, 4*step + 16, 4*step + 32, 4*step + 48})
	}
	return k.print()
}
