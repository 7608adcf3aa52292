//go:build wasm && !no_simd

package simd

// int16Together is how many vectors the kernels take at a time, and int16Step how many columns.
const (
	int16Together = 4
	int16Step     = 8
)

func (m Int16Rows) matVecs(dst []float32, stride int, x []float32, n, cols int, scratch []float32) {
	if cols == 0 || cols%int16Step != 0 {
		m.plainMatVecs(dst, stride, x, n, cols, scratch)
		return
	}
	kernels := [int16Together]func(dst *float32, src *int16, scales, x, space *float32, rows, steps, dstStride,
		xStride int){matVecInt16x1, matVecInt16x2, matVecInt16x3, matVecInt16x4}
	for i := 0; i < n; {
		together := min(n-i, int16Together)
		kernels[together-1](&dst[i*stride], &m.Values[0], &m.Scales[0], &x[i*cols], &scratch[0], len(m.Scales),
			cols/int16Step, 4*stride, 4*cols)
		i += together
	}
}

func (m Int16Rows) addWeighted(dst, weight []float32, stride, n, cols int, scratch []float32) {
	if cols == 0 || cols%int16Step != 0 {
		m.plainAddWeighted(dst, weight, stride, n, cols, scratch)
		return
	}
	kernels := [int16Together]func(dst *float32, src *int16, scales, weight *float32, rows, steps, dstStride,
		weightStride, rowBytes int){addRowsInt16x1, addRowsInt16x2, addRowsInt16x3, addRowsInt16x4}
	for i := 0; i < n; {
		together := min(n-i, int16Together)
		kernels[together-1](&dst[i*cols], &m.Values[0], &m.Scales[0], &weight[i*stride], len(m.Scales), cols/int16Step,
			4*cols, 4*stride, 2*cols)
		i += together
	}
}

//go:noescape
func matVecInt16x1(dst *float32, src *int16, scales, x, space *float32, rows, steps, dstStride, xStride int)

//go:noescape
func matVecInt16x2(dst *float32, src *int16, scales, x, space *float32, rows, steps, dstStride, xStride int)

//go:noescape
func matVecInt16x3(dst *float32, src *int16, scales, x, space *float32, rows, steps, dstStride, xStride int)

//go:noescape
func matVecInt16x4(dst *float32, src *int16, scales, x, space *float32, rows, steps, dstStride, xStride int)

//go:noescape
func addRowsInt16x1(dst *float32, src *int16, scales, weight *float32, rows, steps, dstStride, weightStride,
	rowBytes int)

//go:noescape
func addRowsInt16x2(dst *float32, src *int16, scales, weight *float32, rows, steps, dstStride, weightStride,
	rowBytes int)

//go:noescape
func addRowsInt16x3(dst *float32, src *int16, scales, weight *float32, rows, steps, dstStride, weightStride,
	rowBytes int)

//go:noescape
func addRowsInt16x4(dst *float32, src *int16, scales, weight *float32, rows, steps, dstStride, weightStride,
	rowBytes int)
