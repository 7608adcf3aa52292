package quant

import (
	"fmt"
	"path"
	"slices"

	"github.com/coconut-page/coconut/weights"
)

// Format names a number format.
type Format string

// The formats that a matrix may be stored in.
const (
	FormatFloat32 Format = "float32"
	FormatInt8    Format = "int8"
	FormatInt4    Format = "int4"
)

// Formats chooses a format for each matrix of a model.
type Formats struct {
	// Matrices is for the matrices of the layers.
	Matrices Format
	// Embeddings is for embeddings, positions and the head, the most sensitive matrices of all.
	Embeddings Format
	// Keep holds path.Match patterns of tensor names that stay int8 although Matrices says int4: the tensors the model
	// depends on most.
	Keep []string
}

// DefaultFormats are the formats of the models we ship.
var DefaultFormats = Formats{Matrices: FormatInt8, Embeddings: FormatInt8}

// of returns the format for a matrix. The error wraps path.ErrBadPattern.
func (f Formats) of(spec Spec) (Format, error) {
	if spec.Role != Linear {
		return f.Embeddings, nil
	}
	if f.Matrices != FormatInt4 {
		return f.Matrices, nil
	}
	for _, pattern := range f.Keep {
		match, err := path.Match(pattern, spec.Name)
		if err != nil {
			return "", fmt.Errorf("quant: pattern %q of tensors to keep: %w", pattern, err)
		}
		if match {
			return FormatInt8, nil
		}
	}
	return FormatInt4, nil
}

// Tensors stores a matrix in the format for its role, and reports what that loses. Errors wrap ErrShape (also for an
// unknown format or a tensor that is not a matrix), ErrNotFinite or path.ErrBadPattern, and name the tensor or the
// pattern.
func (f Formats) Tensors(spec Spec, values []float32) ([]weights.Tensor, Error, error) {
	if len(spec.Shape) != 2 {
		return nil, Error{}, fmt.Errorf("%w: tensor %s has shape %v, want a matrix", ErrShape, spec.Name, spec.Shape)
	}
	format, err := f.of(spec)
	if err != nil {
		return nil, Error{}, err
	}
	q, err := quantize(format, values, spec.Shape[0], spec.Shape[1])
	if err != nil {
		return nil, Error{}, fmt.Errorf("%w (tensor %s)", err, spec.Name)
	}
	return q.Tensors(spec.Name), Measure(values, q), nil
}

// Layout returns the tensors that Formats.Tensors makes of a matrix, without their data: one in float32, or the
// quantized values and their scales. Errors are those of Tensors that do not depend on the values.
func (f Formats) Layout(spec Spec) ([]weights.Tensor, error) {
	format, err := f.of(spec)
	if err != nil {
		return nil, err
	}
	if len(spec.Shape) != 2 {
		return nil, fmt.Errorf("%w: tensor %s has shape %v, want a matrix", ErrShape, spec.Name, spec.Shape)
	}
	rows, cols := spec.Shape[0], spec.Shape[1]
	scale := weights.Tensor{Name: spec.Name + ScaleSuffix, DType: weights.Float32}
	switch format {
	case FormatFloat32:
		return []weights.Tensor{{Name: spec.Name, DType: weights.Float32, Shape: spec.Shape}}, nil
	case FormatInt8:
		scale.Shape = []int{rows}
		return []weights.Tensor{{Name: spec.Name, DType: weights.Int8, Shape: spec.Shape}, scale}, nil
	case FormatInt4:
		if cols%Int4Block != 0 {
			return nil, fmt.Errorf("%w: %s: %d columns are not a multiple of %d", ErrShape, spec.Name, cols, Int4Block)
		}
		scale.Shape = []int{rows, cols / Int4Block}
		return []weights.Tensor{{Name: spec.Name, DType: weights.Int4, Shape: spec.Shape}, scale}, nil
	}
	return nil, unknownFormat(format)
}

func unknownFormat(f Format) error {
	return fmt.Errorf("%w: format %.20q, want float32, int8 or int4", ErrShape, string(f))
}

func quantize(f Format, values []float32, rows, cols int) (Matrix, error) {
	switch f {
	case FormatFloat32:
		return floats{values, rows, cols}, checkLength(len(values), rows, cols)
	case FormatInt8:
		return QuantizeInt8(values, rows, cols)
	case FormatInt4:
		return QuantizeInt4(values, rows, cols)
	}
	return nil, unknownFormat(f)
}

// floats is a matrix stored as it is.
type floats struct {
	values     []float32
	rows, cols int
}

func (m floats) Dequantize() []float32 { return m.values }

func (m floats) Tensors(name string) []weights.Tensor {
	return []weights.Tensor{weights.FromFloat32s(name, m.values, m.rows, m.cols)}
}

// Source looks up tensors by name; a *weights.Weights is one.
type Source interface {
	Tensor(name string) (weights.Tensor, error)
}

// Dequantize returns the float32 values of a stored matrix in any format. Errors wrap ErrShape or ErrRange, or come
// from the source.
func Dequantize(source Source, t weights.Tensor) ([]float32, error) {
	if t.DType == weights.Float32 {
		return t.Float32s()
	}
	scale, err := source.Tensor(t.Name + ScaleSuffix)
	if err != nil {
		return nil, err
	}
	var q Matrix
	if t.DType == weights.Int4 {
		q, err = Int4FromTensors(t, scale)
	} else {
		q, err = FromTensors(t, scale)
	}
	if err != nil {
		return nil, err
	}
	return q.Dequantize(), nil
}

// Model converts a model's tensors to other formats, in the order of its specs. Vectors pass through unchanged. Each
// matrix's loss is measured against what the source holds. Errors wrap ErrShape, ErrNotFinite or path.ErrBadPattern, or
// come from the source.
func (f Formats) Model(specs []Spec, source Source) ([]weights.Tensor, map[string]Error, error) {
	var tensors []weights.Tensor
	lost := map[string]Error{}
	for _, spec := range specs {
		t, err := source.Tensor(spec.Name)
		if err != nil {
			return nil, nil, err
		}
		if !slices.Equal(t.Shape, spec.Shape) {
			return nil, nil, fmt.Errorf("%w: tensor %s has shape %v, want %v", ErrShape, spec.Name, t.Shape, spec.Shape)
		}
		if !spec.Role.Matrix() {
			tensors = append(tensors, t)
			continue
		}
		values, err := Dequantize(source, t)
		if err != nil {
			return nil, nil, err
		}
		parts, loss, err := f.Tensors(spec, values)
		if err != nil {
			return nil, nil, err
		}
		tensors, lost[spec.Name] = append(tensors, parts...), loss
	}
	return tensors, lost, nil
}
