package weights

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"unsafe"
)

func TestTensorValues(t *testing.T) {
	floats := []float32{1, -2.5, float32(math.Inf(-1)), math.MaxFloat32, math.SmallestNonzeroFloat32, 0}
	if got, err := FromFloat32s("t", floats, 2, 3).Float32s(); err != nil || !slices.Equal(got, floats) {
		t.Errorf("Float32s() = %v, %v; want %v", got, err, floats)
	}
	ints := []int32{0, -1, math.MaxInt32, math.MinInt32}
	if got, err := FromInt32s("t", ints, 4).Int32s(); err != nil || !slices.Equal(got, ints) {
		t.Errorf("Int32s() = %v, %v; want %v", got, err, ints)
	}
	bytes := []int8{0, -1, 127, -128}
	if got, err := FromInt8s("t", bytes, 2, 2).Int8s(); err != nil || !slices.Equal(got, bytes) {
		t.Errorf("Int8s() = %v, %v; want %v", got, err, bytes)
	}
	pairs := []byte{0x10, 0xfe, 0x88}
	if got, err := FromInt4s("t", pairs, 3, 2).Int4s(); err != nil || !slices.Equal(got, pairs) {
		t.Errorf("Int4s() = %v, %v; want %v", got, err, pairs)
	}
	halves := []uint16{0x3c00, 0xc000, 0x0001}
	if got, err := FromFloat16s("t", halves, 3).Float16s(); err != nil || !slices.Equal(got, halves) {
		t.Errorf("Float16s() = %v, %v; want %v", got, err, halves)
	}
	if got, err := FromFloat16s("t", halves, 2).Float16s(); !errors.Is(err, ErrTensor) {
		t.Errorf("Float16s() of too many bytes = %v, %v", got, err)
	}
	if got, err := FromInt4s("t", pairs, 2, 2).Int4s(); !errors.Is(err, ErrTensor) {
		t.Errorf("Int4s() of too many bytes = %v, %v", got, err)
	}
}

// TestTensorBytes pins the byte order, on any machine.
func TestTensorBytes(t *testing.T) {
	if got, want := string(FromFloat32s("t", []float32{-2}, 1).Data), "\x00\x00\x00\xc0"; got != want {
		t.Errorf("-2 is stored as %q, want %q", got, want)
	}
	if got, want := string(FromFloat16s("t", []uint16{0xc000}, 1).Data), "\x00\xc0"; got != want {
		t.Errorf("-2 is stored as %q as float16, want %q", got, want)
	}
	if got, want := string(FromInt32s("t", []int32{-2}, 1).Data), "\xfe\xff\xff\xff"; got != want {
		t.Errorf("-2 is stored as %q, want %q", got, want)
	}
}

// TestTensorUnaligned reads values that begin at every offset from a four-byte boundary.
func TestTensorUnaligned(t *testing.T) {
	floats, ints := []float32{1, -2.5, 3e9}, []int32{7, -8, 1 << 30}
	aligned := func(p unsafe.Pointer) bool { return uintptr(p)%4 == 0 }
	shifted := func(t Tensor, shift int) Tensor {
		t.Data = append(make([]byte, shift, 32), t.Data...)[shift:]
		return t
	}
	for shift := range 8 {
		if got, err := shifted(FromFloat32s("t", floats, 3), shift).Float32s(); err != nil || !slices.Equal(got, floats) ||
			!aligned(unsafe.Pointer(&got[0])) {
			t.Errorf("shift %d: Float32s() = %v, %v; want %v", shift, got, err, floats)
		}
		if got, err := shifted(FromInt32s("t", ints, 3), shift).Int32s(); err != nil || !slices.Equal(got, ints) ||
			!aligned(unsafe.Pointer(&got[0])) {
			t.Errorf("shift %d: Int32s() = %v, %v; want %v", shift, got, err, ints)
		}
	}
}

// TestTensorViews: on little-endian machines, values are not copied.
func TestTensorViews(t *testing.T) {
	if !littleEndian {
		t.Skip("a big-endian machine copies floats")
	}
	f := FromFloat32s("t", []float32{1, 2}, 2)
	values, err := f.Float32s()
	if err != nil || unsafe.Pointer(unsafe.SliceData(values)) != unsafe.Pointer(unsafe.SliceData(f.Data)) {
		t.Errorf("Float32s() copied (error %v)", err)
	}
	b := FromInt8s("t", []int8{1, 2}, 2)
	bytes, err := b.Int8s()
	if err != nil || unsafe.Pointer(unsafe.SliceData(bytes)) != unsafe.Pointer(unsafe.SliceData(b.Data)) {
		t.Errorf("Int8s() copied (error %v)", err)
	}
}

func TestTensorErrors(t *testing.T) {
	floats := func(t Tensor) error { _, err := t.Float32s(); return err }
	ints := func(t Tensor) error { _, err := t.Int32s(); return err }
	bytes := func(t Tensor) error { _, err := t.Int8s(); return err }
	for _, test := range []struct {
		name   string
		read   func(Tensor) error
		tensor Tensor
		says   string
	}{
		{"int8 as float32", floats, FromInt8s("t", []int8{1, 2, 3, 4}, 4), "is int8, want float32"},
		{"int32 as float32", floats, FromInt32s("t", []int32{1}, 1), "is int32, want float32"},
		{"float32 as int32", ints, FromFloat32s("t", []float32{1}, 1), "is float32, want int32"},
		{"float32 as int8", bytes, FromFloat32s("t", []float32{1}, 1), "is float32, want int8"},
		{"too little data", floats, FromFloat32s("t", []float32{1}, 2), "4 bytes of data"},
		{"too much data", bytes, FromInt8s("t", []int8{1, 2}, 1), "2 bytes of data"},
		{"data cut within a value", floats, Tensor{"t", Float32, []int{1}, []byte{1, 2, 3}}, "3 bytes of data"},
		{"no shape", floats, FromFloat32s("t", []float32{1}), "0 axes"},
		{"a shape that overflows", bytes, Tensor{"t", Int8, []int{math.MaxInt, 2}, nil}, "too large"},
		{"no type", floats, Tensor{Name: "t", Shape: []int{1}}, "dtype"},
	} {
		if err := test.read(test.tensor); !errors.Is(err, ErrTensor) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: error %v, want %q that says %q", test.name, err, ErrTensor, test.says)
		}
	}
}
