package simd

// Parts is work that a Pool shares.
type Parts interface {
	// Part does one part. Several goroutines call it at the same time, each with another number.
	Part(i int)
}
