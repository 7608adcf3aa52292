package gguf

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/coconut-page/coconut/internal/fault"
)

// Magic is what a GGUF file begins with.
const Magic = "GGUF"

const (
	magic     = Magic
	version   = 3
	alignment = 32
)

// Type is the type of a tensor's values, as ggml numbers them.
type Type uint32

// The types that this package writes.
const (
	F32 Type = 0
	F16 Type = 1
	// Q4_0 is blocks of 32 values of 4 bits with a float16 scale.
	Q4_0 Type = 2
	// Q4_1 has a float16 minimum, too.
	Q4_1 Type = 3
	// Q8_0 is blocks of 32 values of 8 bits with a float16 scale.
	Q8_0 Type = 8
)

// Tensor is a matrix or a vector in the file.
type Tensor struct {
	Name string
	// Dims are the sizes of the axes, fastest first: [columns, rows] of a row-major matrix.
	Dims []uint64
	Type Type
	// Data is the encoded values.
	Data []byte
	// Load returns them if Data is nil, so that a model need not be in memory as a whole. It is called once, when it is
	// the tensor's turn; the bytes must not change until the next tensor is loaded.
	Load func() ([]byte, error)
}

// length is the number of bytes of the encoded values.
func (t Tensor) length() uint64 {
	if t.Data != nil {
		return uint64(len(t.Data))
	}
	n := uint64(1)
	for _, d := range t.Dims {
		n *= d
	}
	f := formats[t.Type]
	return n / uint64(f.block) * uint64(f.bytes)
}

// encoded returns the encoded values.
func (t Tensor) encoded() ([]byte, error) {
	if t.Data != nil {
		return t.Data, nil
	}
	data, err := t.Load()
	if err == nil && uint64(len(data)) != t.length() {
		err = ErrShape.Errorf("%d bytes, want %d", len(data), t.length())
	}
	if err != nil {
		return nil, fault.Errorf("gguf", "tensor %s: %w", t.Name, err)
	}
	return data, nil
}

// File is the contents of a GGUF file.
type File struct {
	// Metadata are keys and values in the order in which they are written. Values are string, uint32, float32, bool,
	// []string or []int32.
	Metadata []Pair
	Tensors  []Tensor
}

// Pair is one entry of the metadata.
type Pair struct {
	Key   string
	Value any
}

// WriteTo writes the file, with one tensor in memory at a time. Errors name the tensor and wrap what Load returned, or
// are the writer's. It panics if a metadata value has a type that File does not list.
func (f *File) WriteTo(to io.Writer) (int64, error) {
	w := &writer{to: bufio.NewWriterSize(to, 1<<20)}
	w.text(magic)
	w.number(uint32(version))
	w.number(uint64(len(f.Tensors)))
	w.number(uint64(len(f.Metadata)))
	for _, p := range f.Metadata {
		w.string(p.Key)
		w.value(p.Value)
	}
	offset := uint64(0)
	for _, t := range f.Tensors {
		w.string(t.Name)
		w.number(uint32(len(t.Dims)))
		w.number(t.Dims)
		w.number(uint32(t.Type))
		w.number(offset)
		offset += (t.length() + alignment - 1) / alignment * alignment
	}
	for _, t := range f.Tensors {
		w.pad()
		data, err := t.encoded()
		if err != nil {
			return w.n, err
		}
		w.bytes(data)
	}
	w.pad()
	if w.err == nil {
		w.err = w.to.Flush()
	}
	if w.err != nil {
		return w.n, fault.Errorf("gguf", "%w", w.err)
	}
	return w.n, nil
}

// Write is WriteTo without the number of bytes.
func (f *File) Write(to io.Writer) error {
	_, err := f.WriteTo(to)
	return err
}

// writer remembers its first error.
type writer struct {
	to  *bufio.Writer
	n   int64
	err error
}

func (w *writer) bytes(data []byte) {
	if w.err == nil {
		var n int
		n, w.err = w.to.Write(data)
		w.n += int64(n)
	}
}

func (w *writer) text(s string) { w.bytes([]byte(s)) }

// number writes a number or a slice of numbers, little-endian.
func (w *writer) number(v any) {
	if w.err == nil {
		w.err = binary.Write(w.to, binary.LittleEndian, v)
		w.n += int64(binary.Size(v))
	}
}

func (w *writer) string(s string) {
	w.number(uint64(len(s)))
	w.text(s)
}

// The numbers of metadata types.
const (
	typeUint32  = 4
	typeInt32   = 5
	typeFloat32 = 6
	typeBool    = 7
	typeString  = 8
	typeArray   = 9
)

func (w *writer) value(v any) {
	switch v := v.(type) {
	case uint32:
		w.number([]uint32{typeUint32, v})
	case float32:
		w.number([]uint32{typeFloat32, math.Float32bits(v)})
	case bool:
		w.number(uint32(typeBool))
		w.number(v)
	case string:
		w.number(uint32(typeString))
		w.string(v)
	case []string:
		w.number([]uint32{typeArray, typeString})
		w.number(uint64(len(v)))
		for _, s := range v {
			w.string(s)
		}
	case []int32:
		w.number([]uint32{typeArray, typeInt32})
		w.number(uint64(len(v)))
		w.number(v)
	default:
		panic(fmt.Sprintf("gguf: a metadata value of type %T", v))
	}
}

// pad writes zeros up to the next multiple of the alignment.
func (w *writer) pad() {
	if rest := w.n % alignment; rest > 0 {
		w.bytes(make([]byte, alignment-rest))
	}
}
