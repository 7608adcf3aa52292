package simd

// RMSNorm divides x by its root mean square and scales it (Zhang and Sennrich, 1910.07467): dst[i] =
// x[i]/√(mean(x²)+eps)·gain[i]. The sum is in the package's fixed order. dst may be x.
func RMSNorm(dst, x, gain []float32, eps float32) {
	n := len(x)
	if n == 0 {
		return
	}
	checkLength("RMSNorm", n, len(dst), len(gain))
	scale := 1 / sqrt(sumSquares(x, 0)/float32(n)+eps)
	scaleByVector(dst[:n], x, gain[:n], scale)
}
