package runtime

import "github.com/coconut-page/coconut/simd"

// normalizer normalizes count vectors of its own width, from x to dst, which may be the same.
type normalizer interface {
	apply(dst, x []float32, count int)
}

// layerNorm is GPT-2's.
type layerNorm struct {
	gain, bias []float32
	epsilon    float32
}

func (n *layerNorm) apply(dst, x []float32, count int) {
	width := len(n.gain)
	for at := 0; at < count*width; at += width {
		simd.LayerNorm(dst[at:at+width], x[at:at+width], n.gain, n.bias, n.epsilon)
	}
}

// rmsNorm is Llama's: no mean is subtracted, and there is no bias.
type rmsNorm struct {
	gain    []float32
	epsilon float32
}

func (n *rmsNorm) apply(dst, x []float32, count int) {
	width := len(n.gain)
	for at := 0; at < count*width; at += width {
		simd.RMSNorm(dst[at:at+width], x[at:at+width], n.gain, n.epsilon)
	}
}
