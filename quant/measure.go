package quant

import (
	"fmt"
	"math"
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

// Measure compares a quantized matrix with the original w, row-major [q.Rows, q.Cols]. It panics if w has another length.
func Measure(w []float32, q *Int8) Error {
	if len(w) != len(q.Data) {
		panic(fmt.Sprintf("quant: Measure: %d values for a matrix of %d rows and %d columns", len(w), q.Rows, q.Cols))
	}
	var signal, noise, largest float64
	for i, v := range q.Dequantize() {
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
