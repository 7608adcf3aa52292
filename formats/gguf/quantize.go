package gguf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/x448/float16"
)

// ErrShape is wrapped by errors about matrices and models that the format cannot hold.
var ErrShape = errors.New("gguf: cannot be written as GGUF")

// blockSize is the number of values in a block of Q8_0 and Q4_0.
const blockSize = 32

// matrix encodes a row-major matrix.
func matrix(name string, values []float32, rows, cols int, to Type) (Tensor, error) {
	t := Tensor{Name: name, Dims: []uint64{uint64(cols), uint64(rows)}, Type: to}
	switch {
	case to == F32:
		t.Data = floats(values)
		return t, nil
	case cols%blockSize != 0:
		return t, fmt.Errorf("%w: %s has %d columns, which is not a multiple of %d", ErrShape, name, cols, blockSize)
	}
	for ; len(values) > 0; values = values[blockSize:] {
		if to == Q4_0 {
			t.Data = appendQ4(t.Data, values[:blockSize])
		} else {
			t.Data = appendQ8(t.Data, values[:blockSize])
		}
	}
	return t, nil
}

func vector(name string, values []float32) Tensor {
	return Tensor{Name: name, Dims: []uint64{uint64(len(values))}, Data: floats(values)}
}

func floats(values []float32) []byte {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data
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

// appendQ8 is ggml's quantize_row_q8_0_ref: a scale of max/127, rounded half away from zero.
func appendQ8(data []byte, block []float32) []byte {
	scale := abs(extreme(block)) / 127
	data = binary.LittleEndian.AppendUint16(data, float16.Fromfloat32(scale).Bits())
	for _, v := range block {
		data = append(data, byte(int8(math.Round(quotient(v, scale)))))
	}
	return data
}

// appendQ4 is ggml's quantize_row_q4_0_ref: the value of the largest magnitude becomes -8. The first half of the block
// is in the low nibbles.
func appendQ4(data []byte, block []float32) []byte {
	scale := extreme(block) / -8
	data = binary.LittleEndian.AppendUint16(data, float16.Fromfloat32(scale).Bits())
	nibble := func(v float32) byte { return byte(min(15, int(quotient(v, scale)+8.5))) }
	for i := range blockSize / 2 {
		data = append(data, nibble(block[i])|nibble(block[i+blockSize/2])<<4)
	}
	return data
}

func quotient(v, scale float32) float64 {
	if scale == 0 {
		return 0
	}
	return float64(v) / float64(scale)
}
