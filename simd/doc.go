// Package simd holds the kernels that a transformer's forward pass is made of.
//
// # Same bits everywhere
//
// Every kernel gives the same bits on every platform and by every implementation: the generic one in Go is the definition, the
// vector ones (SIMD128 for WebAssembly, AVX2 and SSE for amd64) are tested against it bit by bit. For that
//
//   - integer sums are exact, so their order does not matter;
//   - a float sum has a fixed order: element c of the input goes to partial sum c mod 8, in ascending order of c, and the
//     partial sums s0..s7 are combined as ((s0+s4)+(s2+s6)) + ((s1+s5)+(s3+s7)). That is what two vectors of four lanes, or one
//     of eight, compute by adding their halves until one lane is left;
//   - products are rounded before they are added, float32(a*b)+c, so no compiler fuses them into one operation;
//   - exp and erf are polynomials of our own, since those of the math package differ between platforms.
//
// The promise is about finite inputs. NaN and infinities make a kernel return some value that may differ between platforms, but
// never crash it, and QuantizeVec reports them.
//
// # Layout
//
// A matrix of floats is a slice in row-major order, [rows, cols] = [outputs, inputs]. Each kernel panics if a slice is shorter than its
// dimensions demand: that is a programming error, as an index out of range is. Quantized matrices (Int8Matrix, Int4Matrix) are laid
// out anew for the machine's kernel when they are made, see matrix.go; their activations are quantized by an Activations.
//
// # Variants
//
// The kernels of quantized matrices are assembly that simd/generate writes. For WebAssembly a build has one of three: SIMD128, or
// with the tag relaxed_simd relaxed SIMD (such a module must be repaired by tools/wasmfix), or with the tag no_simd neither. On amd64
// the processor decides between AVX-512 VNNI, AVX2 and Go. The float kernels are written with simd/archsimd, which needs
// GOEXPERIMENT=simd at build time; without it their generic code runs. Variant tells which are in use.
package simd
