package simd

// Softmax turns scores into probabilities in place: x[i] = exp(x[i]-max)/Σ exp(x[j]-max). All of x counts: masked
// scores must be left out of the slice. The sum is in the package's fixed order; every element is multiplied by its
// reciprocal.
func Softmax(x []float32) {
	if len(x) == 0 {
		return
	}
	subtractExp(x, maximum(x))
	scaleBy(x, 1/sum(x))
}
