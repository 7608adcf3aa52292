package simd

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// edgeLengths surround the multiples of every vector length in use.
var edgeLengths = []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 15, 16, 17, 31, 32, 33, 63, 64, 65, 200}

// floatKernels runs every float kernel, once as dispatched and once as defined, on inputs made from x; each returns all
// its results.
var floatKernels = map[string]struct {
	dispatched, generic func(x []float32) []float32
}{
	"MatVec":          {matVecWith(matVec), matVecWith(matVecGeneric)},
	"AddWeightedRows": {weightedRowsWith(addWeightedRows), weightedRowsWith(addWeightedRowsGeneric)},
	"Add":             {addWith(add), addWith(addGeneric)},
	"sum": {func(x []float32) []float32 { return []float32{sum(x)} },
		func(x []float32) []float32 { return []float32{sumGeneric(x)} }},
	"sumSquares":  {sumSquaresWith(sumSquares), sumSquaresWith(sumSquaresGeneric)},
	"normalize":   {normalizeWith(normalize), normalizeWith(normalizeGeneric)},
	"maximum":     {maximumWith(maximum), maximumWith(maximumGeneric)},
	"subtractExp": {subtractExpWith(subtractExp), subtractExpWith(subtractExpGeneric)},
	"scaleBy": {inPlace(func(x []float32) { scaleBy(x, 1.7) }),
		inPlace(func(x []float32) { scaleByGeneric(x, 1.7) })},
	"Gelu":     {inPlace(gelu), inPlace(geluGeneric)},
	"quantize": {quantizeWith(maxMagnitude, quantize), quantizeWith(maxMagnitudeGeneric, quantizeGeneric)},
	"packBlock": {packWith(extremes, packBytes, packPairs, packLanes),
		packWith(extremesGeneric, packBytesGeneric, packPairsGeneric, packLanesGeneric)},
	"rescale":    {rescaleWith(rescale), rescaleWith(rescaleGeneric)},
	"rescaleAdd": {rescaleWith(withBias(rescaleAdd)), rescaleWith(withBias(rescaleAddGeneric))},

	"scaleByVector":     {scaleByVectorWith(scaleByVector), scaleByVectorWith(scaleByVectorGeneric)},
	"negativeMagnitude": {magnitudeWith(negativeMagnitude), magnitudeWith(negativeMagnitudeGeneric)},
	"swiglu":            {swigluWith(swiglu), swigluWith(swigluGeneric)},
	"geluTanhArgument":  {argumentWith(geluTanhArgument), argumentWith(geluTanhArgumentGeneric)},
	"geluTanh":          {geluTanhWith(geluTanh), geluTanhWith(geluTanhGeneric)},
	"fromInt16":         {fromInt16With(fromInt16), fromInt16With(fromInt16Generic)},
}

// TestOffsetMatchesGeneric compares all bytes, in slices of every length that matters.
func TestOffsetMatchesGeneric(t *testing.T) {
	for _, n := range edgeLengths {
		values, got, want := make([]int8, n), make([]byte, n), make([]byte, n)
		for i := range values {
			values[i] = int8(i - n/2)
		}
		offsetOperands(got, values)
		offsetOperandsGeneric(want, values)
		if !bytes.Equal(got, want) {
			t.Errorf("%d values: %v, want %v", n, got, want)
		}
	}
}

func TestFloatKernelsMatchGeneric(t *testing.T) {
	for name := range floatKernels {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(3, 4))
			for _, n := range edgeLengths {
				for _, scale := range []float32{1, 1e-3, 30, 1e6, 0} {
					compareFloatKernel(t, name, randomFloats(r, n, scale))
				}
			}
		})
	}
}

// TestFunctionsMatchGenericDensely covers the places where erf reaches 1 and exp reaches 0, which few random numbers
// hit.
func TestFunctionsMatchGenericDensely(t *testing.T) {
	var near, far []float32
	for x := -8.0; x < 8; x += 1.3e-4 {
		near, far = append(near, float32(x)), append(far, float32(11*x-20))
	}
	for _, name := range []string{"Gelu", "subtractExp"} {
		compareFloatKernel(t, name, near)
		compareFloatKernel(t, name, far)
	}
}

// TestMatVecMatchesGeneric covers shapes that floatKernels, with its nearly square matrices, does not.
func TestMatVecMatchesGeneric(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, rows := range edgeRows {
		for _, cols := range edgeCols {
			w, x := randomFloats(r, rows*cols, 1), randomFloats(r, cols, 1)
			got, want := make([]float32, rows), make([]float32, rows)
			MatVec(got, w, x, rows, cols)
			matVecGeneric(want, w, x, cols)
			requireSameBits(t, fmt.Sprintf("MatVec %dx%d", rows, cols), got, want)

			got, want = randomFloats(r, cols, 1), nil
			want = append(want, got...)
			weight := randomFloats(r, rows, 1)
			AddWeightedRows(got, w, weight, rows, cols)
			addWeightedRowsGeneric(want, w, weight)
			requireSameBits(t, fmt.Sprintf("AddWeightedRows %dx%d", rows, cols), got, want)
			compareTogether(t, r, rows, cols)
		}
	}
}

// compareTogether compares the kernels for several vectors with as many calls for one.
func compareTogether(t *testing.T, r *rand.Rand, rows, cols int) {
	t.Helper()
	for n := range 6 {
		w, x, stride := randomFloats(r, rows*cols, 1), randomFloats(r, n*cols, 1), rows+3
		got := randomFloats(r, n*stride, 1)
		want := slices.Clone(got)
		MatVecs(got, stride, w, x, n, rows, cols)
		for i := range n {
			matVecGeneric(want[i*stride:][:rows], w, x[i*cols:][:cols], cols)
		}
		requireSameBits(t, fmt.Sprintf("%d MatVecs %dx%d", n, rows, cols), got, want)

		weight, sums := randomFloats(r, n*stride, 1), slices.Clone(x)
		AddWeighted(sums, w, weight, stride, n, rows, cols)
		for i := range n {
			addWeightedRowsGeneric(x[i*cols:][:cols], w, weight[i*stride:][:rows])
		}
		requireSameBits(t, fmt.Sprintf("AddWeighted %d of %dx%d", n, rows, cols), sums, x)
	}
}

// TestReductionOrder checks the documented order on values for which every other order gives another result.
func TestReductionOrder(t *testing.T) {
	x := make([]float32, 19)
	for i := range x {
		x[i] = float32(math.Pow(-7.1, float64(i%9)))
	}
	var s [8]float32
	for i, v := range x {
		s[i%8] += v
	}
	want := ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
	if got := sum(x); got != want {
		t.Errorf("sum() = %v, want %v", got, want)
	}
	dst, ones := make([]float32, 1), make([]float32, len(x))
	for i := range ones {
		ones[i] = 1
	}
	if MatVec(dst, x, ones, 1, len(x)); dst[0] != want {
		t.Errorf("MatVec() = %v, want %v", dst[0], want)
	}
}

func FuzzFloatKernels(f *testing.F) {
	f.Add([]byte{0, 0, 128, 63, 0, 0, 0, 192, 1, 0, 0, 0, 255, 255, 127, 63, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		x := make([]float32, min(len(data)/4, 4096))
		for i := range x {
			x[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
			if !(x[i] > -1e9 && x[i] < 1e9) { // the promise is about finite results
				x[i] = 1
			}
		}
		for name := range floatKernels {
			compareFloatKernel(t, name, x)
		}
	})
}

func compareFloatKernel(t *testing.T, name string, x []float32) {
	t.Helper()
	kernel := floatKernels[name]
	got := kernel.dispatched(append([]float32(nil), x...))
	want := kernel.generic(append([]float32(nil), x...))
	requireSameBits(t, fmt.Sprintf("%s of %d", name, len(x)), got, want)
}

func requireSameBits(t *testing.T, what string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d results, want %d", what, len(got), len(want))
	}
	for i := range got {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s: result %d is %v (%#x), want %v (%#x)", what, i, got[i], math.Float32bits(got[i]), want[i],
				math.Float32bits(want[i]))
		}
	}
}

// randomFloats returns values within ±scale, from integer arithmetic so that they are the same everywhere; some are
// zero.
func randomFloats(r *rand.Rand, n int, scale float32) []float32 {
	x := make([]float32, n)
	for i := range x {
		if r.IntN(16) > 0 {
			x[i] = float32(r.IntN(1<<25)-1<<24) / (1 << 24) * scale
		}
	}
	return x
}

func matVecWith(f func(dst, w, x []float32, cols int)) func([]float32) []float32 {
	return func(x []float32) []float32 {
		cols := int(math.Sqrt(float64(len(x))))
		if cols == 0 {
			return nil
		}
		dst := make([]float32, len(x)/cols)
		f(dst, x[:len(dst)*cols], x[:cols], cols)
		return dst
	}
}

func weightedRowsWith(f func(dst, m, weight []float32)) func([]float32) []float32 {
	return func(x []float32) []float32 {
		cols := min(len(x), 37)
		if cols == 0 {
			return nil
		}
		dst := append([]float32(nil), x[:cols]...)
		f(dst, x, x[:len(x)/cols])
		return dst
	}
}

func addWith(f func(dst, x []float32)) func([]float32) []float32 {
	return func(x []float32) []float32 {
		dst := append([]float32(nil), x[len(x)-len(x)/2:]...)
		f(dst, x[:len(dst)])
		return dst
	}
}

func sumSquaresWith(f func(x []float32, mean float32) float32) func([]float32) []float32 {
	return func(x []float32) []float32 { return []float32{f(x, 0.3)} }
}

func normalizeWith(f func(dst, x, gain, bias []float32, mean, scale float32)) func([]float32) []float32 {
	return func(x []float32) []float32 {
		n := len(x) / 3
		dst := make([]float32, n)
		f(dst, x[:n], x[n:2*n], x[2*n:3*n], 0.1, 2.3)
		return dst
	}
}

// maximumWith adds 0 because the sign of a zero maximum is not part of the promise (Softmax subtracts it).
func maximumWith(f func([]float32) float32) func([]float32) []float32 {
	return func(x []float32) []float32 {
		if len(x) == 0 {
			return nil
		}
		return []float32{f(x) + 0}
	}
}

func subtractExpWith(f func([]float32, float32)) func([]float32) []float32 {
	return func(x []float32) []float32 {
		if len(x) > 0 {
			f(x, maximumGeneric(x))
		}
		return x
	}
}

func inPlace(f func([]float32)) func([]float32) []float32 {
	return func(x []float32) []float32 { f(x); return x }
}

// packWith runs the functions that pack blocks, of which pairs and lanes have two bytes for each value.
func packWith(extremes func([]float32) (high, low uint32),
	bytes func(*[Block]byte, *[Block]float32, *grid, int32) int32,
	pairs, lanes func(*[2 * Block]byte, *[Block]float32, *grid) (part, sum int32)) func([]float32) []float32 {
	return func(x []float32) []float32 {
		high, low := extremes(x)
		results := []float32{math.Float32frombits(high), math.Float32frombits(low)}
		g := grid{inverse: 60 / max(results[0]+results[1], 1e-3), limit: 20}
		add := func(packed []byte, sums ...int32) {
			for _, v := range packed {
				results = append(results, float32(v))
			}
			for _, v := range sums {
				results = append(results, float32(v))
			}
		}
		for ; len(x) >= Block; x = x[Block:] {
			var q [Block]byte
			sum := bytes(&q, (*[Block]float32)(x), &g, -7)
			add(q[:], sum)
			for _, pack := range []func(*[2 * Block]byte, *[Block]float32, *grid) (part, sum int32){pairs, lanes} {
				var q [2 * Block]byte
				part, sum := pack(&q, (*[Block]float32)(x), &g)
				add(q[:], part, sum)
			}
		}
		return results
	}
}

func quantizeWith(magnitude func([]float32) uint32, f func([]int8, []float32, float32)) func([]float32) []float32 {
	return func(x []float32) []float32 {
		largest := math.Float32frombits(magnitude(x))
		if largest < smallestMaximum {
			return []float32{largest}
		}
		q := make([]int8, len(x))
		f(q, x, 127/largest)
		return append(toFloats(q), largest)
	}
}

func withBias(f func(dst []float32, acc []int32, scale, bias []float32, xScale float32)) func([]float32, []int32,
	[]float32, float32) {
	return func(dst []float32, acc []int32, scale []float32, xScale float32) {
		bias := make([]float32, len(dst))
		for i := range bias {
			bias[i] = 0.3 * scale[len(dst)-1-i]
		}
		f(dst, acc, scale, bias, xScale)
	}
}

func rescaleWith(f func([]float32, []int32, []float32, float32)) func([]float32) []float32 {
	return func(x []float32) []float32 {
		acc := make([]int32, len(x))
		for i := range acc {
			acc[i] = int32(math.Float32bits(x[i]))
		}
		dst := make([]float32, len(x))
		f(dst, acc, x, 0.0173)
		return dst
	}
}

func toFloats(q []int8) []float32 {
	x := make([]float32, len(q))
	for i, v := range q {
		x[i] = float32(v)
	}
	return x
}

func TestRotateMatchesGeneric(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	for _, half := range edgeLengths {
		width := 2*half + 3
		x, cos, sin := randomFloats(r, 3*width+1, 2), randomFloats(r, half, 1), randomFloats(r, half, 1)
		want := slices.Clone(x)
		for at := 0; at < 3*width; at += width {
			rotateGeneric(want[at:][:half], want[at+half:][:half], cos, sin)
		}
		Rotate(x, cos, sin, width)
		requireSameBits(t, "Rotate", x, want)
	}
	quarter := []float32{1, 0, 5, 0, 2, 7} // (1, 0) and (0, 2) by a right angle, and values that are not rotated
	Rotate(quarter, []float32{0, 0}, []float32{1, 1}, 6)
	requireSameBits(t, "a right angle", quarter, []float32{-5, 0, 1, 0, 2, 7})
}
