//go:build !goexperiment.simd || !(amd64 || arm64 || wasm)

package simd

// Without vector types the float kernels are their definitions.

func floatVariant() string { return "generic" }

func matVec(dst, w, x []float32, cols int)     { matVecGeneric(dst, w, x, cols) }
func addWeightedRows(dst, m, weight []float32) { addWeightedRowsGeneric(dst, m, weight) }
func matVec2(dst, other, w, x, y []float32, cols int) {
	matVecGeneric(dst, w, x, cols)
	matVecGeneric(other, w, y, cols)
}
func addWeightedRows2(dst, other, m, weight, otherWeight []float32) {
	addWeightedRowsGeneric(dst, m, weight)
	addWeightedRowsGeneric(other, m, otherWeight)
}
func rotate(a, b, cos, sin []float32)              { rotateGeneric(a, b, cos, sin) }
func add(dst, x []float32)                         { addGeneric(dst, x) }
func sum(x []float32) float32                      { return sumGeneric(x) }
func sumSquares(x []float32, mean float32) float32 { return sumSquaresGeneric(x, mean) }
func normalize(dst, x, gain, bias []float32, mean, scale float32) {
	normalizeGeneric(dst, x, gain, bias, mean, scale)
}
func maximum(x []float32) float32                   { return maximumGeneric(x) }
func subtractExp(x []float32, m float32)            { subtractExpGeneric(x, m) }
func scaleBy(x []float32, a float32)                { scaleByGeneric(x, a) }
func gelu(x []float32)                              { geluGeneric(x) }
func maxMagnitude(x []float32) uint32               { return maxMagnitudeGeneric(x) }
func quantize(dst []int8, x []float32, inv float32) { quantizeGeneric(dst, x, inv) }
func extremes(x []float32) (high, low uint32)       { return extremesGeneric(x) }
func packBytes(dst *[Block]byte, x *[Block]float32, g *grid, low int32) (sum int32) {
	return packBytesGeneric(dst, x, g, low)
}
func rescale(dst []float32, acc []int32, scale []float32, xScale float32) {
	rescaleGeneric(dst, acc, scale, xScale)
}
func rescaleAdd(dst []float32, acc []int32, scale, bias []float32, xScale float32) {
	rescaleAddGeneric(dst, acc, scale, bias, xScale)
}

func scaleByVector(dst, x, gain []float32, scale float32) { scaleByVectorGeneric(dst, x, gain, scale) }
func negativeMagnitude(dst, x []float32, factor float32)  { negativeMagnitudeGeneric(dst, x, factor) }
func swiglu(x, up, e []float32)                           { swigluGeneric(x, up, e) }
func geluTanhArgument(dst, x []float32)                   { geluTanhArgumentGeneric(dst, x) }
func geluTanh(x, y, e []float32)                          { geluTanhGeneric(x, y, e) }
func fromInt16(dst []float32, src []int16, scales []float32, cols int) {
	fromInt16Generic(dst, src, scales, cols)
}
func offsetOperands(dst []byte, values []int8) { offsetOperandsGeneric(dst, values) }
