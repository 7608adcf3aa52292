package reasoner

import (
	"strings"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/weights"
)

// parameters counts the weights; the scales of quantized matrices are not parameters of the model.
func parameters(m *weights.Manifest) int64 {
	var n int64
	names := map[string]bool{}
	for _, t := range m.Tensors {
		names[t.Name] = true
	}
	for _, t := range m.Tensors {
		if base, ok := strings.CutSuffix(t.Name, quant.ScaleSuffix); ok && names[base] {
			continue
		}
		count := int64(1)
		for _, axis := range t.Shape {
			count *= int64(axis)
		}
		n += count
	}
	return n
}

// format is the number format that most parameters have.
func format(m *weights.Manifest) string {
	lengths := map[weights.DType]int64{}
	for _, t := range m.Tensors {
		lengths[t.DType] += t.Length
	}
	most := weights.Float32
	for _, dtype := range []weights.DType{weights.Int8, weights.Int4} {
		if lengths[dtype] > lengths[most] {
			most = dtype
		}
	}
	return string(most)
}
