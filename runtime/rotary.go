package runtime

// rotary holds the cosines and sines of the rotary positions, [positions][half] each, half = head width/2.
type rotary struct {
	half     int
	cos, sin []float32
}

// newRotary computes the tables in float64 and rounds them once. math.Pow, math.Sin and math.Cos have assembly on some platforms and
// may be compiled to fused operations on others, so the functions of portable.go are used.
func newRotary(c Config) *rotary {
	half := c.headWidth() / 2
	r := &rotary{half: half, cos: make([]float32, c.MaxPositions*half), sin: make([]float32, c.MaxPositions*half)}
	logBase := portableLog(c.RotaryBase)
	for i := range half {
		frequency := portableExp(float64(-logBase * (float64(2*i) / float64(c.headWidth()))))
		for pos := range c.MaxPositions {
			sin, cos := portableSinCos(float64(float64(pos) * frequency))
			r.sin[pos*half+i], r.cos[pos*half+i] = float32(sin), float32(cos)
		}
	}
	return r
}

// rotate turns the pair (i, i+half) of every head in x by position·base^(-2i/width).
func (r *rotary) rotate(x []float32, position int) {
	cos, sin := r.cos[position*r.half:][:r.half], r.sin[position*r.half:][:r.half]
	for ; len(x) > 0; x = x[2*r.half:] {
		a, b := x[:r.half], x[r.half:2*r.half]
		for i, c := range cos {
			p, q := a[i], b[i]
			a[i] = float32(p*c) - float32(q*sin[i])
			b[i] = float32(q*c) + float32(p*sin[i])
		}
	}
}
