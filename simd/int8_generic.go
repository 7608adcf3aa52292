package simd

// int8Generic is the definition of the int8 product, on the row-major matrix: sums[r] = Σ_c w[r*cols+c]·x[c].
func int8Generic(sums []int32, w, x []int8, rows, cols int) {
	for r := range rows {
		var sum int32
		for c, v := range w[r*cols : (r+1)*cols] {
			sum += int32(v) * int32(x[c])
		}
		sums[r] = sum
	}
}

// dotInt8Panels is an int8Product of one token in Go, for machines without an assembly kernel.
func dotInt8Panels(sums []int32, w, x []byte, panels, groups, _, _ int) {
	for p := range panels {
		acc := (*[panelRows]int32)(sums[p*panelRows:])
		for s := range 2 * groups {
			a := (*[stepCols]byte)(x[s*stepCols:])
			x0, x1, x2, x3 := int32(int8(a[0])), int32(int8(a[1])), int32(int8(a[2])), int32(int8(a[3]))
			step := (*[stepBytes]byte)(w[(p*2*groups+s)*stepBytes:])
			for r := range acc {
				v := (*[stepCols]byte)(step[r*stepCols:])
				acc[r] += int32(int8(v[0]))*x0 + int32(int8(v[1]))*x1 + int32(int8(v[2]))*x2 + int32(int8(v[3]))*x3
			}
		}
	}
}
