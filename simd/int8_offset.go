package simd

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
func int8OffsetStart(m *Int8Matrix) []int32 {
	start := make([]int32, len(m.scale))
	for i, v := range m.panels {
		row := i/(roundUp(m.Cols, groupCols)*panelRows)*panelRows + i%stepBytes/stepCols
		start[row] -= activationOffset * int32(int8(v))
	}
	return start
}
