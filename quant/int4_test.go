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

// TestInt4Exact quantizes values that int4 holds exactly, with scales of both signs.
func TestInt4Exact(t *testing.T) {
	w := make([]float32, 4*Int4Block)
	for i := range w {
		scale := []float32{0.25, -0.25, 3, 0}[i/Int4Block]
		w[i] = scale * float32(i%16-8)
	}
	q, err := QuantizeInt4(w, 2, 2*Int4Block)
	if err != nil {
		t.Fatal(err)
	}
	got := q.Dequantize()
	for i, v := range w {
		if got[i] != v {
			t.Fatalf("value %d is %v, want %v; scales %v", i, got[i], v, q.Scale)
		}
	}
	if q.Scale[3] != 0 {
		t.Errorf("zeros have scale %v", q.Scale[3])
	}
}

// TestInt4Nearest: no value could be rounded better by its block's scale.
func TestInt4Nearest(t *testing.T) {
	w := normal(rand.New(rand.NewPCG(1, 2)), 64*Int4Block)
	q, err := QuantizeInt4(w, 8, 8*Int4Block)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range w {
		scale := float64(q.Scale[i/Int4Block])
		have := math.Abs(float64(v) - float64(q.value(i))*scale)
		for other := minInt4; other <= maxInt4; other++ {
			if math.Abs(float64(v)-float64(other)*scale) < have {
				t.Fatalf("value %d: %v became %d·%v, %d is nearer", i, v, q.value(i), scale, other)
			}
		}
	}
}

// TestInt4BeatsLargest compares with the usual scale, the largest magnitude over 7 (and over -8, as GGUF's Q4_0 has
// it).
func TestInt4BeatsLargest(t *testing.T) {
	w := normal(rand.New(rand.NewPCG(3, 4)), 512*Int4Block)
	q, err := QuantizeInt4(w, 16, 32*Int4Block)
	if err != nil {
		t.Fatal(err)
	}
	var usual, q40, ours float64
	for b, scale := range q.Scale {
		block := w[b*Int4Block : (b+1)*Int4Block]
		largest, _ := maxMagnitude(block)
		usual += blockError(block, largest/7)
		for _, v := range block {
			if v == largest || v == -largest {
				q40 += blockError(block, v/-8)
				break
			}
		}
		ours += blockError(block, scale)
	}
	t.Logf("squared error: ours %.4g, largest/7 %.4g, Q4_0 %.4g", ours, usual, q40)
	if ours > 0.85*usual || ours > 0.9*q40 {
		t.Errorf("squared error %v, with the usual scale %v, with Q4_0's %v", ours, usual, q40)
	}
}

func TestInt4ScaleBits(t *testing.T) {
	q, err := QuantizeInt4(normal(rand.New(rand.NewPCG(5, 6)), 32*Int4Block), 32, Int4Block)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range q.Scale {
		if math.Float32bits(s)&(1<<(24-scaleBits)-1) != 0 {
			t.Fatalf("scale %v has more than %d significant bits", s, scaleBits)
		}
	}
}

func TestQuantizeInt4Errors(t *testing.T) {
	bad := make([]float32, 4*Int4Block)
	bad[70] = float32(math.NaN())
	for _, test := range []struct {
		name       string
		w          []float32
		rows, cols int
		want       error
		says       string
	}{
		{"NaN", bad, 2, 2 * Int4Block, ErrNotFinite, "row 1 column 6 is NaN"},
		{"columns", make([]float32, 60), 2, 30, ErrShape, "30 columns are not a multiple of 32"},
		{"too few", make([]float32, 60), 2, 32, ErrShape, "60 values"},
	} {
		if q, err := QuantizeInt4(test.w, test.rows, test.cols); !errors.Is(err, test.want) ||
			!strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: QuantizeInt4 = %v, %v; want %v that says %q", test.name, q, err, test.want, test.says)
		}
	}
}

func TestInt4Tensors(t *testing.T) {
	q, err := QuantizeInt4(normal(rand.New(rand.NewPCG(7, 8)), 6*Int4Block), 3, 2*Int4Block)
	if err != nil {
		t.Fatal(err)
	}
	parts := q.Tensors("w")
	back, err := Int4FromTensors(parts[0], parts[1])
	if err != nil || !reflect.DeepEqual(back, q) {
		t.Errorf("Int4FromTensors(Tensors()) = %+v, %v; want %+v", back, err, q)
	}
	inf := append([]float32(nil), q.Scale...)
	inf[5] = float32(math.Inf(1))
	for name, test := range map[string]struct {
		data, scale weights.Tensor
		want        error
	}{
		"another shape": {parts[0], weights.FromFloat32s("w.scale", q.Scale, 2, 3), ErrShape},
		"another type":  {weights.FromInt8s("w", make([]int8, 192), 3, 64), parts[1], ErrShape},
		"odd columns":   {weights.FromInt4s("w", make([]byte, 45), 3, 30), parts[1], ErrShape},
		"infinite":      {parts[0], weights.FromFloat32s("w.scale", inf, 3, 2), ErrRange},
	} {
		if got, err := Int4FromTensors(test.data, test.scale); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, %v; want %v", name, got, err, test.want)
		}
	}
}

func FuzzQuantizeInt4(f *testing.F) {
	f.Add(uint64(1), float32(1e-40))
	f.Add(uint64(2), float32(3e38))
	f.Fuzz(func(t *testing.T, seed uint64, size float32) {
		w := normal(rand.New(rand.NewPCG(seed, 9)), 2*Int4Block)
		for i := range w {
			w[i] *= size
		}
		q, err := QuantizeInt4(w, 1, 2*Int4Block)
		if errors.Is(err, ErrNotFinite) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		parts := q.Tensors("w")
		if _, err := Int4FromTensors(parts[0], parts[1]); err != nil {
			t.Error(err)
		}
		for b, s := range q.Scale {
			if block := w[b*Int4Block : (b+1)*Int4Block]; blockError(block, s) > blockError(block, 0) {
				t.Errorf("block %d is worse than zeros", b)
			}
		}
	})
}
