package number

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/x448/float16"
)

// Float32s are values as bytes, little-endian.
func Float32s(values []float32) []byte {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data
}

// Float16s rounds values to float16, to nearest with ties to even, and returns their bytes, little-endian. A value
// beyond float16's 65504 is an error that names it.
func Float16s(values []float32) ([]byte, error) {
	data := make([]byte, 0, 2*len(values))
	for i, v := range values {
		half := float16.Fromfloat32(v)
		if !half.IsFinite() {
			return nil, fmt.Errorf("number %d is %v, and float16 ends at 65504; write float32", i, v)
		}
		data = binary.LittleEndian.AppendUint16(data, half.Bits())
	}
	return data, nil
}

// FromFloat16s is the inverse of Float16s.
func FromFloat16s(data []byte) []float32 {
	values := make([]float32, len(data)/2)
	for i := range values {
		values[i] = Types["F16"].Decode(data[2*i:])
	}
	return values
}
