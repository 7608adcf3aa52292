package simd

// addWeightedRowsGeneric is the definition of AddWeightedRows.
func addWeightedRowsGeneric(dst, m, weight []float32) {
	cols := len(dst)
	for r, a := range weight {
		row := m[r*cols : (r+1)*cols]
		for c := range dst {
			dst[c] += float32(a * row[c])
		}
	}
}
