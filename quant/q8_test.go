package quant

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/weights"
)

// TestQ8Exact quantizes values that Q8 holds exactly, in rows whose last block is shorter.
func TestQ8Exact(t *testing.T) {
	const rows, cols = 3, Block + 5
	r := rand.New(rand.NewPCG(1, 2))
	w, scale := make([]float32, rows*cols), []float32{0.25, 3, 0x1p-20, 0x1.04p-3, 0, 60000}
	for i := range w {
		w[i] = float32(r.IntN(2*maxInt8+1)-maxInt8) * scale[i/cols*2+i%cols/Block]
	}
	for b, s := range scale { // each block has a value of 127
		w[b/2*cols+b%2*Block] = maxInt8 * s
	}
	q, err := QuantizeQ8(w, rows, cols)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(q.Dequantize(), w) || !reflect.DeepEqual(q.Scale, scale) {
		t.Errorf("scales are %v, want %v", q.Scale, scale)
	}
}

// TestQ8Bound: nothing is off by more than half a scale, but for what is clipped because the scale is a float16, and
// scales are at most a little above the largest magnitude over 127.
func TestQ8Bound(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, size := range []float32{1, 1e-3, 1e-6, 3e-8, 1e5} {
		w := normal(r, 64*Block)
		for i := range w {
			w[i] *= size
		}
		q, err := QuantizeQ8(w, 8, 8*Block)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range q.Dequantize() {
			scale := float64(q.Scale[i/Block])
			largest, _ := maxMagnitude(w[i/Block*Block:][:Block])
			// half a step, what clipping costs, and float16's smallest step
			most := scale/2 + float64(largest)/1000 + 0x1p-25
			if diff := math.Abs(float64(w[i]) - float64(v)); diff > most {
				t.Fatalf("%v came back as %v with scale %v, largest %v", w[i], v, scale, largest)
			}
		}
	}
}

// TestQ8FinerThanInt8: one outlier in a row spoils a scale for the row, not those of the other blocks.
func TestQ8FinerThanInt8(t *testing.T) {
	w := normal(rand.New(rand.NewPCG(5, 6)), 16*Block)
	w[5] = 100
	q8, err := QuantizeQ8(w, 1, len(w))
	if err != nil {
		t.Fatal(err)
	}
	q, err := QuantizeInt8(w, 1, len(w))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := Measure(w, q8), Measure(w, q); a.SNRdB < b.SNRdB+10 {
		t.Errorf("Q8: %v, int8: %v; want 10 dB more", a, b)
	}
}

func TestQuantizeQ8Errors(t *testing.T) {
	bad := make([]float32, 3*40)
	bad[2*40+35] = float32(math.Inf(1))
	large := make([]float32, 64)
	large[40] = 2 * maxInt8 * largestHalf
	for _, test := range []struct {
		name       string
		w          []float32
		rows, cols int
		want       error
		says       string
	}{
		{"infinity", bad, 3, 40, ErrNotFinite, "row 2 column 35 is +Inf"},
		{"too large", large, 1, 64, ErrRange, "row 0 block 1"},
		{"too few", make([]float32, 60), 2, 32, ErrShape, "60 values"},
	} {
		if q, err := QuantizeQ8(test.w, test.rows, test.cols); !errors.Is(err, test.want) ||
			!strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: QuantizeQ8 = %v, %v; want %v that says %q", test.name, q, err, test.want, test.says)
		}
	}
}

func TestQ8Tensors(t *testing.T) {
	q, err := QuantizeQ8(normal(rand.New(rand.NewPCG(7, 8)), 3*40), 3, 40)
	if err != nil {
		t.Fatal(err)
	}
	parts := q.Tensors("w")
	back, err := Q8FromTensors(parts[0], parts[1])
	if err != nil || !reflect.DeepEqual(back, q) {
		t.Errorf("Q8FromTensors(Tensors()) = %+v, %v; want %+v", back, err, q)
	}
	scales := func(bits uint16) weights.Tensor {
		return weights.FromFloat16s("w.scale", []uint16{0, 0, 0, bits, 0, 0}, 3, 2)
	}
	low := append([]int8(nil), q.Data...)
	low[41] = -128
	for name, test := range map[string]struct {
		data, scale weights.Tensor
		want        error
		says        string
	}{
		"another shape": {parts[0], weights.FromFloat16s("w.scale", make([]uint16, 3), 3, 1), ErrShape, "w.scale[3 1]"},
		"float32":       {parts[0], weights.FromFloat32s("w.scale", make([]float32, 6), 3, 2), ErrShape, "want float16"},
		"another type":  {weights.FromInt4s("w", make([]byte, 60), 3, 40), parts[1], ErrShape, "want int8"},
		"infinite":      {parts[0], scales(0x7c00), ErrRange, "row 1 block 1 is +Inf"},
		"not a number":  {parts[0], scales(0x7e00), ErrRange, "row 1 block 1 is NaN"},
		"negative":      {parts[0], scales(0xbc00), ErrRange, "row 1 block 1 is -1"},
		"-128":          {weights.FromInt8s("w", low, 3, 40), parts[1], ErrRange, "row 1 column 1 is -128"},
	} {
		if got, err := Q8FromTensors(test.data, test.scale); !errors.Is(err, test.want) ||
			!strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, %v; want %v that says %q", name, got, err, test.want, test.says)
		}
	}
}
