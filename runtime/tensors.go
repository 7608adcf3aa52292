package runtime

import (
	"math"
	"slices"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/simd"
	"github.com/coconut-page/coconut/weights"
)

// TensorSource gives tensors by name; a *weights.Weights is one.
type TensorSource = quant.Source

// reader takes a model's tensors out of a source and checks them. It remembers the first error, after which it returns
// nothing.
type reader struct {
	source TensorSource
	err    error
}

// linear reads an affine layer: name.weight [rows, cols] and name.bias [rows].
//
//go:noinline
func (r *reader) linear(name string, rows, cols int) linear {
	return linear{weight: r.matrix(name+".weight", rows, cols), bias: r.vector(name+".bias", rows)}
}

// unbiased reads a layer without a bias: name.weight [rows, cols].
//
//go:noinline
func (r *reader) unbiased(name string, rows, cols int) linear {
	return linear{weight: r.matrix(name+".weight", rows, cols)}
}

// layerNorm reads name.weight [n] and name.bias [n].
//
//go:noinline
func (r *reader) layerNorm(name string, n int, epsilon float64) normalizer {
	return &layerNorm{gain: r.vector(name+".weight", n), bias: r.vector(name+".bias", n), epsilon: float32(epsilon)}
}

// rmsNorm reads name.weight [n].
//
//go:noinline
func (r *reader) rmsNorm(name string, n int, epsilon float64) normalizer {
	return &rmsNorm{gain: r.vector(name+".weight", n), epsilon: float32(epsilon)}
}

// stacked reads name.weight [Σ rows, cols] and name.bias [Σ rows], which hold several layers one below the other.
//
//go:noinline
func (r *reader) stacked(name string, cols int, rows ...int) []linear {
	total := 0
	for _, n := range rows {
		total += n
	}
	weight, bias := r.matrices(name+".weight", cols, rows...), r.vector(name+".bias", total)
	layers := make([]linear, len(rows))
	if r.err != nil {
		return layers
	}
	for i, n := range rows {
		layers[i] = linear{weight: weight[i], bias: bias[:n:n]}
		bias = bias[n:]
	}
	return layers
}

// matrix reads a [rows, cols] matrix in any of the number formats.
//
//go:noinline
func (r *reader) matrix(name string, rows, cols int) matrix { return r.matrices(name, cols, rows)[0] }

// untiedHead reads the head's own matrix, if the model has one.
func (r *reader) untiedHead(m *Model) {
	if m.config.UntiedHead {
		m.head = r.matrix("lm_head.weight", m.config.VocabSize, m.config.Width)
	}
}

// matrices reads a [Σ rows, cols] matrix in any of the number formats and cuts it into matrices of so many rows each.
// What it returns after an error are nils.
//
//go:noinline
func (r *reader) matrices(name string, cols int, rows ...int) []matrix {
	total := 0
	for _, n := range rows {
		total += n
	}
	parts := make([]matrix, len(rows))
	cut := r.cut(name, total, cols)
	for i, from := 0, 0; i < len(rows) && r.err == nil; i++ {
		parts[i] = cut(from, rows[i])
		from += rows[i]
	}
	return parts
}

// cut reads a [rows, cols] matrix, and returns a function that makes a matrix of n of its rows. After an error there is
// none.
func (r *reader) cut(name string, rows, cols int) func(from, n int) matrix {
	t := r.tensor(name, rows, cols)
	switch {
	case r.err != nil:
		return nil
	case t.DType == weights.Float32:
		data := r.floats(t)
		return func(from, n int) matrix {
			return &floatMatrix{rows: n, cols: cols, data: data[from*cols : (from+n)*cols]}
		}
	case t.DType == weights.Int8 || t.DType == weights.Int4:
		return r.quantized(name, t, cols)
	}
	r.fail(name, "is %s, want float32, int8 or int4", t.DType)
	return nil
}

// quantized reads what belongs to a quantized matrix, and puts it together.
func (r *reader) quantized(name string, t weights.Tensor, cols int) func(from, n int) matrix {
	stored, err := quant.Stored(r.source, t)
	if err != nil {
		r.fail(name+quant.ScaleSuffix, "or its matrix: %w", err)
		return nil
	}
	switch q := stored.(type) {
	case *quant.Int8:
		return func(from, n int) matrix {
			return quantizedMatrix{n, cols, int8Precision, simd.NewInt8Matrix(q.Data[from*cols:], q.Scale[from:], n, cols)}
		}
	case *quant.Int4:
		blocks := (cols + quant.Int4Block - 1) / quant.Int4Block
		return func(from, n int) matrix {
			return quantizedMatrix{n, cols, int4Precision,
				simd.NewInt4Matrix(q.Data[from*cols/2:], q.Scale[from*blocks:], n, cols)}
		}
	}
	if cut := cutBlocks(stored, cols); cut != nil {
		return cut
	}
	r.fail(name, "is in a number format that has no kernel")
	return nil
}

// vector reads a float32 vector of length n.
//
//go:noinline
func (r *reader) vector(name string, n int) []float32 { return r.floats(r.tensor(name, n)) }

// floats returns the values of a float32 tensor, which must be finite.
func (r *reader) floats(t weights.Tensor) []float32 {
	if r.err != nil {
		return nil
	}
	values, err := t.Float32s()
	if err != nil {
		r.fail(t.Name, "%w", err)
		return nil
	}
	for i, v := range values {
		if !(math.Abs(float64(v)) <= math.MaxFloat32) {
			r.fail(t.Name, "element %d is %v", i, v)
			return nil
		}
	}
	return values
}

// tensor gets a tensor and checks its shape. That its data fits the shape is checked when the values are taken out.
func (r *reader) tensor(name string, shape ...int) weights.Tensor {
	if r.err != nil {
		return weights.Tensor{}
	}
	t, err := r.source.Tensor(name)
	if err != nil {
		r.fail(name, "could not be read: %w", err)
		return weights.Tensor{}
	}
	t.Name = name
	if !slices.Equal(t.Shape, shape) {
		r.fail(name, "has shape %v, want %v", t.Shape, shape)
		return weights.Tensor{}
	}
	return t
}

func (r *reader) fail(name, format string, args ...any) {
	if r.err == nil {
		r.err = ErrWeights.Errorf("tensor %s "+format, append([]any{name}, args...)...)
	}
}
