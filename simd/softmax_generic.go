package simd

// maximumGeneric returns the largest element of x, which must not be empty.
func maximumGeneric(x []float32) float32 {
	m := x[0]
	for _, v := range x[1:] {
		if v > m {
			m = v
		}
	}
	return m
}

// subtractExpGeneric is x[i] = exp(x[i]-m).
func subtractExpGeneric(x []float32, m float32) {
	for i, v := range x {
		x[i] = Exp(v - m)
	}
}

// scaleByGeneric is x[i] *= a.
func scaleByGeneric(x []float32, a float32) {
	for i := range x {
		x[i] *= a
	}
}
