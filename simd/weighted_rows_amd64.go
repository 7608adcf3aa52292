//go:build goexperiment.simd

package simd

// addWeightedRows2 does one sum after the other: for both at once the compiler keeps the numbers of a row in registers,
// too, and has none left for two of the sums.
func addWeightedRows2(dst, other, m, weight, otherWeight []float32) {
	addWeightedRows(dst, m, weight)
	addWeightedRows(other, m, otherWeight)
}
