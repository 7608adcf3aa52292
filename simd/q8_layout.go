package simd

// q8Lay lays out a block of output r: 32 weights, flipped. It returns their sum, and reports whether one of them is
// -128, which no kernel allows. It moves four bytes at a time, since a model has hundreds of millions of them: the
// order of q8InBlock transposes the four words of each half.
func q8Lay(record []byte, r int, data *[Block]byte, flip uint32) (sum int32, lowest bool) {
	var sums, zeros uint32
	at := r % panelRows * stepCols
	for half := 0; half < Block; half += 16 {
		var w [4]uint32
		for i := range w {
			w[i] = word(data[half+4*i:])
			u := w[i] ^ 0x80808080 // plus 128
			sums += u&0x00ff00ff + u>>8&0x00ff00ff
			zeros |= (u - 0x01010101) &^ u & 0x80808080
		}
		even0, odd0 := w[0]&0x00ff00ff|w[1]&0x00ff00ff<<8, w[0]>>8&0x00ff00ff|w[1]&0xff00ff00
		even1, odd1 := w[2]&0x00ff00ff|w[3]&0x00ff00ff<<8, w[2]>>8&0x00ff00ff|w[3]&0xff00ff00
		step := record[half/stepCols*stepBytes+at:]
		putWord(step, even0&0xffff|even1<<16^flip)
		putWord(step[stepBytes:], odd0&0xffff|odd1<<16^flip)
		putWord(step[2*stepBytes:], even0>>16|even1&0xffff0000^flip)
		putWord(step[3*stepBytes:], odd0>>16|odd1&0xffff0000^flip)
	}
	return int32(sums&0xffff+sums>>16) - 128*Block, zeros != 0
}
