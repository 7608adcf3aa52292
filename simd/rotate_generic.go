package simd

// rotateGeneric is the definition of Rotate, for one vector.
func rotateGeneric(a, b, cos, sin []float32) {
	for i, c := range cos {
		p, q := a[i], b[i]
		a[i] = float32(p*c) - float32(q*sin[i])
		b[i] = float32(q*c) + float32(p*sin[i])
	}
}
