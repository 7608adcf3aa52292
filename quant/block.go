package quant

import (
	"fmt"
	"math"
	"slices"

	"github.com/coconut-page/coconut/simd"
	"github.com/coconut-page/coconut/weights"
)

// Block is the number of neighbouring values of a row that share a scale in Q8 and Q4.
const Block = simd.Block

// blocksOf is the number of blocks of a row.
func blocksOf(cols int) int { return (cols + Block - 1) / Block }

// eachBlock calls f with every block of a row-major matrix and the number of its first value. The error wraps ErrShape,
// or ErrNotFinite for a NaN or an infinity.
func eachBlock(w []float32, rows, cols int, f func(b, first int, block []float32) error) error {
	if err := checkLength(len(w), rows, cols); err != nil {
		return err
	}
	for r := range rows {
		for b := range blocksOf(cols) {
			first := r*cols + b*Block
			block := w[first:min(first+Block, (r+1)*cols)]
			if _, at := maxMagnitude(block); at >= 0 {
				return fmt.Errorf("%w: row %d column %d is %v", ErrNotFinite, r, b*Block+at, block[at])
			}
			if err := f(r*blocksOf(cols)+b, first, block); err != nil {
				return fmt.Errorf("%w: row %d block %d", err, r, b)
			}
		}
	}
	return nil
}

// halfTensor stores numbers that float16 can hold.
func halfTensor(name string, values []float32, shape ...int) weights.Tensor {
	bits := make([]uint16, len(values))
	for i, v := range values {
		bits[i] = toHalf(float64(v))
	}
	return weights.FromFloat16s(name, bits, shape...)
}

// halves returns the numbers of a float16 tensor [rows, blocks] that belongs to a matrix. The error wraps ErrShape, or
// ErrRange for a number that is not finite or below least.
func halves(data, t weights.Tensor, least float64) ([]float32, error) {
	if len(data.Shape) != 2 || !slices.Equal(t.Shape, []int{data.Shape[0], blocksOf(data.Shape[1])}) {
		return nil, fmt.Errorf("%w: %s%v does not have a number for every %d values of a row of %s%v", ErrShape, t.Name,
			t.Shape, Block, data.Name, data.Shape)
	}
	bits, err := t.Float16s()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrShape, err)
	}
	values := make([]float32, len(bits))
	for i, b := range bits {
		if exponent := b >> 10 & 31; exponent != 0 && exponent != 31 && (least < 0 || b < 1<<15) {
			// nearly all of them, and there are millions
			values[i] = math.Float32frombits(uint32(b)>>15<<31 | (uint32(b&0x7fff)+(127-15)<<10)<<13)
			continue
		}
		v := fromHalf(b)
		if !(math.Abs(float64(v)) <= largestHalf && float64(v) >= least) {
			return nil, fmt.Errorf("%w: %s row %d block %d is %v", ErrRange, t.Name, i/t.Shape[1], i%t.Shape[1], v)
		}
		values[i] = v
	}
	return values, nil
}
