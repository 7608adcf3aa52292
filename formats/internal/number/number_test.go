package number

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"
	"testing"
)

// TestRead reads lengths around those of the blocks, and lacks the last byte.
func TestRead(t *testing.T) {
	for name, kind := range Types {
		for _, n := range []int{0, 1, blockSize / kind.Size, blockSize/kind.Size + 1, 3*blockSize/kind.Size - 1} {
			var data []byte
			want := make([]float32, n)
			for i := range want {
				want[i] = float32(i%100) - 50 // exact in every type
				bits := math.Float32bits(want[i])
				switch name {
				case "F32":
					data = binary.LittleEndian.AppendUint32(data, bits)
				case "BF16":
					data = binary.LittleEndian.AppendUint16(data, uint16(bits>>16))
				case "F16":
					data = binary.LittleEndian.AppendUint16(data, half(bits))
				}
			}
			if got, err := kind.Read(bytes.NewReader(data), int64(n)); err != nil || !slices.Equal(got, want) {
				t.Errorf("%d numbers of type %s: %d are read, %v", n, name, len(got), err)
			}
			if n == 0 {
				continue
			}
			_, err := kind.Read(bytes.NewReader(data[:len(data)-1]), int64(n))
			if !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
				t.Errorf("%s that ends too early: %v", name, err)
			}
		}
	}
}

// half turns a float32 that is 0 or a whole number below 2048 into a float16: five bits of exponent instead of eight,
// ten of mantissa instead of 23.
func half(bits uint32) uint16 {
	if bits == 0 {
		return 0
	}
	exponent := bits>>23&0xff - 127 + 15
	return uint16(bits>>31<<15 | exponent<<10 | bits>>13&0x3ff)
}
