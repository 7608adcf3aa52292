package simd

import "testing"

// eachVariant runs a test with every kernel that this processor has. Matrices and inputs must be made in the test.
func eachVariant[T interface {
	Run(string, func(T)) bool
	testing.TB
}](t T, test func(T)) {
	hasAVX2, hasVNNI := avx2, vnni
	t.Cleanup(func() { avx2, vnni = hasAVX2, hasVNNI })
	for _, v := range []struct {
		name       string
		avx2, vnni bool
	}{{"generic", false, false}, {"avx2", true, false}, {"avx512vnni", true, true}} {
		if v.avx2 && !hasAVX2 || v.vnni && !hasVNNI {
			continue
		}
		avx2, vnni = v.avx2, v.vnni
		t.Run(v.name, test)
	}
	avx2, vnni = hasAVX2, hasVNNI
}
