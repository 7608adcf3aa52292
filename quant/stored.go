//go:build !tasks_only

package quant

import "github.com/coconut-page/coconut/weights"

// storedBlocks is Stored for Q8 and Q4, whose scales are float16.
func storedBlocks(source Source, t, scale weights.Tensor) (Matrix, error) {
	if t.DType != weights.Int4 {
		return Q8FromTensors(t, scale)
	}
	minimum, err := source.Tensor(t.Name + MinimumSuffix)
	if err != nil {
		return nil, err
	}
	minimum.Name = t.Name + MinimumSuffix
	return Q4FromTensors(t, scale, minimum)
}
