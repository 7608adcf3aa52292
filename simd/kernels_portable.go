//go:build !amd64 && !wasm && !(arm64 && goexperiment.simd)

package simd

// candidates returns the kernels of this build.
func candidates() []*kernels { return []*kernels{generic} }
