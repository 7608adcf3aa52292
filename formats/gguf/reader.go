package gguf

import (
	"bufio"
	"encoding/binary"
	"io"
	"math"

	"github.com/coconut-page/coconut/internal/fault"
)

// Errors of reading.
var (
	// ErrFile is wrapped by errors about a file that is not GGUF, or is damaged; the message names the part.
	ErrFile = fault.New("gguf", "not a file that can be read")
	// ErrUnsupported is wrapped by errors about valid GGUF that is not supported here: a version, a number format, an
	// architecture.
	ErrUnsupported = fault.New("gguf", "unsupported")
)

// Limits of a file's header. They are a few times what real files need, and bound the memory that a hostile file can
// take before its tensors are read.
const (
	maxTensors  = 1 << 16
	maxPairs    = 1 << 14
	maxString   = 1 << 20
	maxElements = 1 << 22
	maxHeader   = 256 << 20
	maxAxes     = 4
)

// pieceSize is how many bytes are read at a time, so that a tensor is in memory once.
const pieceSize = 1 << 20

// Reader is an opened GGUF file: its metadata, and tensors that are read on demand.
type Reader struct {
	// Metadata are the values by key: unsigned and signed integers as uint64 and int64, floats as float64, bool, string,
	// and arrays as []uint64, []int64, []float64, []bool or []string.
	Metadata map[string]any
	// Tensors are the tensors by name.
	Tensors map[string]TensorInfo

	file io.ReaderAt
	data int64 // where the tensors' data begins
}

// TensorInfo says what a tensor is and where its data is.
type TensorInfo struct {
	// Shape are the sizes of the axes, slowest first: [rows, columns] of a row-major matrix.
	Shape []int
	Type  Type
	// Offset counts from the beginning of the data, Length in bytes.
	Offset, Length int64
}

// NewReader reads the header of a file of the given size. Errors wrap ErrFile or ErrUnsupported, or come from reading
// the file.
func NewReader(file io.ReaderAt, size int64) (*Reader, error) {
	p := &parser{r: bufio.NewReaderSize(io.NewSectionReader(file, 0, min(size, maxHeader)), pieceSize)}
	r := &Reader{Metadata: map[string]any{}, Tensors: map[string]TensorInfo{}, file: file}
	if p.text(4) != magic {
		return nil, p.failed("it does not begin with GGUF")
	}
	if v := p.uint32(); p.err == nil && (v < 2 || v > version) {
		return nil, ErrUnsupported.Errorf("version %d; want 2 or 3", v)
	}
	tensors, pairs := p.count("tensors", maxTensors), p.count("metadata", maxPairs)
	for range pairs {
		if key := p.string(); p.err == nil {
			r.Metadata[key] = p.value(p.uint32(), key)
		}
	}
	for range tensors {
		p.tensor(r)
	}
	if p.err != nil {
		return nil, p.failed("")
	}
	at := uint64(alignment)
	if a, ok := r.Metadata["general.alignment"].(uint64); ok {
		if at = a; at == 0 || at > 1<<16 {
			return nil, ErrFile.Errorf("general.alignment is %d", at)
		}
	}
	r.data = int64((uint64(p.n) + at - 1) / at * at)
	for name, t := range r.Tensors {
		if t.Offset%int64(at) != 0 || t.Offset < 0 {
			return nil, ErrFile.Errorf("tensor %s is outside the file or is not aligned", name)
		}
		if t.Length > size-r.data-t.Offset {
			return nil, ErrFile.Errorf("tensor %s goes on to byte %d, and the file has %d: it is cut off", name,
				r.data+t.Offset+t.Length, size)
		}
	}
	return r, nil
}

// parser reads a header, and remembers the first error.
type parser struct {
	r   io.Reader
	n   int64
	err error
	// elements counts the elements of all arrays.
	elements uint64
}

// failed returns the error about the file: a failed read, or otherwise what is wrong.
func (p *parser) failed(reason string) error {
	switch {
	case p.err == io.EOF || p.err == io.ErrUnexpectedEOF:
		return ErrFile.Errorf("its header ends too early, after %d bytes", p.n)
	case p.err != nil:
		return p.err
	}
	return ErrFile.Errorf("%s", reason)
}

func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = ErrFile.Errorf(format, args...)
	}
}

func (p *parser) bytes(n int) []byte {
	data := make([]byte, n)
	if p.err == nil {
		var read int
		read, p.err = io.ReadFull(p.r, data)
		p.n += int64(read)
	}
	if p.err != nil {
		clear(data)
	}
	return data
}

func (p *parser) text(n int) string { return string(p.bytes(n)) }
func (p *parser) uint32() uint32    { return binary.LittleEndian.Uint32(p.bytes(4)) }
func (p *parser) uint64() uint64    { return binary.LittleEndian.Uint64(p.bytes(8)) }

func (p *parser) count(what string, most uint64) int {
	n := p.uint64()
	if n > most {
		p.fail("%s: %d, at most %d are supported", what, n, most)
		return 0
	}
	if p.err != nil {
		return 0
	}
	return int(n)
}

func (p *parser) string() string { return p.text(p.count("a string's bytes", maxString)) }

// scalar reads a value of a type, as the type it has in Reader.Metadata.
func (p *parser) scalar(kind uint32, key string) any {
	switch kind {
	case 0:
		return uint64(p.bytes(1)[0])
	case 1:
		return int64(int8(p.bytes(1)[0]))
	case 2:
		return uint64(binary.LittleEndian.Uint16(p.bytes(2)))
	case 3:
		return int64(int16(binary.LittleEndian.Uint16(p.bytes(2))))
	case typeUint32:
		return uint64(p.uint32())
	case typeInt32:
		return int64(int32(p.uint32()))
	case typeFloat32:
		return float64(math.Float32frombits(p.uint32()))
	case typeBool:
		return p.bytes(1)[0] != 0
	case typeString:
		return p.string()
	case 10:
		return p.uint64()
	case 11:
		return int64(p.uint64())
	case 12:
		return math.Float64frombits(p.uint64())
	}
	p.fail("%s has a value of the unknown type %d", key, kind)
	return nil
}

func (p *parser) value(kind uint32, key string) any {
	if kind != typeArray {
		return p.scalar(kind, key)
	}
	kind = p.uint32()
	n := p.count(key, maxElements)
	if p.elements += uint64(n); p.elements > maxElements {
		p.fail("%s: more than %d elements in all arrays", key, maxElements)
		return nil
	}
	switch kind {
	case 0, 2, typeUint32, 10:
		return array[uint64](p, kind, key, n)
	case 1, 3, typeInt32, 11:
		return array[int64](p, kind, key, n)
	case typeFloat32, 12:
		return array[float64](p, kind, key, n)
	case typeBool:
		return array[bool](p, kind, key, n)
	case typeString:
		return array[string](p, kind, key, n)
	}
	p.fail("%s is an array of type %d, which is not supported", key, kind)
	return nil
}

// array reads n values. It grows as they arrive, so that a count alone takes no memory.
func array[T any](p *parser, kind uint32, key string, n int) []T {
	var values []T
	for i := 0; i < n && p.err == nil; i++ {
		if v, ok := p.scalar(kind, key).(T); ok {
			values = append(values, v)
		}
	}
	return values
}

// tensor reads the description of one tensor.
func (p *parser) tensor(r *Reader) {
	name := p.string()
	axes := p.uint32()
	if axes < 1 || axes > maxAxes {
		p.fail("tensor %.100q has %d axes, want 1 to %d", name, axes, maxAxes)
		return
	}
	t := TensorInfo{Shape: make([]int, axes)}
	elements := uint64(1)
	for i := range axes {
		n := p.uint64()
		if n < 1 || n > 1<<32 || elements > 1<<40/n {
			p.fail("tensor %.100q is too large or empty", name)
			return
		}
		elements *= n
		t.Shape[int(axes-1-i)] = int(n)
	}
	t.Type, t.Offset = Type(p.uint32()), int64(p.uint64())
	format, ok := formats[t.Type]
	switch {
	case p.err != nil:
	case !ok:
		p.err = ErrUnsupported.Errorf("tensor %.100q has type %d; supported: %s", name, t.Type, formatNames())
	case t.Shape[axes-1]%format.block != 0:
		p.fail("tensor %.100q has rows of %d, not a multiple of %s's block size %d", name, t.Shape[axes-1], format.name,
			format.block)
	default:
		t.Length = int64(elements) / int64(format.block) * int64(format.bytes)
		if _, twice := r.Tensors[name]; twice {
			p.fail("there are two tensors %.100q", name)
		}
		r.Tensors[name] = t
	}
}

// Floats reads a tensor as float32, with exactly its blocks' values. Errors wrap ErrFile, or come from reading the
// file.
func (r *Reader) Floats(name string) ([]float32, []int, error) {
	t, data, err := r.raw(name)
	if err != nil {
		return nil, nil, err
	}
	return t.Type.floats(data), t.Shape, nil
}

// raw reads a tensor's bytes.
func (r *Reader) raw(name string) (TensorInfo, []byte, error) {
	t, ok := r.Tensors[name]
	if !ok {
		return t, nil, ErrFile.Errorf("there is no tensor %s", name)
	}
	data := make([]byte, t.Length)
	if _, err := r.file.ReadAt(data, r.data+t.Offset); err != nil {
		return t, nil, fault.Errorf("gguf", "tensor %s: %w", name, err)
	}
	return t, data, nil
}

// floats decodes whole blocks of a supported type.
func (t Type) floats(data []byte) []float32 {
	format := formats[t]
	values := make([]float32, len(data)/format.bytes*format.block)
	for i := range len(data) / format.bytes {
		format.decode(values[i*format.block:][:format.block], data[i*format.bytes:][:format.bytes])
	}
	return values
}
