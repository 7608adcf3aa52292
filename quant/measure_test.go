package quant

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestMeasure(t *testing.T) {
	q := &Int8{Rows: 2, Cols: 2, Data: []int8{10, -20, 0, 127}, Scale: []float32{0.5, 1}} // 5, -10, 0, 127
	for _, test := range []struct {
		name string
		w    []float32
		want Error
	}{
		{"exact", []float32{5, -10, 0, 127}, Error{0, 0, math.Inf(1)}},
		// Squared errors 1, 4, 4, 16: mean 6.25; signal 36+144+4+123² = 15313.
		{"off", []float32{6, -12, 2, 123}, Error{2.5, 4, 10 * math.Log10(15313./25)}},
	} {
		if got := Measure(test.w, q); math.Abs(got.RMSE-test.want.RMSE) > 1e-12 || got.Max != test.want.Max ||
			!close(got.SNRdB, test.want.SNRdB) {
			t.Errorf("%s: Measure = %+v, want %+v", test.name, got, test.want)
		}
	}
	if got, want := (Error{2.5, 4, 27.871}).String(), "RMSE 2.5, max 4, SNR 27.9 dB"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

func close(a, b float64) bool { return a == b || math.Abs(a-b) < 1e-9 }

func TestMeasureZeros(t *testing.T) {
	w := make([]float32, 4)
	q, err := QuantizeInt8(w, 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := Measure(w, q), (Error{0, 0, math.Inf(1)}); got != want {
		t.Errorf("Measure of zeros = %+v, want %+v", got, want)
	}
}

func TestMeasurePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Measure took 1 value for a 2x2 matrix")
		}
	}()
	Measure([]float32{1}, &Int8{Rows: 2, Cols: 2, Data: make([]int8, 4), Scale: make([]float32, 2)})
}

// TestNormalWeights compares with theory: rounding errors are uniform over one scale, so RMSE = scale/√12, with a scale
// of largest/127.
func TestNormalWeights(t *testing.T) {
	const rows, cols = 64, 1024
	w := normal(rand.New(rand.NewPCG(5, 6)), rows*cols)
	q, err := QuantizeInt8(w, rows, cols)
	if err != nil {
		t.Fatal(err)
	}
	var variance float64
	for _, s := range q.Scale {
		variance += float64(s) * float64(s) / 12 / rows
	}
	got := Measure(w, q)
	if want := math.Sqrt(variance); math.Abs(got.RMSE-want) > 0.02*want {
		t.Errorf("RMSE = %v, want %v within 2 %%", got.RMSE, want)
	}
	if want := -20 * math.Log10(math.Sqrt(variance)); math.Abs(got.SNRdB-want) > 0.3 {
		t.Errorf("SNR = %v dB, want %v", got.SNRdB, want)
	}
}

func BenchmarkMeasure(b *testing.B) {
	w := normal(rand.New(rand.NewPCG(1, 2)), 768*768)
	q, err := QuantizeInt8(w, 768, 768)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(4 * 768 * 768)
	b.ReportAllocs()
	for b.Loop() {
		Measure(w, q)
	}
}
