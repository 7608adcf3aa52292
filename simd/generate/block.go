package main

// The block formats, as simd/block.go describes them.
const (
	// blockHead is the size of the head behind a block's activations; the others are places in it.
	blockHead                     = 16
	headScale, headStart, headSum = 0, 4, 8
	panelScales                   = 16 * 4
	q8Steps                       = block / 4
)

// blockFormat is Q8 or Q4.
type blockFormat struct {
	name    string
	weights int  // bytes of a record's weights
	minima  bool // whether minima follow the scales
}

var (
	q8 = blockFormat{"Q8", q8Steps * stepBytes, false}
	q4 = blockFormat{"Q4", int4Steps * stepBytes, true}
)

// record is the size of a panel's block.
func (f blockFormat) record() int {
	if f.minima {
		return f.weights + 2*panelScales
	}
	return f.weights + panelScales
}

// blockArgs are the parameters of all block kernels.
var blockArgs = []string{"sums", "w", "x", "panels", "blocks", "sumStride", "xStride"}

const blockSignature = "sums *float32, w, x *byte, panels, blocks, sumStride, xStride int"
