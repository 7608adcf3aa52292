//go:build !tasks_only

package runtime

import (
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/simd"
)

// The formats and architectures of other people's models are left out of the page's own program (tag tasks_only), which
// runs ours: what only some visitors need is in the program for language models.

// architectures are those that can be run, by model_type.
var architectures = map[string]architecture{
	ModelGPT2:  gpt2,
	ModelLlama: llama,
}

// cutBlocks returns a function that makes a matrix of n rows of one in a block format; nil for other formats.
func cutBlocks(stored quant.Matrix, cols int) func(from, n int) matrix {
	blocks := (cols + quant.Block - 1) / quant.Block
	switch q := stored.(type) {
	case *quant.Q8:
		return func(from, n int) matrix {
			return quantizedMatrix{n, cols, q8Precision, simd.NewQ8Matrix(q.Data[from*cols:], q.Scale[from*blocks:], n, cols)}
		}
	case *quant.Q4:
		return func(from, n int) matrix {
			return quantizedMatrix{n, cols, q4Precision,
				simd.NewQ4Matrix(q.Data[from*cols/2:], q.Scale[from*blocks:], q.Min[from*blocks:], n, cols)}
		}
	}
	return nil
}

// quantizeBlocks is precision.quantize for the block formats.
func (p precision) quantizeBlocks(in *simd.Activations, x []float32, n, cols int) {
	switch p {
	case q8Precision:
		in.SetQ8(x, n, cols)
	case q4Precision:
		in.SetQ4(x, n, cols)
	}
}
