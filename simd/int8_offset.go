package simd

import "bytes"

// The encoding for instructions that multiply a signed byte with an unsigned 7-bit one: weights unchanged, activations
// plus 64. The sum comes out too large by 64·Σw, which is known once the matrix is.

// activationOffset is added to an activation.
const activationOffset = Int8Levels + 1

func int8OffsetOperands(_ *Activations, dst []byte, values []int8, _ int) {
	offsetOperands(dst, values)
}

// offsetOperandsGeneric is the definition of offsetOperands.
func offsetOperandsGeneric(dst []byte, values []int8) {
	for i, v := range values {
		dst[i] = byte(v + activationOffset)
	}
}

// int8OffsetStart is -64 times the sum of each output's weights.
// The kernel sums them up itself, for activations of 1 without an offset.
func int8OffsetStart(m *Int8Matrix) []int32 {
	start, inputs := make([]int32, len(m.scale)), roundUp(m.Cols, groupCols)
	if len(start) == 0 || inputs == 0 {
		return start
	}
	ones := bytes.Repeat([]byte{1}, inputs)
	m.kernels.int8.products[0](start, m.panels, ones, len(start)/panelRows, inputs/groupCols, 4*len(start), inputs)
	for i := range start {
		start[i] *= -activationOffset
	}
	return start
}
