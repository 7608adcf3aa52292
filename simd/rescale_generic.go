package simd

// rescaleGeneric is dst[r] = acc[r]·(scale[r]·xScale).
func rescaleGeneric(dst []float32, acc []int32, scale []float32, xScale float32) {
	for r := range dst {
		dst[r] = float32(float32(acc[r]) * float32(scale[r]*xScale))
	}
}

// rescaleAddGeneric is the definition of Rescale with a bias.
func rescaleAddGeneric(dst []float32, acc []int32, scale, bias []float32, xScale float32) {
	rescaleGeneric(dst, acc, scale, xScale)
	addGeneric(dst, bias)
}
