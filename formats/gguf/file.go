package gguf

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

const (
	magic     = "GGUF"
	version   = 3
	alignment = 32
)

// Type is the type of a tensor's values, as ggml numbers them.
type Type uint32

// The types that this package writes.
const (
	F32 Type = 0
	// Q4_0 is blocks of 32 values of 4 bits with a float16 scale.
	Q4_0 Type = 2
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
}

// File is the contents of a GGUF file.
type File struct {
	// Metadata are keys and values in the order in which they are written. Values are string, uint32, float32, []string or
	// []int32.
	Metadata []Pair
	Tensors  []Tensor
}

// Pair is one entry of the metadata.
type Pair struct {
	Key   string
	Value any
}

// WriteTo writes the file. It panics if a metadata value has a type that File does not list.
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
		offset += uint64(len(t.Data)+alignment-1) / alignment * alignment
	}
	for _, t := range f.Tensors {
		w.pad()
		w.text(string(t.Data))
	}
	w.pad()
	if w.err == nil {
		w.err = w.to.Flush()
	}
	if w.err != nil {
		return w.n, fmt.Errorf("gguf: %w", w.err)
	}
	return w.n, nil
}

// writer remembers its first error.
type writer struct {
	to  *bufio.Writer
	n   int64
	err error
}

func (w *writer) text(s string) {
	if w.err == nil {
		var n int
		n, w.err = w.to.WriteString(s)
		w.n += int64(n)
	}
}

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
	typeString  = 8
	typeArray   = 9
)

func (w *writer) value(v any) {
	switch v := v.(type) {
	case uint32:
		w.number([]uint32{typeUint32, v})
	case float32:
		w.number([]uint32{typeFloat32, math.Float32bits(v)})
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
		w.text(string(make([]byte, alignment-rest)))
	}
}
