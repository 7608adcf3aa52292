//go:build goexperiment.simd

package simd

import (
	"simd/archsimd"
	"unsafe"
)

// q8Order are the bytes of half a block in the order of q8InBlock: a transposed square.
var q8Order = [Block / 2]int8{0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15}

// q8LayBlocks transposes half a block by one instruction. It sums a block up in eight 16-bit numbers, to which it adds
// so much that they are not negative: then all of them add up as parts of longer words, without a carry.
func q8LayBlocks(panel []byte, recordBytes, r int, data []byte, sums []int32, flip uint32) (lowest bool) {
	const half, fourth, addUp = Block / 2, 4 * 128, 0x0001000100010001
	order, flips := archsimd.LoadInt8x16(q8Order[:]), archsimd.BroadcastUint32x4(flip)
	least, positive := archsimd.BroadcastInt8x16(0), archsimd.BroadcastInt16x8(fourth)
	for at := r % panelRows * stepCols; len(data) >= Block; at += recordBytes {
		p := unsafe.Pointer(&data[0])
		a, b := archsimd.LoadInt8x16Array((*[half]int8)(p)), archsimd.LoadInt8x16Array((*[half]int8)(unsafe.Add(p, half)))
		record := (*[q8WeightBytes - (panelRows-1)*stepCols]byte)(panel[at:])
		q8PutSteps((*q8Half)(record[:]), a.LookupOrZero(order).ToBits().ReshapeToUint32s().Xor(flips))
		q8PutSteps((*q8Half)(record[q8WeightBytes/2:]), b.LookupOrZero(order).ToBits().ReshapeToUint32s().Xor(flips))
		least = least.Min(a).Min(b)
		fours := a.ExtendLo8ToInt16().Add(a.ExtendHi8ToInt16()).Add(b.ExtendLo8ToInt16()).Add(b.ExtendHi8ToInt16())
		eights := fours.Add(positive).ToBits().ReshapeToUint64s()
		sums[0] = int32((eights.GetElem(0)+eights.GetElem(1))*addUp>>48) - 8*fourth
		sums, data = sums[1:], data[Block:]
	}
	var found [half]int8
	least.StoreArray(&found)
	for _, v := range found {
		lowest = lowest || v == -128
	}
	return lowest
}

// q8PutSteps stores the words of four steps.
func q8PutSteps(steps *q8Half, v archsimd.Uint32x4) {
	putWord(steps[0:], v.GetElem(0))
	putWord(steps[stepBytes:], v.GetElem(1))
	putWord(steps[2*stepBytes:], v.GetElem(2))
	putWord(steps[3*stepBytes:], v.GetElem(3))
}
