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
	// FormatInt8 and FormatInt4 are Int8 and Int4, for models that were trained with them in mind, as ours are.
	FormatInt8 Format = "int8"
	FormatInt4 Format = "int4"
	// FormatQ8 and FormatQ4 are Q8 and Q4, for all others.
	FormatQ8 Format = "q8_0"
	FormatQ4 Format = "q4_1"
)

// Formats chooses a format for each matrix of a model.
type Formats struct {
	// Matrices is for the matrices of the layers.
	Matrices Format
	// Embeddings is for embeddings, positions and the head, the most sensitive matrices of all.
	Embeddings Format
	// Keep holds path.Match patterns of tensor names that have eight bits although Matrices says four: the tensors the
	// model depends on most.
	Keep []string
}

// DefaultFormats are the formats of the models we ship.
var DefaultFormats = Formats{Matrices: FormatInt8, Embeddings: FormatInt8}

// Of returns the format for a matrix. The error wraps path.ErrBadPattern.
func (f Formats) Of(spec Spec) (Format, error) {
	if spec.Role != Linear {
		return f.Embeddings, nil
	}
	finer := codecs()[f.Matrices].finer
	if finer == "" {
		return f.Matrices, nil
	}
	for _, pattern := range f.Keep {
		match, err := path.Match(pattern, spec.Name)
		if err != nil {
			return "", fmt.Errorf("quant: pattern %q of tensors to keep: %w", pattern, err)
		}
		if match {
			return finer, nil
		}
	}
	return f.Matrices, nil
}

// Tensors stores a matrix in the format for its role, and reports what that loses. Errors wrap ErrShape (also for an
// unknown format or a tensor that is not a matrix), ErrNotFinite or path.ErrBadPattern, and name the tensor or the
// pattern.
func (f Formats) Tensors(spec Spec, values []float32) ([]weights.Tensor, Error, error) {
	if len(spec.Shape) != 2 {
		return nil, Error{}, fmt.Errorf("%w: tensor %s has shape %v, want a matrix", ErrShape, spec.Name, spec.Shape)
	}
	format, err := f.Of(spec)
	if err != nil {
		return nil, Error{}, err
	}
	c, ok := codecs()[format]
	if !ok {
		return nil, Error{}, fmt.Errorf("%w (tensor %s)", unknownFormat(format), spec.Name)
	}
	q, err := c.quantize(values, spec.Shape[0], spec.Shape[1])
	if err != nil {
		return nil, Error{}, fmt.Errorf("%w (tensor %s)", err, spec.Name)
	}
	return q.Tensors(spec.Name), Measure(values, q), nil
}

// Layout returns the tensors that Formats.Tensors makes of a matrix, without their data: one in float32, or the
// quantized values and what belongs to them. Errors are those of Tensors that do not depend on the values.
func (f Formats) Layout(spec Spec) ([]weights.Tensor, error) {
	format, err := f.Of(spec)
	if err != nil {
		return nil, err
	}
	if len(spec.Shape) != 2 {
		return nil, fmt.Errorf("%w: tensor %s has shape %v, want a matrix", ErrShape, spec.Name, spec.Shape)
	}
	c, ok := codecs()[format]
	if !ok {
		return nil, unknownFormat(format)
	}
	rows, cols := spec.Shape[0], spec.Shape[1]
	if c.multiple > 1 && cols%c.multiple != 0 {
		return nil, fmt.Errorf("%w: %s: %d columns are not a multiple of %d", ErrShape, spec.Name, cols, c.multiple)
	}
	var tensors []weights.Tensor
	for _, p := range c.parts(rows, cols) {
		tensors = append(tensors, weights.Tensor{Name: spec.Name + p.suffix, DType: p.dtype, Shape: p.shape})
	}
	return tensors, nil
}

func unknownFormat(f Format) error {
	return fmt.Errorf("%w: format %.20q, want %s", ErrShape, string(f), FormatNames())
}

// floats is a matrix stored as it is.
type floats struct {
	values     []float32
	rows, cols int
}

func newFloats(values []float32, rows, cols int) (floats, error) {
	return floats{values, rows, cols}, checkLength(len(values), rows, cols)
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
	q, err := Stored(source, t)
	if err != nil {
		return nil, err
	}
	return q.Dequantize(), nil
}

// Stored reassembles a quantized matrix in any format from its tensor t and those that belong to it. It shares their
// memory and must not be changed. Errors wrap ErrShape or ErrRange, or come from the source.
func Stored(source Source, t weights.Tensor) (Matrix, error) {
	scale, err := source.Tensor(t.Name + ScaleSuffix)
	if err != nil {
		return nil, err
	}
	scale.Name = t.Name + ScaleSuffix
	switch {
	case scale.DType == weights.Float16:
		return storedBlocks(source, t, scale)
	case t.DType == weights.Int4:
		return Int4FromTensors(t, scale)
	}
	return FromTensors(t, scale)
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
