package simd

// The activations computed from e^-|x|, which never overflows. They work on pieces of activationChunk values, so that
// one kernel, Softmax's, computes all the exponentials.

// activationChunk is how many exponentials are computed at a time.
const activationChunk = 64

// SwiGLU multiplies up by the SiLU of x, in place (Shazeer, 2002.05202): x[i] = x[i]·σ(x[i])·up[i], with σ(x) =
// 1/(1+e^-x). The relative error of the SiLU is at most 4e-7.
func SwiGLU(x, up []float32) {
	checkLength("SwiGLU", len(x), len(up))
	up = up[:len(x)]
	var e [activationChunk]float32
	for len(x) > 0 {
		n := min(len(x), activationChunk)
		negativeMagnitude(e[:n], x[:n], 1)
		subtractExp(e[:n], 0)
		swiglu(x[:n], up[:n], e[:n])
		x, up = x[n:], up[n:]
	}
}

// GeluTanh applies the tanh approximation of GELU in place, which GPT-2 uses: x[i] = x[i]/2·(1 + tanh(√(2/π)·(x[i] +
// 0.044715·x[i]³))). Off by at most 1e-6 from that formula.
func GeluTanh(x []float32) {
	var y, e [activationChunk]float32
	for len(x) > 0 {
		n := min(len(x), activationChunk)
		geluTanhArgument(y[:n], x[:n])
		negativeMagnitude(e[:n], y[:n], 2)
		subtractExp(e[:n], 0)
		geluTanh(x[:n], y[:n], e[:n])
		x = x[n:]
	}
}
