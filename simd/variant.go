package simd

// Variant names the implementations in use, of the quantized matrices and of the float kernels: for instance
// "relaxed+archsimd" in a browser, "avx512vnni+archsimd" or "generic+generic" natively.
func Variant() string { return kernelsHere().name + "+" + floatVariant() }
