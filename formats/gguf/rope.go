package gguf

import (
	"math"

	"github.com/coconut-page/coconut/runtime"
)

// ropeFactors is the tensor with the divisor of each rotary frequency. Llama 3 has it.
const ropeFactors = "rope_freqs.weight"

// llama3Scalings are the known scalings: Llama 3.1's and 3.2's. A file has only the resulting factors.
var llama3Scalings = []runtime.RotaryScaling{
	{Factor: 8, LowFactor: 1, HighFactor: 4, Original: 8192},
	{Factor: 32, LowFactor: 1, HighFactor: 4, Original: 8192},
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
	for _, s := range llama3Scalings {
		if matches(s, factors, c.RotaryBase) {
			return s
		}
	}
	m.fail(ErrUnsupported, "%s is not Llama 3.1's or 3.2's scaling of rotary frequencies", ropeFactors)
	return runtime.RotaryScaling{}
}

// matches compares the factors with a scaling's, which the converter rounded to float32.
func matches(s runtime.RotaryScaling, factors []float32, base float64) bool {
	for i, factor := range factors {
		f := math.Pow(base, -float64(i)/float64(len(factors)))
		if want := f / s.Frequency(f); math.Abs(float64(factor)-want) > 1e-4*want {
			return false
		}
	}
	return true
}
