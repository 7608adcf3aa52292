package simd

import "math"

const (
	sqrtTwoOverPi = 0.797884560802865356
	geluCubic     = 0.044715
)

// negativeMagnitudeGeneric is dst[i] = -factor·|x[i]|.
func negativeMagnitudeGeneric(dst, x []float32, factor float32) {
	for i, v := range x {
		dst[i] = math.Float32frombits(math.Float32bits(v*factor) | signBit)
	}
}

// swigluGeneric finishes SwiGLU: e is e^-|x|, so that σ(x) is 1/(1+e) for x >= 0 and e/(1+e) below.
func swigluGeneric(x, up, e []float32) {
	for i, v := range x {
		numerator := e[i]
		if v >= 0 {
			numerator = 1
		}
		x[i] = float32(v*(numerator/(1+e[i]))) * up[i]
	}
}

// geluTanhArgumentGeneric computes what GeluTanh takes the hyperbolic tangent of.
func geluTanhArgumentGeneric(dst, x []float32) {
	for i, v := range x {
		cube := float32(float32(v*v) * v)
		dst[i] = float32(v+float32(cube*geluCubic)) * sqrtTwoOverPi
	}
}

// geluTanhGeneric finishes GeluTanh: e is e^-2|y|, so that tanh(y) is (1-e)/(1+e) with the sign of y.
func geluTanhGeneric(x, y, e []float32) {
	for i, v := range x {
		t := (1 - e[i]) / (1 + e[i])
		t = math.Float32frombits(math.Float32bits(t) | math.Float32bits(y[i])&signBit)
		x[i] = float32(v*0.5) * (1 + t)
	}
}
