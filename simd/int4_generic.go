package simd

import (
	"math"
)

// int4Generic is the definition of the int4 product, on the row-major matrix of values from -8 to 7.
func int4Generic(sums []float32, w []int8, scale []float32, x []int8, rows, cols int) {
	for r := range rows {
		sums[r] = 0
		for b := range cols / Int4Block {
			var sum int32
			for c := b * Int4Block; c < (b+1)*Int4Block; c++ {
				sum += int32(w[r*cols+c]) * int32(x[c])
			}
			sums[r] += float32(float32(sum) * scale[r*cols/Int4Block+b])
		}
	}
}

// dotInt4Panels is an int4Product of one token in Go, for the nibble encoding.
func dotInt4Panels(sums []float32, w, x []byte, starts []int32, panels, blocks, _, _, _ int) {
	for p := range panels {
		out := (*[panelRows]float32)(sums[p*panelRows:])
		for b := range blocks {
			record := w[(p*blocks+b)*int4BlockBytes:][:int4BlockBytes]
			var acc [panelRows]int32
			dotInt4Block(&acc, record, x[b*Int4Block:][:Int4Block])
			for r := range out {
				sum := acc[r] + starts[b]
				out[r] += float32(float32(sum) * getFloat32(record[panelRows*Int4Block/2+4*r:]))
			}
		}
	}
}

func dotInt4Block(acc *[panelRows]int32, w, x []byte) {
	for s := range Int4Block / int4StepCols {
		a := (*[int4StepCols]byte)(x[s*int4StepCols:])
		for r := range acc {
			v := (*[stepCols]byte)(w[s*stepBytes+r*stepCols:])
			for j, nibbles := range v {
				acc[r] += int32(nibbles&15)*int32(int8(a[j])) + int32(nibbles>>4)*int32(int8(a[j+stepCols]))
			}
		}
	}
}

func putInt32(dst []byte, v int32)  { putWord(dst, uint32(v)) }
func getFloat32(src []byte) float32 { return math.Float32frombits(word(src)) }
