package runtime

import (
	"strings"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/weights"
)

// parameters counts the weights; the scales and minima of quantized matrices are not parameters of the model.
func parameters(m *weights.Manifest) int64 {
	var n int64
	for _, count := range parametersByType(m) {
		n += count
	}
	return n
}

// format returns the number format that most parameters have.
func format(m *weights.Manifest) string {
	counts, most := parametersByType(m), weights.Float32
	for _, dtype := range []weights.DType{weights.Int8, weights.Int4} {
		if counts[dtype] > counts[most] {
			most = dtype
		}
	}
	return string(most)
}

func parametersByType(m *weights.Manifest) map[weights.DType]int64 {
	counts, names := map[weights.DType]int64{}, map[string]bool{}
	for _, t := range m.Tensors {
		names[t.Name] = true
	}
	for _, t := range m.Tensors {
		base, scales := strings.CutSuffix(t.Name, quant.ScaleSuffix)
		if !scales {
			base, scales = strings.CutSuffix(t.Name, quant.MinimumSuffix)
		}
		if scales && names[base] {
			continue
		}
		count := int64(1)
		for _, axis := range t.Shape {
			count *= int64(axis)
		}
		counts[t.DType] += count
	}
	return counts
}
