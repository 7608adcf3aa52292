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

// worthSharing is how many bytes of weights, times tokens, a goroutine should have to multiply: what a core does in the
// time that telling another about it takes, several times over.
const worthSharing = 32 << 10

// product is a matrix that multiplies some of its panels with some tokens.
type product interface {
	// tile multiplies panels from panel on with as many tokens from token on as product number tile takes, and adds the
	// results to a's sums.
	tile(a *Activations, tile, panel, panels, token int)
}

// sharing is a product that goroutines do together.
type sharing struct {
	of                        product
	kernels                   *kernels
	shares, panels, panelSize int
}

// eachTile splits all panels and tokens into parts and calls m.tile for each. Among a team's members or the pool's
// goroutines a product is split by panels.
func (k *kernels) eachTile(a *Activations, m Shared, panels, panelSize int) {
	if a.Team != nil && a.Team.share(a, m) {
		return
	}
	a.shared = sharing{of: m, kernels: k, panels: panels, panelSize: panelSize}
	a.shared.shares = a.Pool.Shares(panels, panels*panelSize*a.tokens/worthSharing)
	a.Pool.Run(a.shared.shares, a)
}

// Part does one goroutine's share of a product; it is for Pool.Run.
func (a *Activations) Part(i int) {
	s := &a.shared
	s.kernels.tiles(a, s.of, s.panels*i/s.shares, s.panels*(i+1)/s.shares, s.panelSize)
}

// tiles multiplies the panels from first to last-1 with all tokens, so that weights are used for every token while they
// are cached.
func (k *kernels) tiles(a *Activations, m product, first, last, panelSize int) {
	part := max(1, cachedBytes/panelSize)
	if a.tokens == 1 {
		part = last - first
	}
	for p := first; p < last; p += part {
		for t := 0; t < a.tokens; {
			tile := k.tile(a.tokens - t)
			m.tile(a, tile, p, min(part, last-p), t)
			t += k.tokens[tile]
		}
	}
}
