package simd

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestGoldenBits proves that every float kernel gives the same bits wherever this test runs: natively with and without
// vectors, on other processors, in Node and in browsers. The constants were computed once; they may change only with a
// definition.
func TestGoldenBits(t *testing.T) {
	for name, want := range map[string]string{
		"Exp":             "5cd781332d39f6ac",
		"Erf":             "ebf39e2e012ff3c1",
		"Gelu":            "e45fe7475eaed871",
		"Softmax":         "593381910bba8d91",
		"LayerNorm":       "b5a548aee6b611d8",
		"MatVec":          "8d104a0f586bbe8c",
		"AddWeightedRows": "64fee4e81bcf58a4",
		"QuantizeVec":     "4de9513694c53e4a",
		"QuantizeRange":   "38524989a68b6ae5",
		"Rescale":         "48f7ab1c0f24fcc3",
		"Rotate":          "a3a20ea8670c34f9",
		"RMSNorm":         "d5ee15a78a42bd1f",
		"SwiGLU":          "f5dff9154978b1ce",
		"GeluTanh":        "b355ed280022b6cc",
	} {
		if got := goldenHash(goldenKernels[name]); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// goldenKernels maps an input of 24·61 elements to results.
var goldenKernels = map[string]func(x []float32) []float32{
	"Exp": each(func(v float32) float32 { return Exp(20 * v) }),
	"Erf": each(Erf),
	"Gelu": func(x []float32) []float32 {
		Gelu(x)
		return x
	},
	"Softmax": func(x []float32) []float32 {
		Softmax(x[:61])
		Softmax(x[61:])
		return x
	},
	"LayerNorm": func(x []float32) []float32 {
		n := len(x) / 3
		LayerNorm(x[:n], x[:n], x[n:], x[2*n:], 1e-5)
		return x[:n]
	},
	"RMSNorm": func(x []float32) []float32 {
		n := len(x) / 2
		RMSNorm(x[:n], x[:n], x[n:], 1e-5)
		return x[:n]
	},
	"SwiGLU": func(x []float32) []float32 {
		n := len(x) / 2
		SwiGLU(x[:n], x[n:])
		return x[:n]
	},
	"GeluTanh": func(x []float32) []float32 {
		GeluTanh(x)
		return x
	},
	"MatVec": func(x []float32) []float32 {
		dst := make([]float32, 24)
		MatVec(dst, x, x[100:], 24, 61)
		return dst
	},
	"AddWeightedRows": func(x []float32) []float32 {
		dst := make([]float32, 61)
		AddWeightedRows(dst, x, x[100:], 24, 61)
		return dst
	},
	"QuantizeVec": func(x []float32) []float32 {
		q := make([]int8, len(x))
		scale := QuantizeVec(q, x, 127)
		return append(toFloats(q), scale)
	},
	"QuantizeRange": func(x []float32) []float32 {
		q := make([]int8, len(x))
		scale := QuantizeRange(q, x)
		return append(toFloats(q), scale)
	},
	"Rotate": func(x []float32) []float32 {
		Rotate(x, slices.Clone(x[500:513]), slices.Clone(x[700:713]), 61)
		return x
	},
	"Rescale": func(x []float32) []float32 {
		acc := make([]int32, len(x))
		for i := range acc {
			acc[i] = int32(i*i*i*7) - 123456789
		}
		dst := make([]float32, len(x))
		Rescale(dst, acc, x, x, 0.01234)
		return dst
	},
}

func each(f func(float32) float32) func([]float32) []float32 {
	return func(x []float32) []float32 {
		for i, v := range x {
			x[i] = f(v)
		}
		return x
	}
}

func goldenHash(kernel func([]float32) []float32) string {
	r := rand.New(rand.NewPCG(2026, 11))
	h := sha256.New()
	for _, scale := range []float32{0.01, 1, 4} {
		for _, v := range kernel(randomFloats(r, 24*61, scale)) {
			h.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
