package runtime

import "github.com/coconut-page/coconut/simd"

// linear is an affine layer: y = W·x + b.
type linear struct {
	weight matrix
	bias   []float32
}

// apply does so for n vectors.
func (l *linear) apply(dst, x []float32, n int, in *simd.Input) {
	l.weight.mulAdd(dst, x, l.bias, n, in)
}

func (l *linear) float32() linear { return linear{weight: l.weight.float32(), bias: l.bias} }
