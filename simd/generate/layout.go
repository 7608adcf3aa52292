package main

// The shape of a tile, which package simd's matrix.go explains.
const (
	vectors   = 4         // 128-bit vectors of 4 outputs that make up a panel of 16
	stepBytes = 16 * 4    // int8: 16 outputs x 4 inputs, or int4: 16 outputs x 8 inputs
	steps     = 2         // int8: steps of 4 inputs in a group
	block     = 32        // int4: inputs that share a scale
	int4Steps = block / 8 // steps in a block
	// blockBytes is a block of a panel: 16 x 32 nibbles and 16 scales.
	blockBytes = int4Steps*stepBytes + 16*4
)
