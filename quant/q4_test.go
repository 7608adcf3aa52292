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

// TestQ4Exact quantizes values that Q4 holds exactly: what GGUF's Q4_1 and Q4_0 make of a model comes back as it was.
func TestQ4Exact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	grids := []grid{{0.25, -2}, {0.125, 1}, {0x1.04p-3, -0x1.3p-1}, {0x1p-14, 0}, {0, 0.5}, {0, 0}}
	w := make([]float32, len(grids)*Block)
	for i := range w {
		w[i] = grids[i/Block].value(byte(r.IntN(maxQ4 + 1)))
	}
	for b, g := range grids { // each block has both ends
		w[b*Block+3], w[b*Block+4] = g.value(0), g.value(maxQ4)
	}
	q, err := QuantizeQ4(w, 2, len(w)/2)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(q.Dequantize(), w) {
		t.Errorf("scales are %v, minima %v, want %v", q.Scale, q.Min, grids)
	}
}

// TestQ4BeatsRange compares with the grid over a block's range, as GGUF's Q4_1 has it, and with the symmetric int4.
func TestQ4BeatsRange(t *testing.T) {
	w := normal(rand.New(rand.NewPCG(3, 4)), 512*Block)
	q, err := QuantizeQ4(w, 16, 32*Block)
	if err != nil {
		t.Fatal(err)
	}
	symmetric, err := QuantizeInt4(w, 16, 32*Block)
	if err != nil {
		t.Fatal(err)
	}
	var usual float64
	for b := range q.Scale {
		block := w[b*Block : (b+1)*Block]
		low, high := block[0], block[0]
		for _, v := range block {
			low, high = min(low, v), max(high, v)
		}
		usual += gridOf(float64(high-low)/maxQ4, float64(low)).errorOf(block)
	}
	ours, theirs := Measure(w, q), Measure(w, symmetric)
	usual = math.Sqrt(usual / float64(len(w)))
	t.Logf("RMSE: ours %.4g, Q4_1 %.4g, symmetric %.4g", ours.RMSE, usual, theirs.RMSE)
	if ours.RMSE > 0.95*usual || ours.RMSE > 0.98*theirs.RMSE {
		t.Errorf("RMSE is %v, that of Q4_1 %v, of the symmetric format %v", ours.RMSE, usual, theirs.RMSE)
	}
}

func TestQuantizeQ4Errors(t *testing.T) {
	bad := make([]float32, 4*Block)
	bad[70] = float32(math.NaN())
	large := make([]float32, 2*Block)
	large[40] = 70000
	for _, test := range []struct {
		name       string
		w          []float32
		rows, cols int
		want       error
		says       string
	}{
		{"NaN", bad, 2, 2 * Block, ErrNotFinite, "row 1 column 6 is NaN"},
		{"columns", make([]float32, 60), 2, 30, ErrShape, "30 columns are not a multiple of 32"},
		{"too large", large, 1, 2 * Block, ErrRange, "row 0 block 1"},
		{"too few", make([]float32, 60), 2, 32, ErrShape, "60 values"},
	} {
		if q, err := QuantizeQ4(test.w, test.rows, test.cols); !errors.Is(err, test.want) ||
			!strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: QuantizeQ4 = %v, %v; want %v that says %q", test.name, q, err, test.want, test.says)
		}
	}
}

func TestQ4Tensors(t *testing.T) {
	q, err := QuantizeQ4(normal(rand.New(rand.NewPCG(7, 8)), 6*Block), 3, 2*Block)
	if err != nil {
		t.Fatal(err)
	}
	parts := q.Tensors("w")
	back, err := Q4FromTensors(parts[0], parts[1], parts[2])
	if err != nil || !reflect.DeepEqual(back, q) {
		t.Errorf("Q4FromTensors(Tensors()) = %+v, %v; want %+v", back, err, q)
	}
	inf := weights.FromFloat16s("w.min", []uint16{0, 0, 0, 0, 0, 0xfc00}, 3, 2)
	three := weights.FromFloat16s("w.scale", make([]uint16, 6), 2, 3)
	for name, test := range map[string]struct {
		data, scale, minimum weights.Tensor
		want                 error
		says                 string
	}{
		"scales' shape": {parts[0], three, parts[2], ErrShape, "w.scale[2 3]"},
		"minima's type": {parts[0], parts[1], weights.FromFloat32s("w.min", make([]float32, 6), 3, 2), ErrShape, "w.min"},
		"infinite":      {parts[0], parts[1], inf, ErrRange, "w.min row 2 block 1 is -Inf"},
		"another type":  {weights.FromInt8s("w", make([]int8, 192), 3, 64), parts[1], parts[2], ErrShape, "want int4"},
		"odd columns": {weights.FromInt4s("w", make([]byte, 3*25), 3, 50), parts[1], parts[2], ErrShape,
			"50 columns"},
	} {
		if got, err := Q4FromTensors(test.data, test.scale, test.minimum); !errors.Is(err, test.want) ||
			!strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, %v; want %v that says %q", name, got, err, test.want, test.says)
		}
	}
}

// FuzzBlocks checks what both block formats promise of any values: they can be stored, and are no worse than zeros.
func FuzzBlocks(f *testing.F) {
	f.Add(uint64(1), float32(1e-40), float32(0))
	f.Add(uint64(2), float32(3e4), float32(-7))
	f.Add(uint64(3), float32(1e-7), float32(1e-7))
	f.Fuzz(func(t *testing.T, seed uint64, size, offset float32) {
		w := normal(rand.New(rand.NewPCG(seed, 9)), 2*Block)
		for i := range w {
			w[i] = w[i]*size + offset
		}
		for _, format := range []Format{FormatQ8, FormatQ4} {
			q, err := codecs()[format].quantize(w, 1, 2*Block)
			if errors.Is(err, ErrNotFinite) || errors.Is(err, ErrRange) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			parts := source{}
			for _, part := range q.Tensors("w") {
				parts[part.Name] = part
			}
			back, err := Stored(parts, parts["w"])
			if err != nil || !reflect.DeepEqual(back, q) {
				t.Fatalf("%s: stored as %v, came back as %v (%v)", format, q, back, err)
			}
			var signal float64
			for _, v := range w {
				signal += float64(v) * float64(v) / float64(len(w))
			}
			if e := Measure(w, q); e.RMSE > math.Sqrt(signal)*(1+1e-6) {
				t.Errorf("%s: RMSE %v of values of %v", format, e.RMSE, math.Sqrt(signal))
			}
		}
	})
}
