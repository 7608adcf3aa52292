package quant

import (
	"fmt"
	"math"
	"slices"

	"github.com/coconut-page/coconut/simd"
	"github.com/coconut-page/coconut/weights"
)

// Int4Block is the number of neighbouring values of a row that share a scale in Int4.
const Int4Block = simd.Int4Block

// The values of int4; they are stored plus int4Offset, two to a byte.
const (
	minInt4, maxInt4 = -8, 7
	int4Offset       = 8
)

// Int4 is a matrix quantized to four bits with a scale for each block of a row: w[r][c] ≈ q(r, c) ·
// Scale[r·Cols/Int4Block + c/Int4Block], with q from -8 to 7.
type Int4 struct {
	Rows, Cols int
	// Data is [Rows, Cols/2]: the values plus 8, two to a byte, the even column in the low half.
	Data []byte
	// Scale is [Rows, Cols/Int4Block], finite; it may be negative, and is 0 for a block of zeros.
	Scale []float32
}

// scaleBits is the number of significant bits that a scale keeps, as many as a float16 has. The rest are zeros, which
// compress well. The values are rounded with the shortened scale, which makes up for the error.
const scaleBits = 11

// candidates is how many scales are tried for a block.
const candidates = 12

// QuantizeInt4 quantizes a row-major matrix [rows, cols]. For a small squared error it tries several scales for each
// block, improves each by least squares, and takes the best one. cols must be a multiple of Int4Block. The error wraps
// ErrShape, or ErrNotFinite for a NaN or an infinity.
func QuantizeInt4(w []float32, rows, cols int) (*Int4, error) {
	if err := checkLength(len(w), rows, cols); err != nil {
		return nil, err
	}
	if cols%Int4Block != 0 {
		return nil, fmt.Errorf("%w: %d columns are not a multiple of %d", ErrShape, cols, Int4Block)
	}
	q := &Int4{Rows: rows, Cols: cols, Data: make([]byte, len(w)/2), Scale: make([]float32, len(w)/Int4Block)}
	for b := range q.Scale {
		block := w[b*Int4Block : (b+1)*Int4Block]
		if _, at := maxMagnitude(block); at >= 0 {
			i := b*Int4Block + at
			return nil, fmt.Errorf("%w: row %d column %d is %v", ErrNotFinite, i/cols, i%cols, block[at])
		}
		q.Scale[b] = bestScale(block)
		for i, v := range block {
			q.Data[(b*Int4Block+i)/2] |= byte(round4(v, q.Scale[b])+int4Offset) << (4 * (i % 2))
		}
	}
	return q, nil
}

// bestScale tries scales, of either sign, that map the value of the largest magnitude to between 6.5 and 9.5; past the
// end of the range it is clipped.
func bestScale(block []float32) float32 {
	var extreme float64
	for _, v := range block {
		if math.Abs(float64(v)) > math.Abs(extreme) {
			extreme = float64(v)
		}
	}
	best, least := float32(0), blockError(block, 0)
	for i := range candidates {
		for _, sign := range []float64{-1, 1} {
			scale := keepBits(sign * extreme / (6.5 + 3*float64(i)/candidates))
			for range 2 {
				if e := blockError(block, scale); e < least {
					best, least = scale, e
				}
				scale = leastSquares(block, scale)
			}
		}
	}
	return best
}

// leastSquares returns the scale that fits a block best once its values have been rounded with another scale.
func leastSquares(block []float32, scale float32) float32 {
	var products, squares float64
	for _, v := range block {
		q := float64(round4(v, scale))
		products += float64(q * float64(v))
		squares += float64(q * q)
	}
	if squares == 0 {
		return 0
	}
	return keepBits(products / squares)
}

// blockError returns the sum of squared differences.
func blockError(block []float32, scale float32) float64 {
	var sum float64
	for _, v := range block {
		d := float64(v) - float64(float64(round4(v, scale))*float64(scale))
		sum += float64(d * d)
	}
	return sum
}

// round4 returns the int4 value nearest to v/scale.
func round4(v, scale float32) int8 {
	if scale == 0 {
		return 0
	}
	return int8(min(max(math.Round(float64(v)/float64(scale)), minInt4), maxInt4))
}

// keepBits rounds to a float32 of scaleBits significant bits; numbers too small for that become 0.
func keepBits(v float64) float32 {
	const unit = 1 << (24 - scaleBits)
	bits := math.Float32bits(float32(v))
	bits = (bits + unit/2) &^ (unit - 1)
	f := math.Float32frombits(bits)
	if a := math.Abs(float64(f)); a < math.Ldexp(1, -126) || a > math.MaxFloat32 {
		return 0
	}
	return f
}

// value returns q(r, c), where i = r·Cols + c.
func (q *Int4) value(i int) int { return int(q.Data[i/2]>>(4*(i%2))&15) - int4Offset }

// Dequantize returns the float32 matrix [Rows, Cols] that q stands for.
func (q *Int4) Dequantize() []float32 {
	w := make([]float32, q.Rows*q.Cols)
	for i := range w {
		w[i] = float32(q.value(i)) * q.Scale[i/Int4Block]
	}
	return w
}

// Tensors returns the two tensors that the matrix is stored as: name (int4, [Rows, Cols]) and name+ScaleSuffix
// (float32, [Rows, Cols/Int4Block]).
func (q *Int4) Tensors(name string) []weights.Tensor {
	return []weights.Tensor{
		weights.FromInt4s(name, q.Data, q.Rows, q.Cols),
		weights.FromFloat32s(name+ScaleSuffix, q.Scale, q.Rows, q.Cols/Int4Block),
	}
}

// Int4FromTensors reassembles a stored matrix and its scales. The result shares the tensors' memory and must not be
// changed. The error wraps ErrShape or ErrRange.
func Int4FromTensors(data, scale weights.Tensor) (*Int4, error) {
	if len(data.Shape) != 2 || data.Shape[1]%Int4Block != 0 ||
		!slices.Equal(scale.Shape, []int{data.Shape[0], data.Shape[1] / Int4Block}) {
		return nil, fmt.Errorf("%w: %s%v and %s%v are not a matrix and its scales", ErrShape, data.Name, data.Shape,
			scale.Name, scale.Shape)
	}
	values, err := data.Int4s()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrShape, err)
	}
	scales, err := scale.Float32s()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrShape, err)
	}
	for i, s := range scales {
		if !(math.Abs(float64(s)) <= math.MaxFloat32) {
			return nil, fmt.Errorf("%w: %s row %d block %d has scale %v", ErrRange, data.Name, i/scale.Shape[1],
				i%scale.Shape[1], s)
		}
	}
	return &Int4{Rows: data.Shape[0], Cols: data.Shape[1], Data: values, Scale: scales}, nil
}
