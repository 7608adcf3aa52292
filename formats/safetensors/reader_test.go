package safetensors

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestReader reads a file of Hugging Face's own library; see testdata/small.py.
func TestReader(t *testing.T) {
	data, err := os.ReadFile("testdata/small.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	values := []float32{0, 1, -2.5, 65504, 1. / (1 << 24), 0}
	short := slices.Clone(values)
	short[3] = 65536 // bfloat16 has eight bits
	for name, want := range map[string][]float32{"f32": values, "f16": values, "bf16": short, "scalar": {7}} {
		if got, err := r.Floats(name); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s is %v, %v; want %v", name, got, err, want)
		}
	}
	if got := r.Tensors["f16"].Shape; !slices.Equal(got, []int{2, 3}) {
		t.Errorf("the shape is %v, want [2 3]", got)
	}
	if _, err := r.Floats("i64"); !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "BF16, F16, F32") {
		t.Errorf("integers: %v, want %v", err, ErrUnsupported)
	}
	if _, err := r.Floats("absent"); !errors.Is(err, ErrFile) {
		t.Errorf("an absent tensor: %v, want %v", err, ErrFile)
	}
}

// file puts a header before some data.
func file(header string, data int) []byte {
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(out, header...), make([]byte, data)...)
}

func TestReaderErrors(t *testing.T) {
	tensor := func(dtype, shape, offsets string) []byte {
		return file(fmt.Sprintf(`{"a":{"dtype":%q,"shape":%s,"data_offsets":%s}}`, dtype, shape, offsets), 8)
	}
	for name, test := range map[string]struct {
		data []byte
		says string
	}{
		"empty":             {nil, "ends within the length"},
		"no header":         {file("", 0), "the header has 0 bytes"},
		"header too long":   {binary.LittleEndian.AppendUint64(nil, 1<<40), "has 1099511627776 bytes"},
		"header cut off":    {file(`{"a":`, 0)[:10], "has 5 bytes"},
		"an array":          {file(`[]`, 0), "not the JSON of an object"},
		"text for a tensor": {file(`{"a":"b"}`, 0), `tensor "a"`},
		"behind the end":    {tensor("F32", "[3]", "[0,12]"), "lies at 0 to 12 of 8 bytes"},
		"backwards":         {tensor("F32", "[1]", "[8,4]"), "lies at 8 to 4"},
		"negative offset":   {tensor("F32", "[1]", "[-4,0]"), "lies at -4"},
		"another length":    {tensor("F32", "[1]", "[0,8]"), "has 8 bytes, but F32[1] takes 4"},
		"negative axis":     {tensor("F32", "[-1]", "[0,4]"), "shape [-1]"},
		"huge":              {tensor("F32", "[4294967296,4294967296]", "[0,4]"), "shape"},
		"many axes":         {tensor("F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]"), "9 axes"},
		"fraction":          {tensor("F32", "[1.5]", "[0,4]"), `tensor "a"`},
	} {
		_, err := NewReader(bytes.NewReader(test.data), int64(len(test.data)))
		if !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
	}
}

// FuzzReader reads anything: what the reader accepts must be readable, or of a type that it names.
func FuzzReader(f *testing.F) {
	data, err := os.ReadFile("testdata/small.safetensors")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(file(`{"a":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]}}`, 8))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for name := range r.Tensors {
			if _, err := r.Floats(name); err != nil && !errors.Is(err, ErrUnsupported) {
				t.Errorf("%q was accepted but cannot be read: %v", name, err)
			}
		}
	})
}
