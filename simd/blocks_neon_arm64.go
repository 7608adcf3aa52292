//go:build goexperiment.simd

package simd

import (
	"simd/archsimd"
	"unsafe"
)

// The NEON kernels of formats with a scale for each block: integer sums as in dot_neon_arm64.go, then the definition's
// float operations, each rounded, for four outputs at a time.

// dotInt4Neon is an int4Product of one token.
func dotInt4Neon(sums []float32, w, x []byte, starts []int32, panels, blocks, _, _, _ int) {
	for p := range panels {
		out := unsafe.Pointer((*[panelRows]float32)(sums[p*panelRows:]))
		for b := range blocks {
			record := unsafe.Pointer(unsafe.SliceData(w[(p*blocks+b)*int4BlockBytes:][:int4BlockBytes]))
			values := unsafe.Pointer(unsafe.SliceData(x[b*Int4Block:][:Int4Block]))
			start := archsimd.BroadcastInt32x4(starts[b])
			s0, s1, s2, s3 := dotNibbles(record, values, int4StepCols, stepCols)
			scales := unsafe.Add(record, panelRows*Int4Block/2)
			for i, s := range [quads]archsimd.Int32x4{s0, s1, s2, s3} {
				product := s.Add(start).ConvertToFloat32().Mul(load(scales, i*vector))
				addTo(out, i, product)
			}
		}
	}
}

// dotQ8Neon is a blockProduct of one token.
func dotQ8Neon(sums []float32, w, x []byte, panels, blocks, _, _ int) {
	for p := range panels {
		out := unsafe.Pointer((*[panelRows]float32)(sums[p*panelRows:]))
		for b := range blocks {
			record := unsafe.Pointer(unsafe.SliceData(w[(p*blocks+b)*q8Record:][:q8Record]))
			operand := x[b*(Block+headBytes):][:Block+headBytes]
			xScale := archsimd.BroadcastFloat32x4(headAt(operand, Block).scale)
			s0, s1, s2, s3 := dotQ8Block(record, unsafe.Pointer(unsafe.SliceData(operand)))
			scales := unsafe.Add(record, q8WeightBytes)
			for i, s := range [quads]archsimd.Int32x4{s0, s1, s2, s3} {
				addTo(out, i, s.ConvertToFloat32().Mul(load(scales, i*vector).Mul(xScale)))
			}
		}
	}
}

// dotQ4Neon is a blockProduct of one token.
func dotQ4Neon(sums []float32, w, x []byte, panels, blocks, _, _ int) {
	for p := range panels {
		out := unsafe.Pointer((*[panelRows]float32)(sums[p*panelRows:]))
		for b := range blocks {
			record := unsafe.Pointer(unsafe.SliceData(w[(p*blocks+b)*q4Record:][:q4Record]))
			operand := x[b*(Block+headBytes):][:Block+headBytes]
			head := headAt(operand, Block)
			xScale, xSum := archsimd.BroadcastFloat32x4(head.scale), archsimd.BroadcastFloat32x4(head.sum)
			s0, s1, s2, s3 := dotNibbles(record, unsafe.Pointer(unsafe.SliceData(operand)), stepCols, Block/2)
			scales, minima := unsafe.Add(record, q4WeightBytes), unsafe.Add(record, q4WeightBytes+4*panelRows)
			for i, s := range [quads]archsimd.Int32x4{s0, s1, s2, s3} {
				product := s.ConvertToFloat32().Mul(load(scales, i*vector).Mul(xScale))
				addTo(out, i, product.Add(load(minima, i*vector).Mul(xSum)))
			}
		}
	}
}

// addTo adds to vector i of a panel's sums.
func addTo(out unsafe.Pointer, i int, v archsimd.Float32x4) {
	load(out, i*vector).Add(v).StoreArray((*[vector]float32)(unsafe.Add(out, 4*vector*i)))
}
