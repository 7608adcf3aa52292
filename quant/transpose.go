package quant

// Transpose returns a row-major matrix [rows, cols] as [cols, rows].
func Transpose(values []float32, rows, cols int) []float32 {
	out := make([]float32, len(values))
	for r := range rows {
		for c := range cols {
			out[c*rows+r] = values[r*cols+c]
		}
	}
	return out
}
