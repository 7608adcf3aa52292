package simd

// The encoding for instructions that multiply bytes: byte j of an output's step holds input j in its low half and input
// 4+j in its high half, each plus 8; activations are unchanged. A block's sum comes out too large by 8·Σx.

// int4Offset is added to a weight.
const int4Offset = 8

func int4NibbleAt(r, c int) (offset, shift int) { return r*stepCols + c%stepCols, c / stepCols * 4 }

func int4NibbleOperands(a *Activations, dst []byte, values []int8, t int) {
	blocks := len(values) / Int4Block
	for b := range blocks {
		var sum int32
		for i, v := range values[b*Int4Block : (b+1)*Int4Block] {
			dst[b*Int4Block+i] = byte(v)
			sum += int32(v)
		}
		a.starts[t*blocks+b] = -int4Offset * sum
	}
}
