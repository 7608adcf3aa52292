package runtime

// linear is an affine layer: y = W·x + b.
type linear struct {
	weight matrix
	bias   []float32
}

func (l *linear) apply(dst, x []float32, s *scratch) { l.weight.mulAdd(dst, x, l.bias, s) }

func (l *linear) float32() linear { return linear{weight: l.weight.float32(), bias: l.bias} }
