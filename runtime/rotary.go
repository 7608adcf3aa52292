package runtime

import "github.com/coconut-page/coconut/simd"

// rotary holds the cosines and sines of the rotary positions, [positions][half] each; the first 2·half values of a head
// are rotated.
type rotary struct {
	half     int
	head     int // width of a head
	cos, sin []float32
}

// newRotary computes the tables in float64 and rounds them once. It uses the functions of portable.go, because
// math.Pow, math.Sin and math.Cos have assembly on some platforms and may be compiled to fused operations on others.
func newRotary(c Config) *rotary {
	half := c.Rotated() / 2
	r := &rotary{half: half, head: c.headWidth(), cos: make([]float32, c.MaxPositions*half),
		sin: make([]float32, c.MaxPositions*half)}
	logBase := portableLog(c.RotaryBase)
	for i := range half {
		frequency := c.RotaryScaling.Frequency(portableExp(float64(-logBase * (float64(2*i) / float64(c.Rotated())))))
		for pos := range c.MaxPositions {
			sin, cos := portableSinCos(float64(float64(pos) * frequency))
			r.sin[pos*half+i], r.cos[pos*half+i] = float32(sin), float32(cos)
		}
	}
	return r
}

// rotate turns the pair (i, i+half) of every head in x by position·base^(-i/half).
func (r *rotary) rotate(x []float32, position int) {
	cos, sin := r.cos[position*r.half:][:r.half], r.sin[position*r.half:][:r.half]
	simd.Rotate(x, cos, sin, r.head)
}
