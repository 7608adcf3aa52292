package simd

// Variant names the implementations in use: that of the int8 dot product and that of the float kernels, for instance
// "simd128+archsimd" in a browser, "avx2+archsimd" or "generic+generic" natively.
func Variant() string { return dotInt8Variant() + "+" + floatVariant() }
