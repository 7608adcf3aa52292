//go:build !amd64 && !wasm

package simd

// candidates returns the kernels of this build.
func candidates() []*kernels { return []*kernels{generic} }
