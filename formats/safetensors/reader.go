package safetensors

import (
	"encoding/binary"
	"encoding/json"
	"io"

	"github.com/coconut-page/coconut/formats/internal/number"
	"github.com/coconut-page/coconut/internal/fault"
)

// Errors of reading.
var (
	// ErrFile is wrapped by errors about a file that is not safetensors, or is damaged; the message names the part.
	ErrFile = fault.New("safetensors", "not a file that can be read")
	// ErrUnsupported is wrapped by errors about a sound file with numbers of a type that is not read.
	ErrUnsupported = fault.New("safetensors", "unsupported")
)

// maxHeader bounds the header, which is decoded as a whole. Models of 70 billion parameters have 100 kB per file.
const maxHeader = 16 << 20

// maxAxes and maxElements bound one tensor.
const (
	maxAxes     = 8
	maxElements = 1 << 40
)

// Reader is a file that has been opened: tensors are read when they are asked for.
type Reader struct {
	// Tensors are the tensors by name.
	Tensors map[string]TensorInfo

	file io.ReaderAt
	data int64 // where the data begins
}

// TensorInfo says what a tensor is and where it lies.
type TensorInfo struct {
	// DType is the type of the numbers as the format names it: F32, F16, BF16, and others that Floats does not read.
	DType string `json:"dtype"`
	// Shape are the sizes of the axes, slowest first.
	Shape []int `json:"shape"`
	// Offsets are the first byte and the one after the last, counted from the beginning of the data.
	Offsets [2]int64 `json:"data_offsets"`
}

// NewReader reads the header of a file of so many bytes. Errors wrap ErrFile, or are the file's.
func NewReader(file io.ReaderAt, size int64) (*Reader, error) {
	var prefix [8]byte
	if _, err := file.ReadAt(prefix[:], 0); err != nil {
		return nil, short(err, "the length of the header")
	}
	length := binary.LittleEndian.Uint64(prefix[:])
	if length == 0 || length > maxHeader || int64(length) > size-8 {
		return nil, ErrFile.Errorf("the header has %d bytes, of %d in the file", length, size)
	}
	header := make([]byte, length)
	if _, err := file.ReadAt(header, 8); err != nil {
		return nil, short(err, "the header")
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(header, &entries); err != nil {
		return nil, ErrFile.Errorf("the header is not the JSON of an object: %w", err)
	}
	r := &Reader{Tensors: map[string]TensorInfo{}, file: file, data: 8 + int64(length)}
	for name, entry := range entries {
		if name == "__metadata__" {
			continue
		}
		var t TensorInfo
		if err := json.Unmarshal(entry, &t); err != nil {
			return nil, ErrFile.Errorf("tensor %.100q: %w", name, err)
		}
		if err := t.check(name, size-r.data); err != nil {
			return nil, err
		}
		r.Tensors[name] = t
	}
	return r, nil
}

// short is the error about a read: that the file ends too early, or the file's own.
func short(err error, what string) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrFile.Errorf("it ends within %s", what)
	}
	return fault.Errorf("safetensors", "%s: %w", what, err)
}

// check compares a tensor with its place; available is the number of bytes of data.
func (t TensorInfo) check(name string, available int64) error {
	from, to := t.Offsets[0], t.Offsets[1]
	if from < 0 || to < from || to > available {
		return ErrFile.Errorf("tensor %.100q lies at %d to %d of %d bytes", name, from, to, available)
	}
	if len(t.Shape) > maxAxes {
		return ErrFile.Errorf("tensor %.100q has %d axes, at most %d are read", name, len(t.Shape), maxAxes)
	}
	elements := int64(1)
	for _, n := range t.Shape {
		if n < 0 || n > 0 && elements > maxElements/int64(n) {
			return ErrFile.Errorf("tensor %.100q has the shape %v", name, t.Shape)
		}
		elements *= int64(n)
	}
	if d, ok := number.Types[t.DType]; ok && elements*int64(d.Size) != to-from {
		return ErrFile.Errorf("tensor %.100q has %d bytes, but %s%v takes %d", name, to-from, t.DType, t.Shape,
			elements*int64(d.Size))
	}
	return nil
}

// Floats reads a tensor as float32, exactly. Errors wrap ErrFile or ErrUnsupported, or are the file's.
func (r *Reader) Floats(name string) ([]float32, error) {
	t, ok := r.Tensors[name]
	if !ok {
		return nil, ErrFile.Errorf("there is no tensor %s", name)
	}
	d, ok := number.Types[t.DType]
	if !ok {
		return nil, ErrUnsupported.Errorf("tensor %s has the type %.20q; supported: %s", name, t.DType, number.Names())
	}
	length := t.Offsets[1] - t.Offsets[0]
	values, err := d.Read(io.NewSectionReader(r.file, r.data+t.Offsets[0], length), length/int64(d.Size))
	if err != nil {
		return nil, short(err, "tensor "+name)
	}
	return values, nil
}
