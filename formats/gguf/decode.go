package gguf

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/x448/float16"
)

// The types that are read, besides those that are written.
const (
	Q5_0 Type = 6
	Q5_1 Type = 7
	Q4_K Type = 12
	Q5_K Type = 13
	Q6_K Type = 14
	BF16 Type = 30
)

// format is how a type stores its values: block values in a number of bytes.
type format struct {
	name         string
	block, bytes int
	decode       func(dst []float32, src []byte)
}

// formats are the supported formats, as ggml defines them (ggml-quants.c, dequantize_row_*).
var formats = map[Type]format{
	F32: {"F32", 1, 4, func(dst []float32, src []byte) {
		dst[0] = math.Float32frombits(binary.LittleEndian.Uint32(src))
	}},
	F16: {"F16", 1, 2, func(dst []float32, src []byte) { dst[0] = half(src) }},
	BF16: {"BF16", 1, 2, func(dst []float32, src []byte) {
		dst[0] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(src)) << 16)
	}},
	Q8_0: {"Q8_0", 32, 34, decodeQ8},
	Q4_0: {"Q4_0", 32, 18, decodeQ4},
	Q4_1: {"Q4_1", 32, 20, decodeQ41},
	Q5_0: {"Q5_0", 32, 22, decodeQ5},
	Q5_1: {"Q5_1", 32, 24, decodeQ51},
	Q4_K: {"Q4_K", 256, 144, decodeQ4K},
	Q5_K: {"Q5_K", 256, 176, decodeQ5K},
	Q6_K: {"Q6_K", 256, 210, decodeQ6K},
}

// String names a type as ggml does.
func (t Type) String() string {
	if f, ok := formats[t]; ok {
		return f.name
	}
	return fmt.Sprintf("type %d", uint32(t))
}

func formatNames() string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// half is a float16, little-endian.
func half(src []byte) float32 { return float16.Frombits(binary.LittleEndian.Uint16(src)).Float32() }

func decodeQ8(dst []float32, src []byte) {
	d := half(src)
	for i := range dst {
		dst[i] = float32(int8(src[2+i])) * d
	}
}

// nibbles calls set with the values of 16 bytes: the low halves are the first 16 of a block, the high ones the rest.
func nibbles(src []byte, set func(i int, v byte)) {
	for i, b := range src[:16] {
		set(i, b&15)
		set(i+16, b>>4)
	}
}

func decodeQ4(dst []float32, src []byte) {
	d := half(src)
	nibbles(src[2:], func(i int, v byte) { dst[i] = float32(int(v)-8) * d })
}

func decodeQ41(dst []float32, src []byte) {
	d, m := half(src), half(src[2:])
	nibbles(src[4:], func(i int, v byte) { dst[i] = float32(float32(v)*d) + m })
}

func decodeQ5(dst []float32, src []byte) {
	d, high := half(src), binary.LittleEndian.Uint32(src[2:])
	nibbles(src[6:], func(i int, v byte) {
		dst[i] = float32(int(v|byte(high>>i&1)<<4)-16) * d
	})
}

func decodeQ51(dst []float32, src []byte) {
	d, m, high := half(src), half(src[2:]), binary.LittleEndian.Uint32(src[4:])
	nibbles(src[8:], func(i int, v byte) {
		dst[i] = float32(float32(v|byte(high>>i&1)<<4)*d) + m
	})
}

// scaleMin returns the 6-bit scale and minimum of sub-block j of a K block (get_scale_min_k4).
func scaleMin(j int, q []byte) (scale, minimum byte) {
	if j < 4 {
		return q[j] & 63, q[j+4] & 63
	}
	return q[j+4]&15 | q[j-4]>>6<<4, q[j+4]>>4 | q[j]>>6<<4
}

func decodeQ4K(dst []float32, src []byte) {
	d, m, scales, q := half(src), half(src[2:]), src[4:16], src[16:]
	for j := range 8 {
		s, least := scaleMin(j, scales)
		scale, offset := float32(d*float32(s)), float32(m*float32(least))
		for i := range 32 {
			v := q[j/2*32+i] >> (j % 2 * 4) & 15
			dst[j*32+i] = float32(scale*float32(v)) - offset
		}
	}
}

func decodeQ5K(dst []float32, src []byte) {
	d, m, scales, high, q := half(src), half(src[2:]), src[4:16], src[16:48], src[48:]
	for j := range 8 {
		s, least := scaleMin(j, scales)
		scale, offset := float32(d*float32(s)), float32(m*float32(least))
		for i := range 32 {
			v := q[j/2*32+i]>>(j%2*4)&15 | high[i]>>j&1<<4
			dst[j*32+i] = float32(scale*float32(v)) - offset
		}
	}
}

func decodeQ6K(dst []float32, src []byte) {
	low, high, scales, d := src[:128], src[128:192], src[192:208], half(src[208:])
	for n := range 2 { // halves of 128
		for i := range 128 {
			quarter, l := i/32, i%32
			lowByte := low[n*64+quarter%2*32+l]
			v := lowByte >> (quarter / 2 * 4) & 15
			v |= high[n*32+l] >> (quarter * 2) & 3 << 4
			scale := float32(int8(scales[n*8+i/16]))
			dst[n*128+i] = float32(d*scale) * float32(int(v)-32)
		}
	}
}
