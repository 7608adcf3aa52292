package quant

import (
	"fmt"
	"math"

	"github.com/coconut-page/coconut/weights"
)

// Q8 is a matrix quantized to eight bits with a scale for each block of a row, as GGUF's Q8_0: w[r][c] ≈ Data[r·Cols+c]
// · Scale[r·⌈Cols/Block⌉ + c/Block].
type Q8 struct {
	Rows, Cols int
	// Data is [Rows, Cols], row-major, each value -127 to 127.
	Data []int8
	// Scale is [Rows, ⌈Cols/Block⌉]: numbers that float16 can hold, not negative; 0 for a block of zeros.
	Scale []float32
}

// QuantizeQ8 quantizes a row-major matrix [rows, cols]. A block's scale is its largest magnitude over 127, rounded to a
// float16 up or down, whichever gives the smaller squared error. The error wraps ErrShape, ErrNotFinite, or ErrRange
// for values that no scale is large enough for.
func QuantizeQ8(w []float32, rows, cols int) (*Q8, error) {
	q := &Q8{Rows: rows, Cols: cols, Data: make([]int8, len(w))}
	err := eachBlock(w, rows, cols, func(_, first int, block []float32) error {
		scale, err := q8Scale(block)
		for i, v := range block {
			q.Data[first+i] = round8(v, scale)
		}
		q.Scale = append(q.Scale, scale)
		return err
	})
	if err != nil {
		return nil, err
	}
	return q, nil
}

func q8Scale(block []float32) (float32, error) {
	largest, _ := maxMagnitude(block)
	nearest := toHalf(float64(largest) / maxInt8)
	best, least := float32(0), math.Inf(1)
	for _, bits := range []uint16{nearest, nearest + 1, max(nearest, 1) - 1} {
		scale := fromHalf(bits)
		if !(scale <= largestHalf) {
			continue
		}
		var sum float64
		for _, v := range block {
			d := float64(v) - float64(float64(round8(v, scale))*float64(scale))
			sum += float64(d * d)
		}
		if sum < least {
			best, least = scale, sum
		}
	}
	if float64(largest) > 1.01*maxInt8*largestHalf {
		return 0, fmt.Errorf("%w: %v is too large", ErrRange, largest)
	}
	return best, nil
}

// round8 returns the value nearest to v/scale.
func round8(v, scale float32) int8 {
	if scale == 0 {
		return 0
	}
	return int8(min(max(math.Round(float64(v)/float64(scale)), -maxInt8), maxInt8))
}

// Dequantize returns the float32 matrix [Rows, Cols] that q stands for.
func (q *Q8) Dequantize() []float32 {
	w, blocks := make([]float32, len(q.Data)), blocksOf(q.Cols)
	for i, v := range q.Data {
		w[i] = float32(v) * q.Scale[i/q.Cols*blocks+i%q.Cols/Block]
	}
	return w
}

// Tensors returns the two tensors that the matrix is stored as: name (int8, [Rows, Cols]) and name+ScaleSuffix
// (float16, [Rows, ⌈Cols/Block⌉]).
func (q *Q8) Tensors(name string) []weights.Tensor {
	return []weights.Tensor{
		weights.FromInt8s(name, q.Data, q.Rows, q.Cols),
		halfTensor(name+ScaleSuffix, q.Scale, q.Rows, blocksOf(q.Cols)),
	}
}

// Q8FromTensors reassembles a stored matrix and its scales. The result shares the tensors' memory and must not be
// changed. The error wraps ErrShape or ErrRange.
func Q8FromTensors(data, scale weights.Tensor) (*Q8, error) {
	scales, err := halves(data, scale, 0)
	if err != nil {
		return nil, err
	}
	values, err := data.Int8s()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrShape, err)
	}
	q := &Q8{Rows: data.Shape[0], Cols: data.Shape[1], Data: values, Scale: scales}
	if err := checkInt8s(q.Data, q.Cols); err != nil {
		return nil, fmt.Errorf("%w: %s %w", ErrRange, data.Name, err)
	}
	return q, nil
}
