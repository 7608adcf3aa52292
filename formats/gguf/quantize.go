package gguf

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/x448/float16"

	"github.com/coconut-page/coconut/formats/internal/number"
)

// blockSize is the number of values in a block of Q8_0, Q4_0 and Q4_1.
const blockSize = 32

// encoders encode values in the types that are written; their number is a multiple of the type's block.
var encoders = map[Type]func(values []float32) ([]byte, error){
	F32:  func(values []float32) ([]byte, error) { return number.Float32s(values), nil },
	F16:  number.Float16s,
	Q8_0: blocks(appendQ8),
	Q4_0: blocks(appendQ4),
	Q4_1: blocks(appendQ41),
}

// TypeNames are the names of the types that are written, in lower case.
func TypeNames() (names []string) {
	for t := range encoders {
		names = append(names, strings.ToLower(t.String()))
	}
	slices.Sort(names)
	return names
}

// TypeNamed returns the type of one of TypeNames.
func TypeNamed(name string) (Type, bool) {
	for t := range encoders {
		if strings.EqualFold(t.String(), name) {
			return t, true
		}
	}
	return 0, false
}

// maxHalf is the largest float16.
const maxHalf = 65504

// blocks encodes block by block. A value that leaves a block without finite float16 scales is an error that names it.
func blocks(encode func(data []byte, block []float32) []byte) func(values []float32) ([]byte, error) {
	return func(values []float32) (data []byte, err error) {
		for i, v := range values {
			if !(abs(v) <= maxHalf) {
				return nil, fmt.Errorf("number %d is %v, which leaves its block no float16 scale; write f32", i, v)
			}
		}
		for block := range slices.Chunk(values, blockSize) {
			data = encode(data, block)
		}
		return data, nil
	}
}

// extreme returns the value of the largest magnitude.
func extreme(block []float32) (e float32) {
	for _, v := range block {
		if abs(v) > abs(e) {
			e = v
		}
	}
	return e
}

func abs(v float32) float32 { return float32(math.Abs(float64(v))) }

// appendQ8 is ggml's quantize_row_q8_0_ref, a scale of max/127 and rounding half away from zero, unless the block can
// be held exactly.
func appendQ8(data []byte, block []float32) []byte {
	scale, ok := fitScale(block, -127, 127)
	if !ok {
		scale = abs(extreme(block)) / 127
	}
	data = binary.LittleEndian.AppendUint16(data, float16.Fromfloat32(scale).Bits())
	for _, v := range block {
		data = append(data, byte(int8(math.Round(quotient(v, scale)))))
	}
	return data
}

// appendQ4 is ggml's quantize_row_q4_0_ref, where the value of the largest magnitude becomes -8, unless the block can
// be held exactly.
func appendQ4(data []byte, block []float32) []byte {
	scale, ok := fitScale(block, -8, 7)
	if !ok {
		scale = extreme(block) / -8
	}
	data = binary.LittleEndian.AppendUint16(data, float16.Fromfloat32(scale).Bits())
	return appendNibbles(data, func(i int) float64 { return quotient(block[i], scale) + 8.5 })
}

// appendQ41 is ggml's quantize_row_q4_1_ref, where the least value becomes 0 and the largest 15, unless the block can
// be held exactly.
func appendQ41(data []byte, block []float32) []byte {
	g, ok := fitGrid(block)
	if !ok {
		least := slices.Min(block)
		g = grid{(slices.Max(block) - least) / 15, least}
	}
	data = binary.LittleEndian.AppendUint16(data, float16.Fromfloat32(g.scale).Bits())
	data = binary.LittleEndian.AppendUint16(data, float16.Fromfloat32(g.minimum).Bits())
	return appendNibbles(data, func(i int) float64 { return g.number(block[i]) + 0.5 })
}

// appendNibbles appends a block's values, cut to 0 to 15: the first half in the low nibbles.
func appendNibbles(data []byte, value func(i int) float64) []byte {
	for i := range blockSize / 2 {
		data = append(data, byte(min(15, int(value(i))))|byte(min(15, int(value(i+blockSize/2))))<<4)
	}
	return data
}

func quotient(v, scale float32) float64 {
	if scale == 0 {
		return 0
	}
	return float64(v) / float64(scale)
}
