// Package number has the types of numbers in which checkpoints hold their tensors, as safetensors names them.
package number

import (
	"encoding/binary"
	"io"
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

// blockSize is how many bytes are decoded at a time, so that a tensor is in memory once: all sizes divide it.
const blockSize = 1 << 20

// Read reads count numbers. Errors are those of r; io.ErrUnexpectedEOF or io.EOF if it ends before that.
func (t Type) Read(r io.Reader, count int64) ([]float32, error) {
	values := make([]float32, count)
	block := make([]byte, min(blockSize, count*int64(t.Size)))
	for rest := values; len(rest) > 0; {
		n := min(len(rest), blockSize/t.Size)
		if _, err := io.ReadFull(r, block[:n*t.Size]); err != nil {
			return nil, err
		}
		for i := range rest[:n] {
			rest[i] = t.Decode(block[i*t.Size:])
		}
		rest = rest[n:]
	}
	return values, nil
}
