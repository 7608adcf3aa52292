package runtime

import "github.com/coconut-page/coconut/simd"

// norm is a layer norm.
type norm struct {
	gain, bias []float32
	epsilon    float32
}

// apply normalizes n vectors of the norm's width.
func (n *norm) apply(dst, x []float32, count int) {
	width := len(n.gain)
	for at := 0; at < count*width; at += width {
		simd.LayerNorm(dst[at:at+width], x[at:at+width], n.gain, n.bias, n.epsilon)
	}
}
