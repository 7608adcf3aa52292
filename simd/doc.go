// Package simd holds the kernels of a transformer's forward pass.
//
// # Same bits everywhere
//
// Every kernel gives the same bits on every platform and in every implementation: the generic one in Go is the
// definition, and the vector ones (SIMD128 for WebAssembly, AVX2 and SSE for amd64, NEON for arm64) are tested against
// it bit by bit. To make that possible,
//
//   - integer sums are exact, so their order does not matter;
//   - a float sum has a fixed order: element c of the input goes to partial sum c mod 8, in ascending order of c, and
//     the partial sums s0..s7 are combined as ((s0+s4)+(s2+s6)) + ((s1+s5)+(s3+s7)). That is what two vectors of four
//     lanes, or one of eight, compute by adding their halves until one lane is left;
//   - products are rounded before they are added, float32(a*b)+c, so no compiler fuses them into one operation;
//   - exp and erf are our own polynomials, since the math package's differ between platforms.
//
// This holds for finite inputs. With NaN or infinities a kernel may return values that differ between platforms, but it
// never crashes, and QuantizeVec reports them.
//
// # Layout
//
// A matrix of floats is a slice in row-major order, [rows, cols] = [outputs, inputs]. Each kernel panics if a slice is
// shorter than its dimensions require: like an index out of range, that is a programming error. Quantized matrices
// (Int8Matrix, Int4Matrix) are rearranged for the machine's kernel when they are created, see matrix.go; an Activations
// quantizes the vectors they are multiplied with.
//
// # Variants
//
// The kernels of quantized matrices are assembly that simd/generate writes. A WebAssembly build has one of three:
// SIMD128, relaxed SIMD with the tag relaxed_simd (tools/wasmfix must repair such a module), or neither with the tag
// no_simd. On amd64 the processor's features choose between AVX-512 VNNI, AVX2 and Go. On arm64 these kernels, and
// everywhere the float kernels, are written with simd/archsimd, which needs GOEXPERIMENT=simd at build time; without it
// the generic code runs. Variant reports which are in use.
package simd
