// Package quant holds the number formats of shipped weights.
//
// Trained weights are float32. Shipped models are int8 with one scale for each output channel (a quarter of the bytes
// and, with the kernels of package simd, many times the speed), or int4 with one scale for each 32 inputs of a channel
// (a sixth of the bytes). The package converts, measures what the conversion loses, and maps quantized matrices to
// tensors of package weights.
//
// Conversion gives the same bits on every platform: it uses only operations that IEEE 754 rounds exactly, none of them
// fused.
package quant
