package main

const aboutRelaxed = `// The matrix kernels for WebAssembly with relaxed SIMD. i32x4.relaxed_dot_i8x16_i7x16_add_s multiplies 16 pairs of bytes and adds
// each four neighbours to a lane; its second operand must be 0 to 127, which is why activations have 7 bits here. It is one
// instruction on processors with AVX-VNNI or ARM's dot product, and four or five on others. Go 1.27 encodes it wrongly: a build
// with this file must go through tools/wasmfix.
`

const aboutSplit = `// The kernels of matmul_relaxed_wasm.s and blocks_relaxed_wasm.s for processors on which relaxed SIMD's dot product is slow: it is
// done in three instructions, of which the first is i16x8.relaxed_dot_i8x16_i7x16_s.
`

const aboutSIMD128 = `// The matrix kernels for WebAssembly with SIMD128, which multiplies pairs of int16 (i32x4.dot_i16x8_s) but not of bytes.
//
// A lane of 16 bits holds several weights, lowest first; widening them would cost two instructions for each. Instead, the lane
// is multiplied as it is. For two weights l (0..255) and h (-128..127), with activations a and b:
//
//	(l + 256·h)·a + h·(b - 256·a)  =  l·a + h·b
//
// where h alone is the lane shifted right. So the activations come as pairs (a, b - 256·a), and two weights cost one shift. The
// sums wrap around on the way, and come out right because the result fits 32 bits. Four nibbles in a lane go the same way.
`

const aboutScalar = `// The matrix kernel for WebAssembly without SIMD: half a panel's sums are kept in eight registers.
`

// dotArgs are the parameters of all int8 kernels.
var dotArgs = []string{"acc", "w", "x", "panels", "groups", "accStride", "xStride"}

const dotSignature = "acc *int32, w, x *byte, panels, groups, accStride, xStride int"

// Registers of the int8 kernels: the arguments, and values derived from them. Token t's activations are at r(xAt+t).
const (
	rAcc, rW, rX, rPanels, rGroups, rAccStride, rXStride = 0, 1, 2, 3, 4, 5, 6
	rCount                                               = 7
	xAt                                                  = 8
	rSums                                                = 12
)

// begin loads the arguments.
func (w *wasm) begin(args []string) {
	for i, name := range args {
		w.arg(name, i, r(i))
	}
}

// rewind points the tokens' registers at the beginning of their activations.
func (w *wasm) rewind(tokens int) {
	w.copy(r(xAt), r(rX))
	for t := 1; t < tokens; t++ {
		w.addTo(r(xAt+t), r(xAt+t-1), r(rXStride))
	}
}

// eachSum calls f with every vector of sums, the register that holds its address, and its offset there. The sums of the
// tokens lie accStride bytes apart.
func (w *wasm) eachSum(tokens, base, stride int, f func(token, vector int, register string, offset int)) {
	register := r(base)
	for t := range tokens {
		if t > 0 {
			w.addTo(r(rSums), register, r(stride))
			register = r(rSums)
		}
		for c := range vectors {
			f(t, c, register, 16*c)
		}
	}
}

// int8Panels returns the part that the vector kernels share: for each panel the sums are loaded, the groups walked, and
// the sums stored.
func int8Panels(name string, tokens, xBytes int, multiply func(w *wasm, tokens, step int)) string {
	w := new(wasm).function(name, dotSignature, dotArgs...)
	w.begin(dotArgs)
	w.loop(r(rPanels), func() {
		w.rewind(tokens)
		w.copy(r(rCount), r(rGroups))
		w.eachSum(tokens, rAcc, rAccStride, func(t, c int, register string, offset int) {
			w.load(register, offset)
			w.op("Set %s", v(vectors*t+c))
		})
		w.loop(r(rCount), func() {
			for step := range steps {
				multiply(w, tokens, step)
			}
			w.advance(r(rW), steps*stepBytes)
			for t := range tokens {
				w.advance(r(xAt+t), xBytes)
			}
		})
		w.eachSum(tokens, rAcc, rAccStride, func(t, c int, register string, offset int) {
			w.address(register)
			w.op("Get %s; V128Store $0, $%d", v(vectors*t+c), offset)
		})
		w.advance(r(rAcc), 16*vectors)
	})
	return w.end()
}

// weights pushes a vector of weights: the first token loads it from memory and keeps it in register keep for the
// others.
func (w *wasm) weights(token, tokens, offset int, keep string) {
	if token > 0 {
		w.op("Get %s", keep)
		return
	}
	w.load(r(rW), offset)
	if tokens > 1 {
		w.op("Tee %s", keep)
	}
}

func int8Relaxed(tokens int) string {
	return int8Panels(name("dotInt8", tokens), tokens, 8, relaxedDot(fused).bytesStep)
}

func int8Split(tokens int) string {
	return int8Panels(name("dotInt8Split", tokens), tokens, 8, relaxedDot(split).bytesStep)
}

func int8SIMD128(tokens int) string {
	return int8Panels(name("dotInt8", tokens), tokens, 16, func(w *wasm, tokens, step int) {
		pairsStep(w, tokens, step, 8*step, 8*step+4)
	})
}

// relaxedDot adds the dot products of two vectors of bytes, each four neighbours, to a vector of sums. The two are
// pushed before.
type relaxedDot func(w *wasm, sum string)

// fused is the instruction that is meant for it. On processors with AVX-VNNI or ARM's dot product it is one of
// theirs; on others it is five.
func fused(w *wasm, sum string) { w.op("Get %s; I32x4RelaxedDotI8x16I7x16AddS; Set %s", sum, sum) }

// split is that instruction in three, each of which is one on any processor with AVX: products of each two neighbours
// (at most 2·127·128, which fits 16 bits), their sums with the next, and the sum with what there is.
func split(w *wasm, sum string) {
	w.op("I16x8RelaxedDotI8x16I7x16S; V128Const %s; I32x4DotI16x8S; Get %s; I32x4Add; Set %s", ones, sum, sum)
}

// splitFirst is split for a sum that begins with it.
func splitFirst(w *wasm, sum string) {
	w.op("I16x8RelaxedDotI8x16I7x16S; V128Const %s; I32x4DotI16x8S; Set %s", ones, sum)
}

// ones is 1 in every 16 bits.
const ones = "$0x0001000100010001, $0x0001000100010001"

// bytesStep multiplies a step of bytes with all tokens.
func (add relaxedDot) bytesStep(w *wasm, tokens, step int) {
	const keep, x = 8, 9
	for t := range tokens {
		w.splat(v(x+t), r(xAt+t), 4*step)
	}
	for c := range vectors {
		for t := range tokens {
			w.weights(t, tokens, step*stepBytes+16*c, v(keep))
			w.op("Get %s", v(x+t))
			add(w, v(vectors*t+c))
		}
	}
}

// pairsStep multiplies a step of pairs with all tokens, whose two factors are at these offsets.
func pairsStep(w *wasm, tokens, step, first, second int) {
	const keep, high, x = 8, 9, 10 // x: two vectors for each token
	for t := range tokens {
		w.splat(v(x+2*t), r(xAt+t), first)
		w.splat(v(x+2*t+1), r(xAt+t), second)
	}
	for c := range vectors {
		w.load(r(rW), step*stepBytes+16*c)
		w.op("Tee %s; I32Const $8; I16x8ShrS; Set %s", v(keep), v(high))
		for t := range tokens {
			sum := v(vectors*t + c)
			w.op("Get %s; Get %s; I32x4DotI16x8S", v(keep), v(x+2*t))
			w.op("Get %s; Get %s; I32x4DotI16x8S; I32x4Add", v(high), v(x+2*t+1))
			w.op("Get %s; I32x4Add; Set %s", sum, sum)
		}
	}
}

// int8Scalar keeps 8 sums in R0 to R7. Everything else has to make do with the other half of the registers, so
// arguments are reloaded where needed, and each panel takes two passes.
func int8Scalar(tokens int) string {
	const (
		half             = 8
		w8, x, count, xv = 8, 9, 10, 11
	)
	w := new(wasm).function(name("dotInt8", tokens), "acc *int32, w, x *byte, groups int", "acc", "w", "x", "groups")
	w.arg("w", 1, r(w8))
	for part := range 16 / half {
		for i := range half {
			w.op("I64Load acc+0(FP); I32WrapI64; I64Load32S $%d; Set %s", 4*(half*part+i), r(i))
		}
		w.arg("x", 2, r(x))
		w.arg("groups", 3, r(count))
		w.loop(r(count), func() {
			for step := range steps {
				for j := range 4 {
					w.address(r(x))
					w.op("I64Load8S $%d; Set %s", 4*step+j, r(xv))
					for i := range half {
						w.address(r(w8))
						w.op("I64Load8S $%d; Get %s; I64Mul; Get %s; I64Add; Set %s", step*stepBytes+4*(half*part+i)+j, r(xv), r(i), r(i))
					}
				}
			}
			w.advance(r(w8), steps*stepBytes)
			w.advance(r(x), 8)
		})
		for i := range half {
			w.op("I64Load acc+0(FP); I32WrapI64; Get %s; I32WrapI64; I32Store $%d", r(i), 4*(half*part+i))
		}
		w.arg("w", 1, r(w8))
	}
	return w.end()
}
