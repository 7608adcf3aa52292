package simd

// rescaleGeneric is dst[r] = acc[r]·(scale[r]·xScale).
func rescaleGeneric(dst []float32, acc []int32, scale []float32, xScale float32) {
	for r := range dst {
		dst[r] = float32(float32(acc[r]) * float32(scale[r]*xScale))
	}
}
