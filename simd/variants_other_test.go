//go:build !amd64

package simd

import "testing"

// eachVariant runs a test with the only kernel that this build has.
func eachVariant[T interface {
	Run(string, func(T)) bool
	testing.TB
}](t T, test func(T)) {
	t.Run(matmulVariant(), test)
}
