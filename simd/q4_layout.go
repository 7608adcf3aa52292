package simd

// q4LayRowGeneric is the definition of q4LayRow, which lays out the weights of output r in the records that panel
// begins with.
func q4LayRowGeneric(panel []byte, recordBytes, r int, data []byte, k *q4Kernels) {
	for ; len(data) > 0; data = data[Block/2:] {
		q4Lay(panel, r, data, k.gather)
		panel = panel[min(recordBytes, len(panel)):]
	}
}

// q4Lay lays out a block of output r: 32 weights, two to a byte. In the order of q4InBlock, step s holds nibble s of
// each 16 bits of the block; gather makes the four bytes of a step's output out of those of both halves, which are the
// lowest nibbles of 16 bits each.
func q4Lay(record []byte, r int, data []byte, gather func(low, high uint64) uint32) {
	const lowest = 0x000f000f000f000f
	low, high := longWord(data), longWord(data[8:])
	for at := r % panelRows * stepCols; at < q4WeightBytes; at += stepBytes {
		putWord(record[at:], gather(low&lowest, high&lowest))
		low, high = low>>4, high>>4
	}
}

// q4GatherNibbles is for the layout of int4NibbleAt: the halves of each byte are from one half of the block each.
func q4GatherNibbles(low, high uint64) uint32 {
	v := low | high<<4
	v = (v | v>>8) & 0x0000ffff0000ffff
	return uint32(v | v>>16)
}

// q4GatherLanes is for that of int4LaneAt and int4LaneFlip: each half of the block is a lane of 16 bits.
func q4GatherLanes(low, high uint64) uint32 { return lane(low) | lane(high)<<16 ^ 0x80008000 }

func lane(v uint64) uint32 {
	v = (v | v>>12) & 0x000000ff000000ff
	return uint32(v | v>>24)
}
