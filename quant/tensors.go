package quant

import (
	"bytes"
	"fmt"
	"math"
	"unsafe"

	"github.com/coconut-page/coconut/weights"
)

// ScaleSuffix is appended to a matrix's name to name the tensor of its scales.
const ScaleSuffix = ".scale"

// Tensors returns the two tensors that a quantized matrix is stored as: name (int8, [Rows, Cols]) and name+ScaleSuffix
// (float32, [Rows]).
func (q *Int8) Tensors(name string) []weights.Tensor {
	return []weights.Tensor{
		weights.FromInt8s(name, q.Data, q.Rows, q.Cols),
		weights.FromFloat32s(name+ScaleSuffix, q.Scale, q.Rows),
	}
}

// FromTensors reassembles a stored matrix and its scales. The result shares the tensors' memory and must not be
// changed. The error wraps ErrShape or ErrRange.
func FromTensors(data, scale weights.Tensor) (*Int8, error) {
	if len(data.Shape) != 2 || len(scale.Shape) != 1 || scale.Shape[0] != data.Shape[0] {
		return nil, fmt.Errorf("%w: %s%v and %s%v are not a matrix and its scales", ErrShape, data.Name, data.Shape,
			scale.Name, scale.Shape)
	}
	values, err := data.Int8s()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrShape, err)
	}
	scales, err := scale.Float32s()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrShape, err)
	}
	q := &Int8{Rows: data.Shape[0], Cols: data.Shape[1], Data: values, Scale: scales}
	if err := q.checkRange(); err != nil {
		return nil, fmt.Errorf("%w: %s %w", ErrRange, data.Name, err)
	}
	return q, nil
}

// checkRange looks for values that QuantizeInt8 never produces.
func (q *Int8) checkRange() error {
	for r, s := range q.Scale {
		if !(s >= 0 && s <= math.MaxFloat32) {
			return fmt.Errorf("row %d has scale %v", r, s)
		}
	}
	return checkInt8s(q.Data, q.Cols)
}

// checkInt8s looks for -128, by its bits: millions of bytes are searched faster than compared.
func checkInt8s(data []int8, cols int) error {
	raw := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(data))), len(data))
	if i := bytes.IndexByte(raw, 1<<7); i >= 0 {
		return fmt.Errorf("row %d column %d is %d", i/cols, i%cols, data[i])
	}
	return nil
}
