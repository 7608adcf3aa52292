package simd

import "math"

// int4Lay lays out one output r of an int4 matrix: its weights and the scales of its blocks. panel begins with the
// first block of the output's panel. See int8Lay for why it is a function for each output.
type int4Lay func(panel []byte, r int, data []byte, scale []float32)

// int4LayOf returns the function for an encoding. There are two, which differ in where a step's second input lies.
func int4LayOf(k *int4Kernels) int4Lay {
	if _, shift := k.at(0, 1); shift == 0 {
		return int4LayNibbles
	}
	return int4LayLanes
}

// int4LayNibbles is for int4NibbleAt: the halves of each byte are inputs of different halves of the step.
func int4LayNibbles(panel []byte, r int, data []byte, scale []float32) {
	for at := r % panelRows * stepCols; len(scale) > 0; at += int4BlockBytes - int4ScalesAt {
		for end := at + int4ScalesAt; at < end; at += stepBytes {
			v := word(data)
			low, high := v&0xffff, v>>16
			low, high = (low|low<<8)&0x00ff00ff, (high|high<<8)&0x00ff00ff
			low, high = (low|low<<4)&0x0f0f0f0f, (high|high<<4)&0x0f0f0f0f
			putWord(panel[at:], low|high<<4)
			data = data[stepCols:]
		}
		putWord(panel[at:], math.Float32bits(scale[0]))
		scale = scale[1:]
	}
}

// int4LayLanes is for int4LaneAt and int4LaneFlip: the inputs stay in their order.
func int4LayLanes(panel []byte, r int, data []byte, scale []float32) {
	for at := r % panelRows * stepCols; len(scale) > 0; at += int4BlockBytes - int4ScalesAt {
		for end := at + int4ScalesAt; at < end; at += stepBytes {
			putWord(panel[at:], word(data)^0x80008000)
			data = data[stepCols:]
		}
		putWord(panel[at:], math.Float32bits(scale[0]))
		scale = scale[1:]
	}
}

// int4ScalesAt is where in a panel's block the scales begin, the same number of bytes behind an output's weights.
const int4ScalesAt = panelRows * Int4Block / 2
