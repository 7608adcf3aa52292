package simd

// Rescale turns the sums of an int8 product back into numbers: dst[r] = acc[r]·(scale[r]·xScale) + bias[r], where the
// two scales are multiplied first, then the sum (rounded to float32), then the bias is added. A nil bias means no bias.
func Rescale(dst []float32, acc []int32, scale, bias []float32, xScale float32) {
	checkLength("Rescale", len(dst), len(acc), len(scale))
	if bias == nil {
		rescale(dst, acc, scale, xScale)
		return
	}
	checkLength("Rescale", len(dst), len(bias))
	rescaleAdd(dst, acc, scale, bias[:len(dst)], xScale)
}
