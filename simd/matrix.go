package simd

//go:generate go run ./generate

// Quantized matrices are kept in the layout that their kernel reads: panels of 16 outputs, so that a vector's lanes are outputs and
// nothing needs to be summed across lanes, and in a panel the inputs in steps, so that a vector of weights meets one splat of
// activations. This is XNNPACK's idea ("1x16c4"). Which byte of a step is which weight depends on the instruction set, so the layout is
// made when a model is loaded and never stored.
const (
	// panelRows is the number of outputs in a panel; a matrix's last panel is filled up with zeros.
	panelRows = 16
	// stepCols is the number of inputs in a step of int8, groupCols that of two steps, to which a matrix is filled up.
	stepCols, groupCols = 4, 8
	// Int4Block is the number of inputs of an int4 matrix that share a scale.
	Int4Block = 32
	// int4StepCols is the number of inputs in a step of int4; a panel's step has the same 64 bytes as with int8.
	int4StepCols = 8
	stepBytes    = panelRows * stepCols
	// int4BlockBytes is a panel's block: its nibbles, and then its scales.
	int4BlockBytes = panelRows*Int4Block/2 + panelRows*4
	// cachedBytes is about how much of a matrix is multiplied with all tokens before the next part is looked at: it stays in a
	// processor's innermost cache.
	cachedBytes = 24 << 10
)

// roundUp is n rounded up to a multiple of m.
func roundUp(n, m int) int { return (n + m - 1) / m * m }

// eachTile calls f for parts of all panels and tokens such that a part of the weights is used for every token while it is cached. tile
// is the index of the product to use. Whatever splits a product among threads does so by panels, here and nowhere else.
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
