package safetensors

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
)

// loads returns the bytes, or an error.
func loads(data []byte, err error) func() ([]byte, error) {
	return func() ([]byte, error) { return data, err }
}

func TestWrite(t *testing.T) {
	var out bytes.Buffer
	err := Write(&out, []Tensor{
		{"b", F32, []int{1, 2}, loads([]byte{0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0}, nil)},
		{"a", F16, []int{3}, loads([]byte{0, 0x3c, 0, 0xc0, 0xff, 0x7b}, nil)},
		{"scalar", F32, nil, loads([]byte{0, 0, 0, 0}, nil)},
	})
	if err != nil {
		t.Fatal(err)
	}
	header := binary.LittleEndian.Uint64(out.Bytes())
	if header%align != 0 || !bytes.Contains(out.Bytes()[8:8+header], []byte(`"__metadata__":{"format":"pt"}`)) {
		t.Errorf("the header has %d bytes: %s", header, out.Bytes()[8:8+header])
	}
	r, err := NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]float32{"a": {1, -2, 65504}, "b": {1, -2}, "scalar": {0}} {
		if got, err := r.Floats(name); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s is %v, %v; want %v", name, got, err, want)
		}
	}
	if got := r.Tensors["b"].Shape; !slices.Equal(got, []int{1, 2}) {
		t.Errorf("the shape is %v, want [1 2]", got)
	}
}

func TestWriteErrors(t *testing.T) {
	failed := errors.New("failed")
	good := Tensor{"a", F32, []int{1}, loads(make([]byte, 4), nil)}
	for name, test := range map[string]struct {
		tensors []Tensor
		kind    error
		says    string
	}{
		"type":     {[]Tensor{{"a", "BF16", []int{1}, good.Load}}, ErrTensor, `"BF16"`},
		"twice":    {[]Tensor{good, good}, ErrTensor, `two tensors "a"`},
		"metadata": {[]Tensor{{"__metadata__", F32, []int{1}, good.Load}}, ErrTensor, "__metadata__"},
		"length":   {[]Tensor{{"a", F32, []int{2}, good.Load}}, ErrTensor, "tensor a: "},
		"load":     {[]Tensor{good, {"b", F32, []int{1}, loads(nil, failed)}}, failed, "tensor b: "},
	} {
		if err := Write(new(bytes.Buffer), test.tensors); !errors.Is(err, test.kind) ||
			!strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, test.kind, test.says)
		}
	}
	for after := range 2 {
		if err := Write(&full{after, failed}, []Tensor{good}); !errors.Is(err, failed) {
			t.Errorf("a disk that is full at write %d: %v", after, err)
		}
	}
}

// full fails after some writes.
type full struct {
	writes int
	err    error
}

func (f *full) Write(data []byte) (int, error) {
	if f.writes--; f.writes < 0 {
		return 0, f.err
	}
	return len(data), nil
}
