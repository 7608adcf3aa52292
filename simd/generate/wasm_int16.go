package main

const aboutInt16 = `// The kernels of keys and values kept as 16-bit integers, for WebAssembly with SIMD: each number is turned into a float32 once for
// up to four vectors. Go's assembler cannot take a lane out of a vector, so sums across lanes go through memory.
`

const (
	int16Cols = 8 // numbers of a row that are turned into floats together
	// What all kernels of int16 keep in registers.
	low, high, rowScale, factor = 8, 9, 10, 11
)

// widen turns the eight numbers at an address into two vectors of floats, times the row's scale.
func widen(w *wasm, register string) {
	for half, extend := range []string{"Low", "High"} {
		w.load(register, 0)
		w.op("I32x4Extend%sI16x8S; F32x4ConvertI32x4S; Get %s; F32x4Mul; Set %s", extend, v(rowScale), v(low+half))
	}
}

// int16MatVec prints the product of rows with vectors: for each row, two vectors of partial sums for each of the x.
func int16MatVec(vectors int) string {
	const rDst, rRows, rCount, rRow, rScales, rSpace, rDstStride, rXStride, rSteps = 0, 1, 2, 3, 4, 5, 6, 7, 8
	const rX, rTo = 9, 13 // the former: one for each vector
	args := []string{"dst", "src", "scales", "x", "space", "rows", "steps", "dstStride", "xStride"}
	w := new(wasm).function(name("matVecInt16", vectors),
		"dst *float32, src *int16, scales, x, space *float32, rows, steps, dstStride, xStride int", args...)
	for i, register := range []int{rDst, rRow, rScales, rX, rSpace, rRows, rSteps, rDstStride, rXStride} {
		w.arg(args[i], i, r(register))
	}
	w.loop(r(rRows), func() {
		w.splat(v(rowScale), r(rScales), 0)
		for i := range 2 * vectors {
			w.op("V128Const $0, $0; Set %s", v(i))
		}
		for i := 1; i < vectors; i++ {
			w.addTo(r(rX+i), r(rX+i-1), r(rXStride))
		}
		w.copy(r(rCount), r(rSteps))
		w.loop(r(rCount), func() {
			widen(w, r(rRow))
			for i := range vectors {
				for half := range 2 {
					sum := v(2*i + half)
					w.op("Get %s", sum)
					w.load(r(rX+i), 16*half)
					w.op("Get %s; F32x4Mul; F32x4Add; Set %s", v(low+half), sum)
				}
				w.advance(r(rX+i), 4*int16Cols)
			}
			w.advance(r(rRow), 2*int16Cols)
		})
		w.op("Get %s; Get %s; I64Const $%d; I64Mul; I64Sub; Set %s", r(rX), r(rSteps), 4*int16Cols, r(rX))
		w.copy(r(rTo), r(rDst))
		for i := range vectors {
			combine(w, i, r(rSpace), r(rTo))
			w.addTo(r(rTo), r(rTo), r(rDstStride))
		}
		w.advance(r(rDst), 4)
		w.advance(r(rScales), 4)
	})
	return w.end()
}

// combine stores the sum of a vector's eight partial sums, in the order of package simd's lanes.go.
func combine(w *wasm, i int, space, to string) {
	w.address(space)
	w.op("Get %s; Get %s; F32x4Add; V128Store $0, $0", v(2*i), v(2*i+1))
	w.address(to)
	for _, pair := range [][2]int{{0, 8}, {4, 12}} {
		w.address(space)
		w.op("F32Load $%d", pair[0])
		w.address(space)
		w.op("F32Load $%d; F32Add", pair[1])
	}
	w.op("F32Add; F32Store $0")
}

// int16AddRows prints the weighted sum of rows: for every eight columns, two vectors of sums for each result walk down
// the rows.
func int16AddRows(vectors int) string {
	const rDst, rSrc, rScales, rWeight, rRows, rSteps, rDstStride, rWeightStride, rRowBytes = 0, 1, 2, 3, 4, 5, 6, 7, 8
	const rCount, rRow, rScale, rTo = 9, 10, 11, 12 // and a weight's address for each vector, over what is free
	args := []string{"dst", "src", "scales", "weight", "rows", "steps", "dstStride", "weightStride", "rowBytes"}
	w := new(wasm).function(name("addRowsInt16", vectors),
		"dst *float32, src *int16, scales, weight *float32, rows, steps, dstStride, weightStride, rowBytes int", args...)
	for i, arg := range args {
		w.arg(arg, i, r(i))
	}
	w.loop(r(rSteps), func() {
		eachSum := func(f func(sum, half int)) {
			w.copy(r(rTo), r(rDst))
			for i := range vectors {
				f(2*i, 0)
				f(2*i+1, 1)
				if i < vectors-1 {
					w.addTo(r(rTo), r(rTo), r(rDstStride))
				}
			}
		}
		eachSum(func(sum, half int) {
			w.load(r(rTo), 16*half)
			w.op("Set %s", v(sum))
		})
		w.copy(r(rRow), r(rSrc))
		w.copy(r(rScale), r(rScales))
		w.copy(r(rCount), r(rRows))
		w.copy(r(rTo), r(rWeight))
		w.loop(r(rCount), func() {
			w.splat(v(rowScale), r(rScale), 0)
			widen(w, r(rRow))
			w.copy(r(13), r(rTo))
			for i := range vectors {
				w.splat(v(factor), r(13), 0)
				for half := range 2 {
					sum := v(2*i + half)
					w.op("Get %s; Get %s; Get %s; F32x4Mul; F32x4Add; Set %s", sum, v(factor), v(low+half), sum)
				}
				if i < vectors-1 {
					w.addTo(r(13), r(13), r(rWeightStride))
				}
			}
			w.addTo(r(rRow), r(rRow), r(rRowBytes))
			w.advance(r(rScale), 4)
			w.advance(r(rTo), 4)
		})
		eachSum(func(sum, half int) {
			w.address(r(rTo))
			w.op("Get %s; V128Store $0, $%d", v(sum), 16*half)
		})
		w.advance(r(rDst), 4*int16Cols)
		w.advance(r(rSrc), 2*int16Cols)
	})
	return w.end()
}
