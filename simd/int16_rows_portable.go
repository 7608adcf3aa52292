//go:build !wasm || no_simd

package simd

func (m Int16Rows) matVecs(dst []float32, stride int, x []float32, n, cols int, scratch []float32) {
	m.plainMatVecs(dst, stride, x, n, cols, scratch)
}

func (m Int16Rows) addWeighted(dst, weight []float32, stride, n, cols int, scratch []float32) {
	m.plainAddWeighted(dst, weight, stride, n, cols, scratch)
}
