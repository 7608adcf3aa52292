package safetensors

import (
	"encoding/binary"
	"encoding/json"
	"io"

	"github.com/coconut-page/coconut/formats/internal/number"
	"github.com/coconut-page/coconut/internal/fault"
)

// ErrTensor is wrapped by errors about a tensor that cannot be written.
var ErrTensor = fault.New("safetensors", "cannot be written")

// The types that are written.
const (
	F32 = "F32"
	F16 = "F16"
)

// align is what the header's end is padded to, so that readers can map the file.
const align = 8

// Tensor is a tensor to be written.
type Tensor struct {
	Name string
	// DType is F32 or F16.
	DType string
	// Shape are the sizes of the axes, slowest first.
	Shape []int
	// Load returns the numbers, little-endian. It is called once, when it is the tensor's turn; the bytes must not change
	// until the next tensor is loaded.
	Load func() ([]byte, error)
}

// bytes is the size of the tensor's numbers.
func (t Tensor) bytes() int64 {
	n := int64(number.Types[t.DType].Size)
	for _, axis := range t.Shape {
		n *= int64(axis)
	}
	return n
}

// Write writes a file with the tensors in their order, holding one of them at a time. The metadata says that the names
// are PyTorch's, without which transformers refuses the file. Errors name the tensor and wrap ErrTensor, or what Load
// or the writer returned.
func Write(to io.Writer, tensors []Tensor) error {
	header, err := header(tensors)
	if err != nil {
		return err
	}
	prefix := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	if _, err := to.Write(append(prefix, header...)); err != nil {
		return fault.Errorf("safetensors", "the header: %w", err)
	}
	for _, t := range tensors {
		data, err := t.Load()
		if err == nil && int64(len(data)) != t.bytes() {
			err = ErrTensor.Errorf("%d bytes, want %d for %s%v", len(data), t.bytes(), t.DType, t.Shape)
		}
		if err == nil {
			_, err = to.Write(data)
		}
		if err != nil {
			return fault.Errorf("safetensors", "tensor %s: %w", t.Name, err)
		}
	}
	return nil
}

// header returns the header's JSON.
func header(tensors []Tensor) ([]byte, error) {
	entries := map[string]any{"__metadata__": map[string]string{"format": "pt"}}
	offset := int64(0)
	for _, t := range tensors {
		if t.DType != F32 && t.DType != F16 {
			return nil, ErrTensor.Errorf("tensor %s has the type %.20q, want %s or %s", t.Name, t.DType, F32, F16)
		}
		if _, twice := entries[t.Name]; twice {
			return nil, ErrTensor.Errorf("there are two tensors %q", t.Name)
		}
		entries[t.Name] = TensorInfo{DType: t.DType, Shape: t.Shape, Offsets: [2]int64{offset, offset + t.bytes()}}
		offset += t.bytes()
	}
	data, err := json.Marshal(entries)
	if err != nil {
		return nil, fault.Errorf("safetensors", "the header: %w", err)
	}
	for len(data)%align != 0 {
		data = append(data, ' ')
	}
	return data, nil
}
