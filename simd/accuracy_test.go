package simd

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestExpAccuracy(t *testing.T) {
	worst := 0.0
	for x := expLowest + 1e-3; x < expHighest; x += 1.37e-4 {
		v := float32(x)
		want := math.Exp(float64(v))
		worst = max(worst, math.Abs(float64(Exp(v))-want)/want)
	}
	t.Logf("largest relative error %.3g", worst)
	if worst > 1.5e-7 {
		t.Errorf("Exp is off by %.3g, want at most 1.5e-7", worst)
	}
}

func TestExpEnds(t *testing.T) {
	for _, test := range []struct {
		x, want float32
	}{
		{0, 1}, {float32(math.Copysign(0, -1)), 1}, {-87.4, 0}, {-1e30, 0}, {float32(math.Inf(-1)), 0},
		{88.8, float32(math.Inf(1))}, {float32(math.Inf(1)), float32(math.Inf(1))},
	} {
		if got := Exp(test.x); got != test.want {
			t.Errorf("Exp(%v) = %v, want %v", test.x, got, test.want)
		}
	}
	if got := Exp(expLowest); got < 0x1p-126 {
		t.Errorf("Exp(%v) = %v is not a normal number", float32(expLowest), got)
	}
	if got := Exp(expHighest); math.IsInf(float64(got), 0) || got < 3.3e38 {
		t.Errorf("Exp(%v) = %v", float32(expHighest), got)
	}
}

func TestErfAccuracy(t *testing.T) {
	worst := 0.0
	for x := 0.0; x < 6; x += 1.1e-5 {
		v := float32(x)
		got := Erf(v)
		if got != -Erf(-v) {
			t.Fatalf("Erf(%v) = %v but Erf(%v) = %v", v, got, -v, Erf(-v))
		}
		if v >= erfEnd && got != 1 || got > 1 {
			t.Fatalf("Erf(%v) = %v, want 1", v, got)
		}
		worst = max(worst, math.Abs(float64(got)-math.Erf(float64(v))))
	}
	t.Logf("largest error %.3g", worst)
	if worst > 5e-7 {
		t.Errorf("Erf is off by %.3g, want at most 5e-7", worst)
	}
}

func TestGeluAccuracy(t *testing.T) {
	worst := 0.0
	for x := -9.0; x < 9; x += 3.1e-5 {
		v := []float32{float32(x)}
		want := float64(v[0]) / 2 * (1 + math.Erf(float64(v[0])/math.Sqrt2))
		Gelu(v)
		worst = max(worst, math.Abs(float64(v[0])-want))
	}
	t.Logf("largest error %.3g", worst)
	if worst > 2e-6 {
		t.Errorf("Gelu is off by %.3g, want at most 2e-6", worst)
	}
	ends := []float32{-1e30, -6, 6, 1e30, 0}
	Gelu(ends)
	for i, want := range []float32{0, 0, 6, 1e30, 0} {
		if ends[i] != want {
			t.Errorf("Gelu: element %d is %v, want %v", i, ends[i], want)
		}
	}
}

func TestLayerNormAccuracy(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, n := range []int{1, 3, 64, 257} {
		x, gain, bias := randomFloats(r, n, 5), randomFloats(r, n, 2), randomFloats(r, n, 1)
		var mean, variance float64
		for _, v := range x {
			mean += float64(v) / float64(n)
		}
		for _, v := range x {
			variance += (float64(v) - mean) * (float64(v) - mean) / float64(n)
		}
		dst := make([]float32, n)
		LayerNorm(dst, x, gain, bias, 1e-5)
		for i := range dst {
			want := (float64(x[i])-mean)/math.Sqrt(variance+1e-5)*float64(gain[i]) + float64(bias[i])
			if math.Abs(float64(dst[i])-want) > 3e-6 {
				t.Fatalf("n = %d: element %d is %v, want %v", n, i, dst[i], want)
			}
		}
		LayerNorm(x, x, gain, bias, 1e-5)
		requireSameBits(t, "LayerNorm in place", x, dst)
	}
	LayerNorm(nil, nil, nil, nil, 1e-5)
}

func TestSoftmaxAccuracy(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for _, n := range []int{1, 2, 5, 8, 130} {
		x := randomFloats(r, n, 20)
		want, total := make([]float64, n), 0.0
		for i, v := range x {
			want[i] = math.Exp(float64(v))
			total += want[i]
		}
		Softmax(x)
		for i := range x {
			if math.Abs(float64(x[i])-want[i]/total) > 1e-6 {
				t.Fatalf("n = %d: element %d is %v, want %v", n, i, x[i], want[i]/total)
			}
		}
	}
	Softmax(nil)
	far := []float32{-1e30, 0, -200, 1e-3}
	if Softmax(far); far[0] != 0 || far[2] != 0 || far[1] >= far[3] {
		t.Errorf("Softmax of distant scores = %v", far)
	}
}

func TestQuantizeVec(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for _, n := range edgeLengths {
		x, q := randomFloats(r, n, 3), make([]int8, n)
		scale := QuantizeVec(q, x, 127)
		for i, v := range x {
			if math.Abs(float64(v)-float64(q[i])*float64(scale)) > float64(scale)*0.50001 {
				t.Fatalf("n = %d: %v became %d·%v", n, v, q[i], scale)
			}
		}
	}
}

func TestQuantizeVecRounding(t *testing.T) {
	x := []float32{127, 0.5, -0.5, 0.49999997, -0.49999997, 1.5, 2.4999998, -126.5, 0, -127, 64.5}
	q := make([]int8, len(x))
	scale := QuantizeVec(q, x, 127)
	if scale != 1 {
		t.Fatalf("scale = %v, want 1", scale)
	}
	for i, v := range x {
		if want := int8(math.Round(float64(v))); q[i] != want {
			t.Errorf("%v became %d, want %d", v, q[i], want)
		}
	}
}

// TestQuantizeRange checks the error, and that the integers fit 7 bits when the lowest is taken away.
func TestQuantizeRange(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for i, n := range append(edgeLengths, edgeLengths...) {
		x, q := randomFloats(r, n, 3), make([]int8, n)
		for j := range x {
			x[j] += []float32{0, 0, 9, -9}[i%4] // on both sides of zero, above it, below it
		}
		scale := QuantizeRange(q, x)
		low, high := int8(0), int8(0)
		for j, v := range x {
			// The highest may be rounded to one step less, when both ends are rounded outwards.
			if math.Abs(float64(v)-float64(q[j])*float64(scale)) > float64(scale)*0.50001 && q[j] != low+127 {
				t.Fatalf("n = %d: %v became %d·%v", n, v, q[j], scale)
			}
			if math.Abs(float64(v)-float64(q[j])*float64(scale)) > float64(scale)*1.00001 {
				t.Fatalf("n = %d: %v became %d·%v", n, v, q[j], scale)
			}
			low, high = min(low, q[j]), max(high, q[j])
		}
		if int(high)-int(low) > 127 {
			t.Errorf("n = %d: integers from %d to %d", n, low, high)
		}
	}
}

func TestQuantizeRangeOfOneSide(t *testing.T) {
	q := make([]int8, 4)
	if scale := QuantizeRange(q, []float32{254, 0, 3, 2}); scale != 2 || !slices.Equal(q, []int8{127, 0, 2, 1}) {
		t.Errorf("QuantizeRange = %v, %v", q, scale)
	}
	if scale := QuantizeRange(q, []float32{-127, -0.5, -0.4, 0}); scale != 1 || !slices.Equal(q, []int8{-127, -1, 0, 0}) {
		t.Errorf("QuantizeRange = %v, %v", q, scale)
	}
	// Both ends are rounded outwards; the upper one gives way.
	if scale := QuantizeRange(q, []float32{-63.5, 63.5, 1, 0}); scale != 1 || !slices.Equal(q, []int8{-64, 63, 1, 0}) {
		t.Errorf("QuantizeRange = %v, %v", q, scale)
	}
}

func TestQuantizeVecRefusesWhatHasNoScale(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	for name, test := range map[string]struct {
		x    []float32
		want func(scale float32) bool
	}{
		"nan":      {[]float32{1, 2, 3, 4, 5, nan, 7}, func(s float32) bool { return s != s }},
		"infinite": {[]float32{1, inf}, func(s float32) bool { return s != s }},
		"-nan":     {[]float32{1, 2, 3, 4, 5, -nan}, func(s float32) bool { return s != s }},
		"zero":     {make([]float32, 9), func(s float32) bool { return s == 0 }},
		"tiny":     {[]float32{1e-40, -1e-38}, func(s float32) bool { return s == 0 }},
		"empty":    {nil, func(s float32) bool { return s == 0 }},
	} {
		q := make([]int8, len(test.x))
		for _, quantize := range []func(dst []int8, x []float32) float32{quantizeQ4, QuantizeRange} {
			for i := range q {
				q[i] = 99
			}
			if scale := quantize(q, test.x); !test.want(scale) {
				t.Errorf("%s: scale = %v", name, scale)
			}
			for i, v := range q {
				if v != 0 {
					t.Errorf("%s: element %d is %d, want 0", name, i, v)
				}
			}
		}
	}
}

func TestRescale(t *testing.T) {
	dst := make([]float32, 5)
	Rescale(dst, []int32{1, -2, 1 << 24, 0, 5}, []float32{1, 2, 0.5, 3, 1}, []float32{0, 1, 0, 4, -0.5}, 0.25)
	requireSameBits(t, "Rescale", dst, []float32{0.25, 0, 1 << 21, 4, 0.75})
	Rescale(dst, []int32{1, -2, 1 << 24, 0, 5}, []float32{1, 2, 0.5, 3, 1}, nil, 0.25)
	requireSameBits(t, "Rescale without bias", dst, []float32{0.25, -1, 1 << 21, 0, 1.25})
}
