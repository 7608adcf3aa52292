package weights

import (
	"encoding/binary"
	"math"
	"unsafe"
)

// DType is the type of a tensor's values.
type DType string

// The value types of tensors; all are stored little-endian.
const (
	Float32 DType = "float32"
	Int8    DType = "int8"
	Int32   DType = "int32"
	// Float16 values are IEEE 754's binary16.
	Float16 DType = "float16"
	// Int4 values are -8 to 7. Each is stored plus 8, two to a byte, the first in the low half; the last axis is even.
	Int4 DType = "int4"
)

// bits returns the size of one value, 0 for an unknown type.
func (d DType) bits() int64 {
	switch d {
	case Float32, Int32:
		return 32
	case Float16:
		return 16
	case Int8:
		return 8
	case Int4:
		return 4
	}
	return 0
}

// Tensor is a named array. Loaded tensors are shared: neither Data nor a view of it may be changed.
type Tensor struct {
	Name  string
	DType DType
	Shape []int
	// Data holds the values row-major and little-endian.
	Data []byte
}

// FromFloat32s returns a float32 tensor with a copy of the values.
func FromFloat32s(name string, values []float32, shape ...int) Tensor {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return Tensor{Name: name, DType: Float32, Shape: shape, Data: data}
}

// FromFloat16s returns a float16 tensor with a copy of the values' bits.
func FromFloat16s(name string, bits []uint16, shape ...int) Tensor {
	data := make([]byte, 0, 2*len(bits))
	for _, v := range bits {
		data = binary.LittleEndian.AppendUint16(data, v)
	}
	return Tensor{Name: name, DType: Float16, Shape: shape, Data: data}
}

// FromInt32s returns an int32 tensor with a copy of the values.
func FromInt32s(name string, values []int32, shape ...int) Tensor {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, uint32(v))
	}
	return Tensor{Name: name, DType: Int32, Shape: shape, Data: data}
}

// FromInt8s returns an int8 tensor with a copy of the values.
func FromInt8s(name string, values []int8, shape ...int) Tensor {
	data := make([]byte, len(values))
	for i, v := range values {
		data[i] = byte(v)
	}
	return Tensor{Name: name, DType: Int8, Shape: shape, Data: data}
}

// FromInt4s returns an int4 tensor with a copy of the bytes, which hold two values each; see Int4.
func FromInt4s(name string, pairs []byte, shape ...int) Tensor {
	return Tensor{Name: name, DType: Int4, Shape: shape, Data: append([]byte(nil), pairs...)}
}

// Float32s returns the values of a float32 tensor. It shares the tensor's memory where the machine allows that, and
// otherwise copies. The error wraps ErrTensor.
func (t Tensor) Float32s() ([]float32, error) {
	if err := t.check(Float32); err != nil {
		return nil, err
	}
	if values, ok := view[float32](t.Data); ok {
		return values, nil
	}
	values := make([]float32, len(t.Data)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(t.Data[4*i:]))
	}
	return values, nil
}

// Int32s returns the values of an int32 tensor, as Float32s does.
func (t Tensor) Int32s() ([]int32, error) {
	if err := t.check(Int32); err != nil {
		return nil, err
	}
	if values, ok := view[int32](t.Data); ok {
		return values, nil
	}
	values := make([]int32, len(t.Data)/4)
	for i := range values {
		values[i] = int32(binary.LittleEndian.Uint32(t.Data[4*i:]))
	}
	return values, nil
}

// Float16s returns the bits of a float16 tensor's values, as Float32s does.
func (t Tensor) Float16s() ([]uint16, error) {
	if err := t.check(Float16); err != nil {
		return nil, err
	}
	if bits, ok := view[uint16](t.Data); ok {
		return bits, nil
	}
	bits := make([]uint16, len(t.Data)/2)
	for i := range bits {
		bits[i] = binary.LittleEndian.Uint16(t.Data[2*i:])
	}
	return bits, nil
}

// Int8s returns the values of an int8 tensor, which share its memory. The error wraps ErrTensor.
func (t Tensor) Int8s() ([]int8, error) {
	if err := t.check(Int8); err != nil {
		return nil, err
	}
	// A byte and an int8 have the same size and no alignment, on any machine.
	return unsafe.Slice((*int8)(unsafe.Pointer(unsafe.SliceData(t.Data))), len(t.Data)), nil
}

// Int4s returns the bytes of an int4 tensor, two values in each (see Int4), which share its memory. The error wraps
// ErrTensor.
func (t Tensor) Int4s() ([]byte, error) {
	if err := t.check(Int4); err != nil {
		return nil, err
	}
	return t.Data, nil
}

// littleEndian reports whether this machine stores values as tensors do.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// view returns the bytes as values in the same memory, unless the machine is big-endian or the bytes are not
// aligned.
func view[T float32 | int32 | uint16](data []byte) ([]T, bool) {
	p := unsafe.Pointer(unsafe.SliceData(data))
	if !littleEndian || uintptr(p)%unsafe.Alignof(T(0)) != 0 {
		return nil, false
	}
	return unsafe.Slice((*T)(p), len(data)/int(unsafe.Sizeof(T(0)))), true
}

// Bytes is the number of bytes that the tensor's type and shape ask for; 0 if they are not valid.
func (t Tensor) Bytes() int64 {
	n, err := t.length()
	if err != nil {
		return 0
	}
	return n
}

// length returns the number of bytes that the tensor's type and shape ask for.
func (t Tensor) length() (int64, error) {
	n, err := byteSize(t.DType, t.Shape)
	if err != nil {
		return 0, ErrTensor.Errorf("%s: %w", t.Name, err)
	}
	return n, nil
}

// check compares the data with the shape, and the type with the requested one.
func (t Tensor) check(want DType) error {
	size, err := t.length()
	switch {
	case err != nil:
		return err
	case size != int64(len(t.Data)):
		return ErrTensor.Errorf("%s: %d bytes of data, but %s%v has %d", t.Name, len(t.Data), t.DType, t.Shape, size)
	case t.DType != want:
		return ErrTensor.Errorf("%s is %s, want %s", t.Name, t.DType, want)
	}
	return nil
}
