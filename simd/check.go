package simd

import "fmt"

// checkMatrix panics unless out, matrix and in are long enough for rows x cols. The vector kernels take bare pointers;
// only this check keeps them inside their slices.
func checkMatrix(kernel string, out, matrix, in, rows, cols int) {
	if rows < 0 || cols < 0 || out < rows || in < cols || (cols > 0 && matrix/cols < rows) {
		panic(fmt.Sprintf("simd: %s: %dx%d needs more than %d outputs, %d weights, %d inputs", kernel, rows, cols, out,
			matrix, in))
	}
}

// checkLength panics unless a slice has at least n elements.
func checkLength(kernel string, n int, lengths ...int) {
	for _, have := range lengths {
		if have < n {
			panic(fmt.Sprintf("simd: %s: a slice of %d elements where %d are needed", kernel, have, n))
		}
	}
}
