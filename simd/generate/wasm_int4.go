package main

// The int4 kernels have their own float32 sums, which they add to after every block.
var int4Args = []string{"sum", "w", "x", "start", "panels", "blocks", "sumStride", "xStride", "startStride"}

const int4Signature = "sum *float32, w, x *byte, start *int32, panels, blocks, sumStride, xStride, startStride int"

// Registers of the int4 kernels beyond those shared with the int8 kernels: token t's start values are at r(startAt+t).
const (
	rSum, rStart, rPanels4, rBlocks, rSumStride, rXStride4, rStartStride = 0, 3, 4, 5, 6, 7, 8
	rCount4                                                              = 9
	x4At                                                                 = 10
	startAt                                                              = 12
	rSums4                                                               = 14
)

// int4Block is what the vector kernels of int4 differ in: what each block begins with, its steps, and what makes of
// them the integer sums.
type int4Block struct {
	begin, end func(w *wasm)
	step       func(w *wasm, step int)
}

// int4Panels returns the part that the vector kernels share. At its end a block is scaled and added to the sums in
// memory.
func int4Panels(name string, tokens, xBytes, scratch int, block int4Block) string {
	w := new(wasm).function(name, int4Signature, int4Args...)
	w.begin(int4Args)
	w.loop(r(rPanels4), func() {
		w.copy(r(rCount4), r(rBlocks))
		w.copy(r(x4At), r(rX))
		w.copy(r(startAt), r(rStart))
		for t := 1; t < tokens; t++ {
			w.addTo(r(x4At+t), r(x4At+t-1), r(rXStride4))
			w.addTo(r(startAt+t), r(startAt+t-1), r(rStartStride))
		}
		w.loop(r(rCount4), func() {
			block.begin(w)
			for s := range int4Steps {
				block.step(w, s)
			}
			block.end(w)
			w.scaleBlock(tokens, scratch)
			w.advance(r(rW), blockBytes)
			for t := range tokens {
				w.advance(r(x4At+t), xBytes)
				w.advance(r(startAt+t), 4)
			}
		})
		w.advance(r(rSum), 16*vectors)
	})
	return w.end()
}

// startLanes begins a block with each token's start value in every lane.
func startLanes(w *wasm, tokens int) {
	for t := range tokens {
		w.splat(v(vectors*t), r(startAt+t), 0)
		for c := 1; c < vectors; c++ {
			w.op("Get %s; Set %s", v(vectors*t), v(vectors*t+c))
		}
	}
}

func nothing(*wasm) {}

// scaleBlock adds each lane's sum times its scale to memory: first rounded to float32, then multiplied, then added.
func (w *wasm) scaleBlock(tokens, scratch int) {
	register := r(rSum)
	for t := range tokens {
		if t > 0 {
			w.addTo(r(rSums4), register, r(rSumStride))
			register = r(rSums4)
		}
		for c := range vectors {
			w.address(register)
			w.op("Get %s; F32x4ConvertI32x4S", v(vectors*t+c))
			if t == 0 {
				w.load(r(rW), int4Steps*stepBytes+16*c)
				if tokens > 1 {
					w.op("Tee %s", v(scratch+c))
				}
			} else {
				w.op("Get %s", v(scratch+c))
			}
			w.op("F32x4Mul")
			w.load(register, 16*c)
			w.op("F32x4Add; V128Store $0, $%d", 16*c)
		}
	}
}

func int4Relaxed(tokens int) string {
	return int4Panels(name("dotInt4", tokens), tokens, block, 12, int4Block{
		begin: func(w *wasm) { startLanes(w, tokens) },
		step:  func(w *wasm, step int) { nibblesStep(w, tokens, step, x4At, 8*step, 8*step+4, fusedNibbles) },
		end:   nothing,
	})
}

func int4Split(tokens int) string {
	return int4Panels(name("dotInt4Split", tokens), tokens, block, 12, int4Block{
		begin: nothing,
		step: func(w *wasm, step int) {
			nibblesStep(w, tokens, step, x4At, 8*step, 8*step+4, splitNibbles(step == 0))
		},
		end: func(w *wasm) {
			const start = 8
			for t := range tokens {
				w.splat(v(start), r(startAt+t), 0)
				for c := range vectors {
					widenSum(w, v(vectors*t+c))
					w.op("Get %s; I32x4Add; Set %s", v(start), v(vectors*t+c))
				}
			}
		},
	})
}

func int4SIMD128(tokens int) string {
	return int4Panels(name("dotInt4", tokens), tokens, 2*block, 12, int4Block{
		begin: func(w *wasm) { startLanes(w, tokens) },
		step: func(w *wasm, step int) {
			lanesStep(w, tokens, step, x4At, [4]int{16 * step, 16*step + 4, 16*step + 8, 16*step + 12})
		},
		end: nothing,
	})
}

// addNibbles adds the dot products of the vectors a and b, and of c and d, to a vector of sums. b and d are nibbles.
type addNibbles func(w *wasm, a, b, c, d, sum string)

func fusedNibbles(w *wasm, a, b, c, d, sum string) {
	w.op("Get %s; Get %s; Get %s; I32x4RelaxedDotI8x16I7x16AddS; Set %s", a, b, sum, sum)
	w.op("Get %s; Get %s; Get %s; I32x4RelaxedDotI8x16I7x16AddS; Set %s", c, d, sum, sum)
}

// splitNibbles adds only two neighbours each, to sums of 16 bits: a block's are at most 8·2·127·15, which fits. They
// begin with the first step.
func splitNibbles(first bool) addNibbles {
	return func(w *wasm, a, b, c, d, sum string) {
		w.op("Get %s; Get %s; I16x8RelaxedDotI8x16I7x16S; Get %s; Get %s; I16x8RelaxedDotI8x16I7x16S; I16x8Add", a, b, c, d)
		if !first {
			w.op("Get %s; I16x8Add", sum)
		}
		w.op("Set %s", sum)
	}
}

// widenSum pushes a vector's sums of 16 bits, each two neighbours added.
func widenSum(w *wasm, sum string) { w.op("Get %s; V128Const %s; I32x4DotI16x8S", sum, ones) }

// nibblesStep multiplies a step with all tokens, whose activations for the low and the high halves of the bytes are at
// these offsets from r(xAt+t). A byte holds input j in its low half and input 4+j in its high half. Nibbles are the
// second operand of the dot product, so activations may use all 8 bits.
func nibblesStep(w *wasm, tokens, step, xAt, low4, high4 int, add addNibbles) {
	const packed, low, mask, x = 8, 9, 10, 11 // x: two vectors for each token
	w.op("V128Const $0x0f0f0f0f0f0f0f0f, $0x0f0f0f0f0f0f0f0f; Set %s", v(mask))
	for t := range tokens {
		w.splat(v(x+2*t), r(xAt+t), low4)
		w.splat(v(x+2*t+1), r(xAt+t), high4)
	}
	for c := range vectors {
		w.load(r(rW), step*stepBytes+16*c)
		w.op("Tee %s; Get %s; V128And; Set %s", v(packed), v(mask), v(low))
		// Not I8x16ShrU, of which V8 makes five instructions.
		w.op("Get %s; I32Const $4; I16x8ShrU; Get %s; V128And; Set %s", v(packed), v(mask), v(packed))
		for t := range tokens {
			add(w, v(x+2*t), v(low), v(x+2*t+1), v(packed), v(vectors*t+c))
		}
	}
}

// lanesStep multiplies a step with all tokens, whose four factors are at these offsets from r(xAt+t). A lane of 16
// bits holds four inputs, lowest first, and is multiplied as it is and shifted by 4, 8 and 12.
func lanesStep(w *wasm, tokens, step, xAt int, factors [4]int) {
	const packed, shifted, x = 8, 9, 10 // x: two vectors for each token, used twice
	for part := range 2 {
		for t := range tokens {
			w.splat(v(x+2*t), r(xAt+t), factors[2*part])
			w.splat(v(x+2*t+1), r(xAt+t), factors[2*part+1])
		}
		for c := range vectors {
			w.load(r(rW), step*stepBytes+16*c)
			if part == 1 {
				w.op("I32Const $8; I16x8ShrS")
			}
			w.op("Tee %s; I32Const $4; I16x8ShrS; Set %s", v(packed), v(shifted))
			for t := range tokens {
				sum := v(vectors*t + c)
				w.op("Get %s; Get %s; I32x4DotI16x8S", v(packed), v(x+2*t))
				w.op("Get %s; Get %s; I32x4DotI16x8S; I32x4Add", v(shifted), v(x+2*t+1))
				w.op("Get %s; I32x4Add; Set %s", sum, sum)
			}
		}
	}
}
