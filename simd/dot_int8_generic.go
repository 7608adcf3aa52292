package simd

// dotInt8RowsGeneric is the definition of DotInt8Rows.
func dotInt8RowsGeneric(acc []int32, w, x []int8, rows, cols int) {
	for r := range rows {
		acc[r] = dotInt8Generic(w[r*cols:(r+1)*cols], x)
	}
}

func dotInt8Generic(w, x []int8) int32 {
	var sum int32
	x = x[:len(w)]
	for c, v := range w {
		sum += int32(v) * int32(x[c])
	}
	return sum
}

// addTails adds the columns from on, which a vector kernel left over, to sums of the columns before.
func addTails(acc []int32, w, x []int8, rows, cols, from int) {
	if from == cols {
		return
	}
	for r := range rows {
		acc[r] += dotInt8Generic(w[r*cols+from:(r+1)*cols], x[from:])
	}
}
