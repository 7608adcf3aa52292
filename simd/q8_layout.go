package simd

// q8LayRow lays out the weights of output r, flipped, in the records that panel begins with. The last block is padded
// with zeros. It sets sums to the sums of the blocks, and reports whether a weight is -128, which no kernel allows.
func q8LayRow(panel []byte, recordBytes, r int, data []byte, sums []int32, flip uint32) (lowest bool) {
	whole := len(data) / Block
	lowest = q8LayBlocks(panel, recordBytes, r, data[:whole*Block], sums, flip)
	if whole < len(sums) {
		var last [Block]byte
		copy(last[:], data[whole*Block:])
		low := q8LayBlocksGeneric(panel[whole*recordBytes:], recordBytes, r, last[:], sums[whole:], flip)
		lowest = lowest || low
	}
	return lowest
}

// q8LayBlocksGeneric is the definition of q8LayBlocks, which lays out whole blocks for q8LayRow.
func q8LayBlocksGeneric(panel []byte, recordBytes, r int, data []byte, sums []int32, flip uint32) (lowest bool) {
	for b := 0; len(data) > 0; b++ {
		sum, low := q8Lay(panel[b*recordBytes:][:recordBytes], r, (*[Block]byte)(data), flip)
		sums[b], lowest, data = sum, lowest || low, data[Block:]
	}
	return lowest
}

// q8Lay lays out a block of output r: 32 weights, flipped. It returns their sum, and reports whether one of them is
// -128, which no kernel allows.
func q8Lay(record []byte, r int, data *[Block]byte, flip uint32) (sum int32, lowest bool) {
	at := r % panelRows * stepCols
	sum0, zeros0 := q8LayHalf((*q8Half)(record[at:]), (*[Block / 2]byte)(data[:]), flip)
	sum1, zeros1 := q8LayHalf((*q8Half)(record[q8WeightBytes/2+at:]), (*[Block / 2]byte)(data[Block/2:]), flip)
	sums := sum0 + sum1
	return int32(sums&0xffff+sums>>16) - 128*Block, zeros0|zeros1 != 0
}

// q8Half is where the four steps of half a block lie, from an output's first weight to its last.
type q8Half [3*stepBytes + stepCols]byte

// q8LayHalf lays out half a block. It moves four bytes at a time, since a model has hundreds of millions of them: the
// order of q8InBlock transposes the four words. It returns the sum of the weights plus 128, in two parts of 16 bits,
// and a bit for each byte of a word in which there was -128.
func q8LayHalf(steps *q8Half, data *[Block / 2]byte, flip uint32) (sums, zeros uint32) {
	const plus128, even, ones = 0x80808080, 0x00ff00ff, 0x01010101
	w0, w1, w2, w3 := word(data[0:]), word(data[4:]), word(data[8:]), word(data[12:])
	u0, u1, u2, u3 := w0^plus128, w1^plus128, w2^plus128, w3^plus128
	sums = u0&even + u0>>8&even + u1&even + u1>>8&even + u2&even + u2>>8&even + u3&even + u3>>8&even
	zeros = ((u0-ones)&^u0 | (u1-ones)&^u1 | (u2-ones)&^u2 | (u3-ones)&^u3) & plus128
	even0, odd0 := w0&even|w1&even<<8, w0>>8&even|w1&^even
	even1, odd1 := w2&even|w3&even<<8, w2>>8&even|w3&^even
	putWord(steps[0:], even0&0xffff|even1<<16^flip)
	putWord(steps[stepBytes:], odd0&0xffff|odd1<<16^flip)
	putWord(steps[2*stepBytes:], even0>>16|even1&0xffff0000^flip)
	putWord(steps[3*stepBytes:], odd0>>16|odd1&0xffff0000^flip)
	return sums, zeros
}
