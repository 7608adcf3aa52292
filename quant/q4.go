package quant

import (
	"fmt"
	"math"

	"github.com/coconut-page/coconut/weights"
)

// MinimumSuffix is appended to a matrix's name to name the tensor of its minima, which only Q4 has.
const MinimumSuffix = ".min"

// maxQ4 is the largest value of Q4; the smallest is 0.
const maxQ4 = 15

// Q4 is a matrix quantized to four bits with a scale and a minimum for each block of a row, as GGUF's Q4_1: w[r][c] ≈
// q(r, c)·Scale[r·Cols/Block + c/Block] + Min[r·Cols/Block + c/Block], with q from 0 to 15.
type Q4 struct {
	Rows, Cols int
	// Data is [Rows, Cols/2]: the values, two to a byte, the even column in the low half.
	Data []byte
	// Scale and Min are [Rows, Cols/Block]: numbers that float16 can hold.
	Scale, Min []float32
}

// QuantizeQ4 quantizes a row-major matrix [rows, cols]. For a small squared error it tries several ranges for each
// block, improves each by least squares, and takes the best one. cols must be a multiple of Block. The error wraps
// ErrShape, ErrNotFinite, or ErrRange for values that float16 cannot hold.
func QuantizeQ4(w []float32, rows, cols int) (*Q4, error) {
	if cols%Block != 0 {
		return nil, fmt.Errorf("%w: %d columns are not a multiple of %d", ErrShape, cols, Block)
	}
	q := &Q4{Rows: rows, Cols: cols, Data: make([]byte, len(w)/2)}
	err := eachBlock(w, rows, cols, func(_, first int, block []float32) error {
		if largest, _ := maxMagnitude(block); largest > largestHalf {
			return fmt.Errorf("%w: %v is too large", ErrRange, largest)
		}
		g := bestGrid(block)
		for i, v := range block {
			q.Data[(first+i)/2] |= g.round(v) << (4 * (i % 2))
		}
		q.Scale, q.Min = append(q.Scale, g.scale), append(q.Min, g.minimum)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return q, nil
}

// grid is the 16 numbers that a block's values can take.
type grid struct{ scale, minimum float32 }

// gridOf rounds scale and minimum to float16.
func gridOf(scale, minimum float64) grid {
	return grid{fromHalf(toHalf(scale)), fromHalf(toHalf(minimum))}
}

// round returns the number of the grid's point nearest to v.
func (g grid) round(v float32) byte {
	if g.scale == 0 {
		return 0
	}
	return byte(min(max(math.Round((float64(v)-float64(g.minimum))/float64(g.scale)), 0), maxQ4))
}

// bestGrid tries ranges between the block's own and one that is shorter by a fifth: what is outside is clipped.
func bestGrid(block []float32) grid {
	low, high := float64(block[0]), float64(block[0])
	for _, v := range block {
		low, high = min(low, float64(v)), max(high, float64(v))
	}
	best := grid{}
	least := best.errorOf(block)
	for i := range candidates {
		cut := (high - low) * 0.1 * float64(i) / candidates
		g := gridOf((high-low-2*cut)/maxQ4, low+cut)
		for range 3 {
			if e := g.errorOf(block); e < least {
				best, least = g, e
			}
			g = g.fit(block)
		}
		if least == 0 {
			break
		}
	}
	return best
}

// fit returns the grid that fits a block best once its values have been rounded with this one.
func (g grid) fit(block []float32) grid {
	var sumQ, sumV, squares, products float64
	for _, v := range block {
		q := float64(g.round(v))
		sumQ += q
		sumV += float64(v)
		squares += float64(q * q)
		products += float64(q * float64(v))
	}
	n := float64(len(block))
	spread := float64(n*squares) - float64(sumQ*sumQ)
	if spread == 0 {
		return g
	}
	scale := (float64(n*products) - float64(sumQ*sumV)) / spread
	return gridOf(scale, (sumV-float64(scale*sumQ))/n)
}

// errorOf returns the sum of squared differences.
func (g grid) errorOf(block []float32) float64 {
	var sum float64
	for _, v := range block {
		d := float64(v) - float64(g.value(g.round(v)))
		sum += float64(d * d)
	}
	return sum
}

// value returns a point of the grid, as the runtime computes it.
func (g grid) value(q byte) float32 { return float32(float32(q)*g.scale) + g.minimum }

// Dequantize returns the float32 matrix [Rows, Cols] that q stands for.
func (q *Q4) Dequantize() []float32 {
	w := make([]float32, q.Rows*q.Cols)
	for i := range w {
		w[i] = grid{q.Scale[i/Block], q.Min[i/Block]}.value(q.Data[i/2] >> (4 * (i % 2)) & 15)
	}
	return w
}

// Tensors returns the three tensors that the matrix is stored as: name (int4, [Rows, Cols]), name+ScaleSuffix and
// name+MinimumSuffix (float16, [Rows, Cols/Block]).
func (q *Q4) Tensors(name string) []weights.Tensor {
	return []weights.Tensor{
		weights.FromInt4s(name, q.Data, q.Rows, q.Cols),
		halfTensor(name+ScaleSuffix, q.Scale, q.Rows, q.Cols/Block),
		halfTensor(name+MinimumSuffix, q.Min, q.Rows, q.Cols/Block),
	}
}

// Q4FromTensors reassembles a stored matrix, its scales and its minima. The result shares the tensors' memory and must
// not be changed. The error wraps ErrShape or ErrRange.
func Q4FromTensors(data, scale, minimum weights.Tensor) (*Q4, error) {
	scales, err := halves(data, scale, -largestHalf)
	if err != nil {
		return nil, err
	}
	minima, err := halves(data, minimum, -largestHalf)
	if err != nil {
		return nil, err
	}
	values, err := data.Int4s()
	if err == nil && data.Shape[1]%Block != 0 {
		err = fmt.Errorf("%s has %d columns, which is not a multiple of %d", data.Name, data.Shape[1], Block)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrShape, err)
	}
	return &Q4{Rows: data.Shape[0], Cols: data.Shape[1], Data: values, Scale: scales, Min: minima}, nil
}
