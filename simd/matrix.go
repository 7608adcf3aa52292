package simd

//go:generate go run ./generate

// Quantized matrices are kept in the layout that their kernel reads: panels of 16 outputs, so that a vector's lanes are
// outputs and nothing needs to be summed across lanes, and in a panel the inputs in steps, so that a vector of weights
// is multiplied with one splat of activations. The idea is XNNPACK's ("1x16c4"). Which byte of a step is which weight
// depends on the instruction set, so the layout is built when a model is loaded and never stored.
const (
	// panelRows is the number of outputs in a panel; a matrix's last panel is padded with zeros.
	panelRows = 16
	// stepCols is the number of inputs in a step of int8; groupCols, two steps, is what a matrix's columns are padded to.
	stepCols, groupCols = 4, 8
	// Int4Block is the number of inputs of an int4 matrix that share a scale.
	Int4Block = 32
	// int4StepCols is the number of inputs in a step of int4; a panel's step has the same 64 bytes as with int8.
	int4StepCols = 8
	stepBytes    = panelRows * stepCols
	// int4BlockBytes is the size of a panel's block: its nibbles, then its scales.
	int4BlockBytes = panelRows*Int4Block/2 + panelRows*4
	// cachedBytes is roughly how much of a matrix is multiplied with all tokens before moving on: it stays in the
	// processor's innermost cache.
	cachedBytes = 24 << 10
)

// roundUp returns n rounded up to a multiple of m.
func roundUp(n, m int) int { return (n + m - 1) / m * m }

// eachTile splits all panels and tokens into parts and calls f for each, so that weights are used for every token while
// they are cached. tile is the index of the product to use. Code that splits a product among threads should split by
// panels, here and nowhere else.
func (k *kernels) eachTile(panels, panelSize, tokens int, f func(tile, panel, panels, token int)) {
	part := max(1, cachedBytes/panelSize)
	if tokens == 1 {
		part = panels
	}
	for p := 0; p < panels; p += part {
		for t := 0; t < tokens; {
			tile := k.tile(tokens - t)
			f(tile, p, min(part, panels-p), t)
			t += k.tokens[tile]
		}
	}
}
