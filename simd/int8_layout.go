package simd

import "unsafe"

// asBytes returns integers as the bytes they are.
func asBytes(data []int8) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(data))), len(data))
}

// int8Lay lays out the weights of one output, flipped and padded with zeros to so many inputs, from panel's first byte
// on. It is one function for each output, not one for the matrix, because engines optimize a function between its calls
// and a large model's matrix would be laid out by the first of them.
func int8Lay(panel, row []byte, padded int, flip uint32) {
	at := 0
	for ; len(row) >= stepCols; at += stepBytes {
		putWord(panel[at:], word(row)^flip)
		row = row[stepCols:]
	}
	for ; at < padded/stepCols*stepBytes; at += stepBytes {
		var rest [stepCols]byte
		copy(rest[:], row)
		putWord(panel[at:], word(rest[:])^flip)
		row = nil
	}
}
