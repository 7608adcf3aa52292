package gguf

import (
	"encoding/binary"
	"slices"

	"github.com/coconut-page/coconut/quant"
)

// exact says how the blocks of 32 of a type are held by a format of ours without any loss. decode writes a block's 32
// values, one to a byte, and returns its scale and minimum. It reports whether that is possible.
type exact struct {
	from   Type
	to     quant.Format
	decode func(values *[blockSize]byte, src []byte) (scale, minimum float32, ok bool)
}

// exacts are all of those. A type with a minimum does not fit Q8, and one with more than four bits not Q4.
var exacts = []exact{
	{Q8_0, quant.FormatQ8, exactQ80},
	{Q5_0, quant.FormatQ8, exactQ50},
	{Q4_0, quant.FormatQ8, exactQ40},
	{Q4_0, quant.FormatQ4, exactQ40AsQ4},
	{Q4_1, quant.FormatQ4, exactQ41},
}

// Quantized returns a tensor of the schema with exactly the file's numbers, if the format can hold them; otherwise nil.
// Errors wrap ErrFile, or come from reading the file.
func (c *Checkpoint) Quantized(spec quant.Spec, format quant.Format) (quant.Matrix, error) {
	name, err := c.nameOf(spec.Name)
	if err != nil {
		return nil, err
	}
	for _, e := range exacts {
		if e.from != c.r.Tensors[name].Type || e.to != format {
			continue
		}
		t, data, err := c.raw(spec)
		if err != nil {
			return nil, err
		}
		return e.matrix(data, formats[t.Type].bytes, spec.Shape[0], spec.Shape[1]), nil
	}
	return nil, nil
}

// matrix converts all blocks, or returns nil if one of them cannot be.
func (e exact) matrix(data []byte, size, rows, cols int) quant.Matrix {
	var block [blockSize]byte
	blocks := len(data) / size
	scales, minima := make([]float32, 0, blocks), make([]float32, 0, blocks)
	values := make([]int8, 0, rows*cols)
	var pairs []byte
	for src := range slices.Chunk(data, size) {
		scale, minimum, ok := e.decode(&block, src)
		if !ok {
			return nil
		}
		scales, minima = append(scales, scale), append(minima, minimum)
		for i, v := range block {
			switch {
			case e.to == quant.FormatQ8:
				values = append(values, int8(v))
			case i%2 == 1:
				pairs = append(pairs, block[i-1]|v<<4)
			}
		}
	}
	if e.to == quant.FormatQ8 {
		return &quant.Q8{Rows: rows, Cols: cols, Data: values, Scale: scales}
	}
	return &quant.Q4{Rows: rows, Cols: cols, Data: pairs, Scale: scales, Min: minima}
}

// signed makes the scale of a block of Q8 positive; -128, which ggml never writes, does not fit.
func signed(values *[blockSize]byte, scale float32) (float32, float32, bool) {
	negative := scale < 0
	for i, v := range values {
		if v == 0x80 {
			return 0, 0, false
		}
		if negative {
			values[i] = -v
		}
	}
	return abs(scale), 0, finite(scale)
}

func finite(v float32) bool { return v-v == 0 }

func exactQ80(values *[blockSize]byte, src []byte) (scale, minimum float32, ok bool) {
	copy(values[:], src[2:])
	return signed(values, half(src))
}

func exactQ50(values *[blockSize]byte, src []byte) (scale, minimum float32, ok bool) {
	high := binary.LittleEndian.Uint32(src[2:])
	nibbles(src[6:], func(i int, v byte) { values[i] = (v | byte(high>>i&1)<<4) - 16 })
	return signed(values, half(src))
}

func exactQ40(values *[blockSize]byte, src []byte) (scale, minimum float32, ok bool) {
	nibbles(src[2:], func(i int, v byte) { values[i] = v - 8 })
	return signed(values, half(src))
}

// exactQ40AsQ4: d·(q - 8) is d·q with a minimum of -8·d, if that is a float16.
func exactQ40AsQ4(values *[blockSize]byte, src []byte) (scale, minimum float32, ok bool) {
	nibbles(src[2:], func(i int, v byte) { values[i] = v })
	scale = half(src)
	return scale, -8 * scale, abs(scale) <= 65504/8
}

func exactQ41(values *[blockSize]byte, src []byte) (scale, minimum float32, ok bool) {
	nibbles(src[4:], func(i int, v byte) { values[i] = v })
	scale, minimum = half(src), half(src[2:])
	return scale, minimum, finite(scale) && finite(minimum)
}
