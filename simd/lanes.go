package simd

// lanes is the number of partial sums of a float reduction. It is part of the definition of every kernel that reduces:
// the package comment says how. Eight are enough to hide the latency of an addition, and are two vectors of
// WebAssembly's width or one of AVX's.
const lanes = 8

// combine adds up the partial sums in the order that halving vectors gives.
func combine(s *[lanes]float32) float32 {
	return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}
