// Package number has the types of numbers in which checkpoints hold their tensors, as safetensors names them.
package number

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/x448/float16"
)

// Type is a type of numbers that float32 holds exactly.
type Type struct {
	// Size is the size of a number in bytes.
	Size int
	// Decode reads one number, little-endian.
	Decode func(data []byte) float32
}

// Types are the types that are read, by name.
var Types = map[string]Type{
	"F32":  {4, func(data []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(data)) }},
	"F16":  {2, func(data []byte) float32 { return float16.Frombits(binary.LittleEndian.Uint16(data)).Float32() }},
	"BF16": {2, func(data []byte) float32 { return math.Float32frombits(uint32(binary.LittleEndian.Uint16(data)) << 16) }},
}

// Names lists Types for people.
func Names() string { return strings.Join(slices.Sorted(maps.Keys(Types)), ", ") }
