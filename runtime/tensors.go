package runtime

import (
	"fmt"
	"math"
	"slices"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/weights"
)

// TensorSource gives tensors by name; a *weights.Weights is one.
type TensorSource = quant.Source

// reader takes a model's tensors out of a source and checks them. It remembers the first error, after which it returns nothing.
type reader struct {
	source TensorSource
	err    error
}

// linear reads an affine layer: name.weight [rows, cols] and name.bias [rows].
func (r *reader) linear(name string, rows, cols int) linear {
	return linear{weight: r.matrix(name+".weight", rows, cols), bias: r.vector(name+".bias", rows)}
}

// norm reads a layer norm: name.weight [n] and name.bias [n].
func (r *reader) norm(name string, n int, epsilon float64) norm {
	return norm{gain: r.vector(name+".weight", n), bias: r.vector(name+".bias", n), epsilon: float32(epsilon)}
}

// matrix reads a [rows, cols] matrix in any of the number formats.
func (r *reader) matrix(name string, rows, cols int) matrix {
	t := r.tensor(name, rows, cols)
	switch {
	case r.err != nil:
		return nil
	case t.DType == weights.Float32:
		return &floatMatrix{rows: rows, cols: cols, data: r.floats(t)}
	case t.DType == weights.Int8:
		scale := r.tensor(name+quant.ScaleSuffix, rows)
		r.floats(scale)
		if r.err != nil {
			return nil
		}
		q, err := quant.FromTensors(t, scale)
		if err != nil {
			r.fail(name, "%w", err)
			return nil
		}
		return newInt8Matrix(q)
	case t.DType == weights.Int4:
		return r.int4(name, t, rows, cols)
	}
	r.fail(name, "is %s, want float32, int8 or int4", t.DType)
	return nil
}

// int4 reads the scales of an int4 matrix, and puts both together.
func (r *reader) int4(name string, t weights.Tensor, rows, cols int) matrix {
	if cols%quant.Int4Block != 0 {
		r.fail(name, "is int4 with %d columns, which is no multiple of %d", cols, quant.Int4Block)
		return nil
	}
	scale := r.tensor(name+quant.ScaleSuffix, rows, cols/quant.Int4Block)
	r.floats(scale)
	if r.err != nil {
		return nil
	}
	q, err := quant.Int4FromTensors(t, scale)
	if err != nil {
		r.fail(name, "%w", err)
		return nil
	}
	return newInt4Matrix(q)
}

// vector reads a float32 vector of length n.
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
		r.err = fmt.Errorf("%w: tensor %s "+format, append([]any{ErrWeights, name}, args...)...)
	}
}
