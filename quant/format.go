package quant

import (
	"fmt"
	"path"
	"strings"

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
	// Embeddings is for the embeddings; that of the tokens is the head, too, and thus the most sensitive matrix of all.
	Embeddings Format
	// Keep are tensors that stay int8 although Matrices says int4, by patterns of their names as path.Match has them: those that the
	// model depends on most.
	Keep []string
}

// DefaultFormats are those of the models we ship.
var DefaultFormats = Formats{Matrices: FormatInt8, Embeddings: FormatInt8}

// of is the format for a tensor by its name. The error wraps path.ErrBadPattern.
func (f Formats) of(name string) (Format, error) {
	if strings.HasPrefix(name, "wte.") || strings.HasPrefix(name, "wpe.") {
		return f.Embeddings, nil
	}
	if f.Matrices != FormatInt4 {
		return f.Matrices, nil
	}
	for _, pattern := range f.Keep {
		match, err := path.Match(pattern, name)
		if err != nil {
			return "", fmt.Errorf("quant: pattern %q of tensors to keep: %w", pattern, err)
		}
		if match {
			return FormatInt8, nil
		}
	}
	return FormatInt4, nil
}

// Tensors stores a matrix in the format that its name demands, and says what that loses. Errors wrap ErrShape (also for a format that
// there is not), ErrNotFinite or path.ErrBadPattern, and name the tensor or the pattern.
func (f Formats) Tensors(name string, values []float32, rows, cols int) ([]weights.Tensor, Error, error) {
	format, err := f.of(name)
	if err != nil {
		return nil, Error{}, err
	}
	q, err := quantize(format, values, rows, cols)
	if err != nil {
		return nil, Error{}, fmt.Errorf("%w (tensor %s)", err, name)
	}
	return q.Tensors(name), Measure(values, q), nil
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
	return nil, fmt.Errorf("%w: format %.20q, want float32, int8 or int4", ErrShape, string(f))
}

// floats is a matrix that is left as it is.
type floats struct {
	values     []float32
	rows, cols int
}

func (m floats) Dequantize() []float32 { return m.values }

func (m floats) Tensors(name string) []weights.Tensor {
	return []weights.Tensor{weights.FromFloat32s(name, m.values, m.rows, m.cols)}
}

// Source gives tensors by name; a *weights.Weights is one.
type Source interface {
	Tensor(name string) (weights.Tensor, error)
}

// Dequantize returns the float32 values of a stored matrix in any format. Errors wrap ErrShape or ErrRange, or are the source's.
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

// Model stores all tensors of a model, by the names in their order, in other formats. What is no matrix, or no number of a model, stays
// as it is. Each matrix's loss is against what the model holds.
func (f Formats) Model(names []string, source Source) ([]weights.Tensor, map[string]Error, error) {
	var tensors []weights.Tensor
	lost, isScale := map[string]Error{}, map[string]bool{}
	for _, name := range names {
		t, err := source.Tensor(name)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case isScale[name]:
			continue
		case len(t.Shape) != 2 || t.DType == weights.Int32:
			tensors = append(tensors, t)
			continue
		}
		isScale[name+ScaleSuffix] = t.DType != weights.Float32
		values, err := Dequantize(source, t)
		if err != nil {
			return nil, nil, err
		}
		parts, loss, err := f.Tensors(name, values, t.Shape[0], t.Shape[1])
		if err != nil {
			return nil, nil, err
		}
		tensors, lost[name] = append(tensors, parts...), loss
	}
	return tensors, lost, nil
}
