package quant

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

const smallest = math.SmallestNonzeroFloat32

func TestQuantizeInt8(t *testing.T) {
	for _, test := range []struct {
		name       string
		w          []float32
		rows, cols int
		data       []int8
		scale      []float32
	}{
		{"whole numbers", []float32{127, -127, 1, 0}, 1, 4, []int8{127, -127, 1, 0}, []float32{1}},
		{"one scale a row", []float32{127, 1, 254, 2}, 2, 2, []int8{127, 1, 127, 1}, []float32{1, 2}},
		{"half away from zero", []float32{127, 0.5, -0.5, 1.5, -1.5, 2.5}, 1, 6, []int8{127, 1, -1, 2, -2, 3}, []float32{1}},
		{"just below half", []float32{127, math.Nextafter32(0.5, 0), -math.Nextafter32(0.5, 0)}, 1, 3, []int8{127, 0, 0}, []float32{1}},
		{"a row of zeros", []float32{0, 0, 127, 0}, 2, 2, []int8{0, 0, 127, 0}, []float32{0, 1}},
		{"negative zero", []float32{float32(math.Copysign(0, -1)), 0}, 1, 2, []int8{0, 0}, []float32{0}},
		{"a negative maximum", []float32{-254, 254, 127}, 1, 3, []int8{-127, 127, 64}, []float32{2}},
		{"the smallest number", []float32{smallest, -smallest, 0}, 1, 3, []int8{1, -1, 0}, []float32{smallest}},
		{"a subnormal scale that must be rounded up", []float32{190 * smallest, 127 * smallest}, 1, 2, []int8{95, 64}, []float32{2 * smallest}},
		{"one column", []float32{3, -5}, 2, 1, []int8{127, -127}, []float32{3. / 127, 5. / 127}},
	} {
		t.Run(test.name, func(t *testing.T) {
			q, err := QuantizeInt8(test.w, test.rows, test.cols)
			if err != nil {
				t.Fatal(err)
			}
			if q.Rows != test.rows || q.Cols != test.cols || !slices.Equal(q.Data, test.data) ||
				!slices.Equal(q.Scale, test.scale) {
				t.Errorf("QuantizeInt8(%v) = %+v, want %v with scales %v", test.w, *q, test.data, test.scale)
			}
		})
	}
}

func TestQuantizeInt8Errors(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, test := range []struct {
		name       string
		w          []float32
		rows, cols int
		want       error
		says       string
	}{
		{"NaN", []float32{1, 2, 3, nan}, 2, 2, ErrNotFinite, "row 1 column 1 is NaN"},
		{"infinity", []float32{1, 2, 3, inf, 5, 6}, 3, 2, ErrNotFinite, "row 1 column 1 is +Inf"},
		{"negative infinity first", []float32{-inf, nan}, 1, 2, ErrNotFinite, "row 0 column 0 is -Inf"},
		{"too few values", make([]float32, 5), 2, 3, ErrShape, "5 values for a matrix of 2 rows and 3 columns"},
		{"too many values", make([]float32, 7), 2, 3, ErrShape, "7 values"},
		{"nothing", nil, 0, 0, ErrShape, "0 rows"},
		{"negative", make([]float32, 6), -2, -3, ErrShape, "-2 rows"},
		{"a product that overflows", make([]float32, 4), math.MaxInt, math.MaxInt, ErrShape, "4 values"},
	} {
		t.Run(test.name, func(t *testing.T) {
			q, err := QuantizeInt8(test.w, test.rows, test.cols)
			if q != nil || !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("QuantizeInt8 = %v, %v; want an error %q that says %q", q, err, test.want, test.says)
			}
		})
	}
}

// TestErrorBound checks that QuantizeInt8 is off by at most half a scale, over all magnitudes of a float32.
func TestErrorBound(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for exponent := -149; exponent <= 127; exponent++ {
		w := normal(rng, 32)
		for i, v := range w {
			// The clamp keeps the largest exponents finite.
			w[i] = float32(math.Ldexp(min(max(float64(v), -1.99), 1.99), exponent))
		}
		checkBound(t, fmt.Sprintf("2^%d", exponent), w, 2, 16)
	}
	checkBound(t, "largest", []float32{math.MaxFloat32, -math.MaxFloat32, 1}, 1, 3)
}

func checkBound(t *testing.T, name string, w []float32, rows, cols int) {
	t.Helper()
	q, err := QuantizeInt8(w, rows, cols)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range q.Dequantize() {
		// Dequantize rounds once more, by at most half a unit in the last place.
		bound := float64(q.Scale[i/cols])/2 + math.Abs(float64(v))*0x1p-24
		if diff := math.Abs(float64(w[i]) - float64(v)); !(diff <= bound) {
			t.Errorf("%s: %v came back as %v, off by %v, want at most %v", name, w[i], v, diff, bound)
		}
		if q.Data[i] == -128 {
			t.Errorf("%s: %v became -128", name, w[i])
		}
	}
}

// TestQuantizeTwice: values that were quantized once are exact from then on.
func TestQuantizeTwice(t *testing.T) {
	w := normal(rand.New(rand.NewPCG(3, 4)), 64*48)
	once, err := QuantizeInt8(w, 64, 48)
	if err != nil {
		t.Fatal(err)
	}
	twice, err := QuantizeInt8(once.Dequantize(), 64, 48)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(once.Data, twice.Data) {
		t.Error("quantizing a dequantized matrix gave other values")
	}
}

func FuzzQuantizeInt8(f *testing.F) {
	f.Add(uint32(0x3f800000), uint32(0xbf000000), uint32(0))
	f.Add(uint32(1), uint32(190), uint32(0x80000001))
	f.Add(uint32(0x7f7fffff), uint32(0xff7fffff), uint32(0x7f000000))
	f.Add(uint32(0x7fc00000), uint32(0x7f800000), uint32(0xff800000))
	f.Fuzz(func(t *testing.T, a, b, c uint32) {
		w := []float32{math.Float32frombits(a), math.Float32frombits(b), math.Float32frombits(c)}
		finite := true
		for _, v := range w {
			finite = finite && math.Abs(float64(v)) <= math.MaxFloat32
		}
		if _, err := QuantizeInt8(w, 1, 3); !finite {
			if !errors.Is(err, ErrNotFinite) {
				t.Fatalf("QuantizeInt8(%v): error %v, want %v", w, err, ErrNotFinite)
			}
			return
		}
		checkBound(t, "fuzz", w, 1, 3)
	})
}

// normal draws n weights from a normal distribution of variance 1.
func normal(rng *rand.Rand, n int) []float32 {
	w := make([]float32, n)
	for i := range w {
		w[i] = float32(rng.NormFloat64())
	}
	return w
}

func BenchmarkQuantizeInt8(b *testing.B) {
	w := normal(rand.New(rand.NewPCG(1, 2)), 768*768)
	b.SetBytes(4 * 768 * 768)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := QuantizeInt8(w, 768, 768); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDequantize(b *testing.B) {
	q, err := QuantizeInt8(normal(rand.New(rand.NewPCG(1, 2)), 768*768), 768, 768)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(4 * 768 * 768)
	b.ReportAllocs()
	for b.Loop() {
		q.Dequantize()
	}
}
