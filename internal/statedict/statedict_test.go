package statedict

import (
	"bytes"
	"slices"
	"testing"

	"github.com/coconut-page/coconut/formats/pytorch"
)

// TestMarshal reads a file back. The reader is held to PyTorch's own files.
func TestMarshal(t *testing.T) {
	want := []float32{1, -2, 3, 4, 5, 6}
	data, err := Marshal([]Tensor{{"a", []int{2, 3}, want}, {"mask", []int{1, 2}, nil}, {"scalar", nil, []float32{7}}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := pytorch.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := r.Floats("a"); err != nil || !slices.Equal(got, want) ||
		!slices.Equal(r.Tensors["a"].Shape, []int{2, 3}) {
		t.Errorf("the values are %v, %v; want %v", got, err, want)
	}
	if r.Tensors["mask"].DType != "BOOL" || len(r.Tensors["scalar"].Shape) != 0 {
		t.Errorf("the tensors are %+v", r.Tensors)
	}
}
