package simd

// sumGeneric is Σ x[i] in the package's fixed order.
func sumGeneric(x []float32) float32 {
	var s [lanes]float32
	for i, v := range x {
		s[i%lanes] += v
	}
	return combine(&s)
}

// sumSquaresGeneric is Σ (x[i]-mean)² in the package's fixed order.
func sumSquaresGeneric(x []float32, mean float32) float32 {
	var s [lanes]float32
	for i, v := range x {
		d := v - mean
		s[i%lanes] += float32(d * d)
	}
	return combine(&s)
}

// normalizeGeneric is dst[i] = (x[i]-mean)·scale·gain[i] + bias[i], rounded after every operation, from left to right.
func normalizeGeneric(dst, x, gain, bias []float32, mean, scale float32) {
	for i, v := range x {
		dst[i] = float32(float32((v-mean)*scale)*gain[i]) + bias[i]
	}
}
