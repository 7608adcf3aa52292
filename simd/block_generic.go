package simd

// q8Generic is the definition of the Q8 product, on the row-major matrix: sums[r] = Σ_b (Σ_c w[r,c]·x[c])·(scale[r,b] ·
// xScale[b]), where b runs over the blocks in ascending order and c over the inputs of a block. The last block may be
// shorter. The inner sum is exact; then the two scales are multiplied, the sum is multiplied by that, and the product
// is added, each time rounded to float32.
func q8Generic(sums []float32, w []int8, scale []float32, x []int8, xScale []float32, rows, cols int) {
	blocks := len(xScale)
	for r := range rows {
		sums[r] = 0
		for b := range blocks {
			var sum int32
			for c := b * Block; c < min((b+1)*Block, cols); c++ {
				sum += int32(w[r*cols+c]) * int32(x[c])
			}
			sums[r] += float32(float32(sum) * float32(scale[r*blocks+b]*xScale[b]))
		}
	}
}

// q4Generic is the definition of the Q4 product, on the row-major matrix of values from 0 to 15: as in q8Generic, but
// each block adds (Σ_c w[r,c]·x[c])·(scale[r,b]·xScale[b]) + minimum[r,b]·((Σ_c x[c])·xScale[b]), where the two
// products are added first.
func q4Generic(sums []float32, w []uint8, scale, minimum []float32, x []int8, xScale []float32, rows, cols int) {
	blocks := len(xScale)
	for r := range rows {
		sums[r] = 0
		for b := range blocks {
			var sum, inputs int32
			for c := b * Block; c < (b+1)*Block; c++ {
				sum += int32(w[r*cols+c]) * int32(x[c])
				inputs += int32(x[c])
			}
			product := float32(float32(sum) * float32(scale[r*blocks+b]*xScale[b]))
			sums[r] += product + float32(minimum[r*blocks+b]*float32(float32(inputs)*xScale[b]))
		}
	}
}

// The sizes of a record with scales as float32.
const (
	q8Record = q8WeightBytes + 4*panelRows
	q4Record = q4WeightBytes + 2*4*panelRows
)

// dotQ8Panels is a blockProduct of one token in Go, with the plain encoding.
func dotQ8Panels(sums []float32, w, x []byte, panels, blocks, _, _ int) {
	q8Panels(sums, w, x, panels, blocks, func(acc *[panelRows]int32, w, x []byte) {
		dotInt8Panels(acc[:], w, x, 1, Block/groupCols, 0, 0)
	})
}

// q8Panels calls dot for each panel's blocks, and adds what it makes of them to the sums.
func q8Panels(sums []float32, w, x []byte, panels, blocks int, dot func(acc *[panelRows]int32, w, x []byte)) {
	for p := range panels {
		out := (*[panelRows]float32)(sums[p*panelRows:])
		for b := range blocks {
			record, values := w[(p*blocks+b)*q8Record:][:q8Record], x[b*(Block+headBytes):]
			var acc [panelRows]int32
			dot(&acc, record, values)
			xScale, scales := headAt(values, Block).scale, record[q8WeightBytes:]
			for r := range out {
				out[r] += float32(float32(acc[r]) * float32(getFloat32(scales[4*r:])*xScale))
			}
		}
	}
}

// dotQ4Panels is a blockProduct of one token in Go, with the nibble encoding.
func dotQ4Panels(sums []float32, w, x []byte, panels, blocks, _, _ int) {
	for p := range panels {
		out := (*[panelRows]float32)(sums[p*panelRows:])
		for b := range blocks {
			record, values := w[(p*blocks+b)*q4Record:][:q4Record], x[b*(Block+headBytes):]
			var acc [panelRows]int32
			dotQ4Block(&acc, record, values)
			head := headAt(values, Block)
			scales, minima := record[q4WeightBytes:], record[q4WeightBytes+4*panelRows:]
			for r := range out {
				product := float32(float32(acc[r]) * float32(getFloat32(scales[4*r:])*head.scale))
				out[r] += product + float32(getFloat32(minima[4*r:])*head.sum)
			}
		}
	}
}

// dotQ4Block is dotInt4Block with the activations in the order of q8InBlock, and the weights in that of q4InBlock.
func dotQ4Block(acc *[panelRows]int32, w, x []byte) {
	for s := range Block / int4StepCols {
		low, high := (*[stepCols]byte)(x[s*stepCols:]), (*[stepCols]byte)(x[Block/2+s*stepCols:])
		for r := range acc {
			v := (*[stepCols]byte)(w[s*stepBytes+r*stepCols:])
			for j, nibbles := range v {
				acc[r] += int32(nibbles&15)*int32(int8(low[j])) + int32(nibbles>>4)*int32(int8(high[j]))
			}
		}
	}
}
