package quant

import (
	"strings"

	"github.com/coconut-page/coconut/weights"
)

// codec is how a format stores a matrix. A new format is a file with one, a constant and a line in codecs, and a case
// in Stored.
type codec struct {
	// parts are the tensors of a matrix.
	parts func(rows, cols int) []part
	// multiple is what the number of columns must be a multiple of, if not 0.
	multiple int
	quantize func(values []float32, rows, cols int) (Matrix, error)
	// finer is the format of the tensors that Formats.Keep names, if not "".
	finer Format
}

// part is one tensor of a matrix; its name is the matrix's and the suffix.
type part struct {
	suffix string
	dtype  weights.DType
	shape  []int
}

// codecs is a function so that the page's program, which quantizes nothing, has none of them.
func codecs() map[Format]codec {
	return map[Format]codec{
		FormatFloat32: {parts: floatParts, quantize: matrixOf(newFloats)},
		FormatInt8:    {parts: int8Parts, quantize: matrixOf(QuantizeInt8)},
		FormatInt4:    {parts: int4Parts, quantize: matrixOf(QuantizeInt4), multiple: Int4Block, finer: FormatInt8},
		FormatQ8:      {parts: q8Parts, quantize: matrixOf(QuantizeQ8)},
		FormatQ4:      {parts: q4Parts, quantize: matrixOf(QuantizeQ4), multiple: Block, finer: FormatQ8},
	}
}

// FormatNames lists the formats for messages.
func FormatNames() string {
	names := []string{string(FormatFloat32), string(FormatInt8), string(FormatInt4), string(FormatQ8)}
	return strings.Join(names, ", ") + " or " + string(FormatQ4)
}

// FourBits tells whether a format has a finer one for the tensors that Formats.Keep names.
func (f Format) FourBits() bool { return codecs()[f].finer != "" }

// matrixOf makes a codec's function of a Quantize function.
func matrixOf[M Matrix](quantize func([]float32, int, int) (M, error)) func([]float32, int, int) (Matrix, error) {
	return func(values []float32, rows, cols int) (Matrix, error) {
		m, err := quantize(values, rows, cols)
		if err != nil {
			return nil, err
		}
		return m, nil
	}
}

func floatParts(rows, cols int) []part { return []part{{"", weights.Float32, []int{rows, cols}}} }

func int8Parts(rows, cols int) []part {
	return []part{{"", weights.Int8, []int{rows, cols}}, {ScaleSuffix, weights.Float32, []int{rows}}}
}

func int4Parts(rows, cols int) []part {
	return []part{
		{"", weights.Int4, []int{rows, cols}}, {ScaleSuffix, weights.Float32, []int{rows, cols / Int4Block}},
	}
}

func q8Parts(rows, cols int) []part {
	return []part{
		{"", weights.Int8, []int{rows, cols}}, {ScaleSuffix, weights.Float16, []int{rows, blocksOf(cols)}},
	}
}

func q4Parts(rows, cols int) []part {
	blocks := []int{rows, cols / Block}
	return []part{
		{"", weights.Int4, []int{rows, cols}}, {ScaleSuffix, weights.Float16, blocks}, {MinimumSuffix, weights.Float16, blocks},
	}
}
