//go:build goexperiment.simd

package simd

import (
	"simd/archsimd"
	"unsafe"
)

// q4Order are the bytes of a block that the nibbles of a step come from, those for the low halves of bytes first:
// step 0 has the low halves of the first four and of the first four of the second eight, step 1 their high halves,
// steps 2 and 3 the same of the rest. One order is for the layout of q4GatherNibbles, the other for that of
// q4GatherLanes.
var q4Order = [2][Block / 2]int8{
	{0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15},
	{0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15},
}

func q4LayRow(panel []byte, recordBytes, r int, data []byte, k *q4Kernels) {
	const half, lowHalves = Block / 2, 0x0f0f0f0f0f0f0f0f
	order, flip := archsimd.LoadInt8x16(q4Order[0][:]), uint32(0)
	if _, shift := k.at(0, 1); shift != 0 {
		order, flip = archsimd.LoadInt8x16(q4Order[1][:]), 0x80008000
	}
	for at := r % panelRows * stepCols; len(data) >= half; at += recordBytes {
		block := archsimd.LoadInt8x16Array((*[half]int8)(unsafe.Pointer(&data[0])))
		words := block.LookupOrZero(order).ToBits().ReshapeToUint64s()
		low, high := words.GetElem(0), words.GetElem(1)
		even, odd := low&lowHalves|high&lowHalves<<4, low>>4&lowHalves|high&^lowHalves
		steps := (*q8Half)(panel[at:])
		putWord(steps[0:], uint32(even)^flip)
		putWord(steps[stepBytes:], uint32(odd)^flip)
		putWord(steps[2*stepBytes:], uint32(even>>32)^flip)
		putWord(steps[3*stepBytes:], uint32(odd>>32)^flip)
		data = data[half:]
	}
}
