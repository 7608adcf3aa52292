package simd

// geluGeneric is the definition of Gelu.
func geluGeneric(x []float32) {
	for i, v := range x {
		x[i] = float32(float32(v*0.5) * (1 + Erf(float32(v*sqrtHalf))))
	}
}
