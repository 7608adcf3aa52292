package simd

import "testing"

// eachVariant runs a test with every set of kernels that this build has and the processor can run. Matrices and activations must be made
// in the test.
func eachVariant[T interface {
	Run(string, func(T)) bool
	testing.TB
}](t T, test func(T)) {
	usual := best
	t.Cleanup(func() { best = usual })
	for _, k := range candidates() {
		best = k
		t.Run(k.name, test)
	}
	best = usual
}
