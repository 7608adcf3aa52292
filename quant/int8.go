package quant

import (
	"fmt"
	"math"
)

// maxInt8 is the largest magnitude of a quantized value. The range is symmetric: -128 is not used, so that every value
// can be negated in eight bits.
const maxInt8 = 127

// Int8 is a matrix quantized symmetrically with one scale per row (output channel): w[r][c] ≈ Data[r*Cols+c] ·
// Scale[r].
type Int8 struct {
	Rows, Cols int
	// Data is [Rows, Cols], row-major, each value -127 to 127.
	Data []int8
	// Scale is [Rows], finite and not negative; 0 for a row of zeros.
	Scale []float32
}

// QuantizeInt8 quantizes a row-major matrix [rows, cols]. A row's scale is its largest magnitude over 127; values are
// rounded to the nearest, half away from zero, so none is off by more than half a scale (and Dequantize's own
// rounding). The error wraps ErrShape if there are not rows·cols values, and ErrNotFinite for a NaN or an infinity.
func QuantizeInt8(w []float32, rows, cols int) (*Int8, error) {
	if err := checkLength(len(w), rows, cols); err != nil {
		return nil, err
	}
	q := &Int8{Rows: rows, Cols: cols, Data: make([]int8, len(w)), Scale: make([]float32, rows)}
	for r := range rows {
		row := w[r*cols : (r+1)*cols]
		largest, at := maxMagnitude(row)
		if at >= 0 {
			return nil, fmt.Errorf("%w: row %d column %d is %v", ErrNotFinite, r, at, row[at])
		}
		q.Scale[r] = rowScale(largest)
		quantizeRow(q.Data[r*cols:(r+1)*cols], row, q.Scale[r])
	}
	return q, nil
}

// checkLength compares a number of values with a matrix's dimensions, by a division because the product may overflow.
func checkLength(n, rows, cols int) error {
	if rows < 1 || cols < 1 || n/cols != rows || n%cols != 0 {
		return fmt.Errorf("%w: %d values for a matrix of %d rows and %d columns", ErrShape, n, rows, cols)
	}
	return nil
}

// maxMagnitude returns the largest |row[c]|, and the first column that is not finite, or -1.
func maxMagnitude(row []float32) (largest float32, at int) {
	for c, v := range row {
		m := math.Float32frombits(math.Float32bits(v) &^ (1 << 31))
		if !(m <= math.MaxFloat32) {
			return 0, c
		}
		largest = max(largest, m)
	}
	return largest, -1
}

// rowScale returns largest/127. Among subnormal numbers, rounding can make that so small that the largest value would
// not fit; then it returns the next larger number. So only a row of zeros has scale 0.
func rowScale(largest float32) float32 {
	scale := largest / maxInt8
	if largest > 0 && float64(largest) >= 127.5*float64(scale) {
		scale = math.Nextafter32(scale, math.MaxFloat32)
	}
	return scale
}

// quantizeRow sets dst[c] = row[c]/scale, rounded. It divides in float64 and by the scale as stored, so each result is
// the nearest possible.
func quantizeRow(dst []int8, row []float32, scale float32) {
	if scale == 0 {
		return // a row of zeros, as dst already is
	}
	for c, v := range row {
		dst[c] = int8(math.Round(float64(v) / float64(scale)))
	}
}

// Dequantize returns the float32 matrix [Rows, Cols] that q stands for.
func (q *Int8) Dequantize() []float32 {
	w := make([]float32, len(q.Data))
	for r, scale := range q.Scale {
		row := q.Data[r*q.Cols : (r+1)*q.Cols]
		for c, v := range row {
			w[r*q.Cols+c] = float32(v) * scale
		}
	}
	return w
}
