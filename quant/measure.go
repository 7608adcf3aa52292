package quant

import (
	"fmt"
	"math"

	"github.com/coconut-page/coconut/weights"
)

// Error says how far a quantized matrix is from the original.
type Error struct {
	// RMSE is the root of the mean squared error.
	RMSE float64
	// Max is the largest absolute error.
	Max float64
	// SNRdB is the ratio of signal to noise, Σw²/Σ(w-q)², in decibels; +Inf without any error.
	SNRdB float64
}

// Matrix is a quantized matrix in any of the formats.
type Matrix interface {
	// Dequantize returns the float32 matrix, row-major, that it stands for.
	Dequantize() []float32
	// Tensors returns the tensors that it is stored as.
	Tensors(name string) []weights.Tensor
}

// Measure compares a quantized matrix with the original w, row-major. It panics if w has another length.
func Measure(w []float32, q Matrix) Error { return Compare(w, q.Dequantize()) }

// Compare compares values with the originals w. It panics if their numbers differ.
func Compare(w, values []float32) Error {
	if len(w) != len(values) {
		panic(fmt.Sprintf("quant: Compare: %d values, and %d originals", len(values), len(w)))
	}
	var signal, noise, largest float64
	for i, v := range values {
		x := float64(w[i])
		diff := x - float64(v)
		signal += float64(x * x) // the conversions forbid a fused multiply-add
		noise += float64(diff * diff)
		largest = max(largest, math.Abs(diff))
	}
	e := Error{Max: largest, SNRdB: math.Inf(1)}
	if noise > 0 {
		e.RMSE = math.Sqrt(noise / float64(len(w)))
		e.SNRdB = 10 * math.Log10(signal/noise)
	}
	return e
}

// String is for reports: "RMSE 0.00012, max 0.0004, SNR 42.1 dB".
func (e Error) String() string {
	return fmt.Sprintf("RMSE %.3g, max %.3g, SNR %.1f dB", e.RMSE, e.Max, e.SNRdB)
}
