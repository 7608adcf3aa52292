package simd

import "testing"

// eachVariant runs a test with every set of kernels that this build has and the processor can run. The test must create
// its matrices and activations itself.
func eachVariant[T interface {
	Run(string, func(T)) bool
	testing.TB
}](t T, test func(T)) {
	usual := kernelsHere()
	t.Cleanup(func() { best = usual })
	for _, k := range candidates() {
		best = k
		t.Run(k.name, test)
	}
	best = usual
}
