package quant

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/weights"
)

func TestTensors(t *testing.T) {
	q, err := QuantizeInt8([]float32{1, -2, 3, 0, 0, 0}, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	tensors := q.Tensors("h.0.mlp.c_fc.weight")
	want := []weights.Tensor{
		weights.FromInt8s("h.0.mlp.c_fc.weight", []int8{42, -85, 127, 0, 0, 0}, 2, 3),
		weights.FromFloat32s("h.0.mlp.c_fc.weight.scale", []float32{3. / 127, 0}, 2),
	}
	if !reflect.DeepEqual(tensors, want) {
		t.Errorf("Tensors = %v, want %v", tensors, want)
	}
	back, err := FromTensors(tensors[0], tensors[1])
	if err != nil || !reflect.DeepEqual(back, q) {
		t.Errorf("FromTensors = %v, %v; want %v", back, err, q)
	}
}

func TestFromTensorsErrors(t *testing.T) {
	data := weights.FromInt8s("w", []int8{1, 2, 3, 4}, 2, 2)
	scale := weights.FromFloat32s("w.scale", []float32{1, 1}, 2)
	scales := func(v ...float32) weights.Tensor { return weights.FromFloat32s("w.scale", v, 2) }
	short := data
	short.Data = short.Data[:3]
	for _, test := range []struct {
		name        string
		data, scale weights.Tensor
		want        error
		says        string
	}{
		{"a vector", weights.FromInt8s("w", []int8{1, 2}, 2), scale, ErrShape, "w[2]"},
		{"a matrix of scales", data, weights.FromFloat32s("w.scale", []float32{1, 1}, 2, 1), ErrShape, "w.scale[2 1]"},
		{"too few scales", data, weights.FromFloat32s("w.scale", []float32{1}, 1), ErrShape, "w.scale[1]"},
		{"float data", weights.FromFloat32s("w", make([]float32, 4), 2, 2), scale, ErrShape, "want int8"},
		{"int8 scales", data, weights.FromInt8s("w.scale", []int8{1, 1}, 2), ErrShape, "want float32"},
		{"data that is cut off", short, scale, ErrShape, "3 bytes"},
		{"nothing", weights.Tensor{}, weights.Tensor{}, ErrShape, "not a matrix"},
		{"-128", weights.FromInt8s("w", []int8{1, 2, 3, -128}, 2, 2), scale, ErrRange, "row 1 column 1 is -128"},
		{"a negative scale", data, scales(1, -1), ErrRange, "row 1 has scale -1"},
		{"a scale that is no number", data, scales(float32(math.NaN()), 1), ErrRange, "row 0 has scale NaN"},
		{"an infinite scale", data, scales(1, float32(math.Inf(1))), ErrRange, "row 1 has scale +Inf"},
	} {
		t.Run(test.name, func(t *testing.T) {
			q, err := FromTensors(test.data, test.scale)
			if q != nil || !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("FromTensors = %v, %v; want an error %q that says %q", q, err, test.want, test.says)
			}
		})
	}
}
