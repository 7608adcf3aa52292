package gguf

import (
	"math"
	"slices"

	"github.com/coconut-page/coconut/runtime"
)

// ropeFactors is the tensor with the divisor of each rotary frequency. Llama 3 has it.
const ropeFactors = "rope_freqs.weight"

// frequencyFactors are the divisors by which llama.cpp scales the frequencies, nil if it must not.
func frequencyFactors(c runtime.Config) (factors []float32) {
	if c.RotaryScaling == (runtime.RotaryScaling{}) {
		return nil
	}
	for i := range c.Rotated() / 2 {
		factors = append(factors, float32(factor(c.RotaryScaling, c.RotaryBase, i, c.Rotated()/2)))
	}
	return factors
}

// factor is the divisor of frequency i of n.
func factor(s runtime.RotaryScaling, base float64, i, n int) float64 {
	f := math.Pow(base, -float64(i)/float64(n))
	return f / s.Frequency(f)
}

// llama3Scalings are scalings with Llama 3's bounds, LowFactor 1 and HighFactor 4, first Llama 3.1's and 3.2's. A file
// has only the resulting factors, of which the largest is the scaling's.
func llama3Scalings(factors []float32) (all []runtime.RotaryScaling) {
	for _, factor := range []float64{8, 32, float64(slices.Max(factors))} {
		all = append(all, runtime.RotaryScaling{Factor: factor, LowFactor: 1, HighFactor: 4, Original: 8192})
	}
	for original := 1 << 4; original <= 1<<17; original *= 2 {
		for _, s := range all[:3] {
			s.Original = original
			all = append(all, s)
		}
	}
	return all
}

// rotaryScaling finds the scaling that gives the file's factors.
func (m metadataReader) rotaryScaling(c runtime.Config) runtime.RotaryScaling {
	if !m.has(ropeFactors) {
		return runtime.RotaryScaling{}
	}
	factors, _, err := m.r.Floats(ropeFactors)
	if err != nil {
		m.fail(ErrFile, "%w", err)
		return runtime.RotaryScaling{}
	}
	for _, s := range llama3Scalings(factors) {
		if s.Factor >= 1 && matches(s, factors, c.RotaryBase) {
			return s
		}
	}
	m.fail(ErrUnsupported, "%s is not a scaling of rotary frequencies as Llama 3 has it", ropeFactors)
	return runtime.RotaryScaling{}
}

// matches compares the factors with a scaling's, which the converter rounded to float32.
func matches(s runtime.RotaryScaling, factors []float32, base float64) bool {
	for i, got := range factors {
		if want := factor(s, base, i, len(factors)); !(math.Abs(float64(got)-want) <= 1e-4*want) {
			return false
		}
	}
	return true
}
