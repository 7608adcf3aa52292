package safetensors

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/x448/float16"
)

// dtype is a type of numbers: its size in bytes, and how one of them is read.
type dtype struct {
	size   int
	decode func(data []byte) float32
}

// dtypes are the types that Floats reads, all exactly.
var dtypes = map[string]dtype{
	"F32":  {4, func(data []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(data)) }},
	"F16":  {2, func(data []byte) float32 { return float16.Frombits(binary.LittleEndian.Uint16(data)).Float32() }},
	"BF16": {2, func(data []byte) float32 { return math.Float32frombits(uint32(binary.LittleEndian.Uint16(data)) << 16) }},
}

func dtypeNames() string { return strings.Join(slices.Sorted(maps.Keys(dtypes)), ", ") }
