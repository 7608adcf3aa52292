package train

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/coconut-page/coconut/runtime"
)

// circuit initializes a model with the look-up circuit of an induction head (Olsson et al., 2209.11895). Otherwise that
// takes long to form and forms imprecisely: from a random start one head copies a fact's subject onto its object,
// through too few dimensions to keep the words apart, and a thought that holds four nodes then also reads other nodes'
// facts.
//
// Half of the residual stream's dimensions (the token space) hold the token at this position; the other half (the copy
// space) hold the previous token. The first heads of layer 0 attend to the previous token and copy it from token space
// to copy space. The first heads of layer 1 look for positions whose copy space holds what the token space holds here,
// and fetch the token there: given X, they return the Y of every "X is a Y". The circuit knows nothing of thoughts,
// frontiers or answers, and all of it is trained further.
type circuit struct {
	cfg     runtime.Config
	half    int // dimensions of the token space, and of the copy space
	headDim int // values of a head; the first rotated ones are rotated
	rotated int
	basis   [][]float64 // orthonormal basis of the residual stream: token space first
	rng     *rand.Rand
}

const (
	// localPeak is the bias on the fast rotary pairs of a head that attends to the previous token; with it the second best
	// position gets less than a hundredth of the attention.
	localPeak = 10.0
	// fastPair is the lowest frequency, in radians per position, of a rotary pair that gets the bias.
	fastPair = 0.25
	// lookupGain is the square of the scale of a look-up's queries and keys: a single node's own facts score about
	// 6·lookupGain nats above others, a node's among four half of that.
	lookupGain = 2.0
	// fetchGain is the initial length of a looked-up token relative to the token it was looked up for.
	fetchGain = 2.0
	// quiet is the standard deviation of weights that the circuit does not need, so that they can still be learnt.
	quiet = 0.01
)

// fits reports whether a model has room for the circuit.
func fits(cfg runtime.Config) bool {
	headDim := cfg.Width / cfg.Heads
	return cfg.Position == runtime.PositionRotary && cfg.Layers >= 2 && cfg.RotaryWidth > 0 && cfg.RotaryWidth < headDim
}

// newCircuit draws a basis for a model that has room for it.
func newCircuit(cfg runtime.Config, rng *rand.Rand) *circuit {
	return &circuit{cfg: cfg, half: cfg.Width / 2, headDim: cfg.Width / cfg.Heads, rotated: cfg.RotaryWidth,
		basis: orthonormal(cfg.Width, rng), rng: rng}
}

// install overwrites the embeddings and the first heads of layers 0 and 1.
func (c *circuit) install(values map[string][]float32) {
	d := c.cfg.Width
	wte := values["wte.weight"]
	for token := range c.cfg.VocabSize {
		at := c.place(token)
		for i := range d {
			sum := 0.0
			for j, v := range at {
				sum += v * c.basis[j][i]
			}
			wte[token*d+i] = float32(residualNorm * sum)
		}
	}
	heads := (c.half + c.headDim - 1) / c.headDim
	for head := range heads {
		first := head * c.headDim
		count := min(c.headDim, c.half-first)
		c.attendBefore(values, head)
		c.copy(values, 0, head, first, count, c.half+first, residualNorm/math.Sqrt(float64(d)))
		c.lookUp(values, head)
		c.copy(values, 1, head, first, count, first, fetchGain*residualNorm/math.Sqrt(float64(d)/2))
	}
}

// place returns a token's direction in the token space: its own dimension if there are enough, otherwise a random
// direction, nearly orthogonal to all others.
func (c *circuit) place(token int) []float64 {
	at := make([]float64, c.half)
	if c.cfg.VocabSize <= c.half {
		at[token] = 1
		return at
	}
	length := 0.0
	for i := range at {
		at[i] = c.rng.NormFloat64()
		length += at[i] * at[i]
	}
	for i := range at {
		at[i] /= math.Sqrt(length)
	}
	return at
}

// attendBefore makes a head of layer 0 attend to the previous token, by the biases of its fast rotary pairs.
func (c *circuit) attendBefore(values map[string][]float32, head int) {
	weight, bias := values["h.0.attn.c_attn.weight"], values["h.0.attn.c_attn.bias"]
	d, pairs := c.cfg.Width, c.rotated/2
	for j := range c.headDim {
		c.column(weight, head*c.headDim+j, nil, 0)
		c.column(weight, d+head*c.headDim+j, nil, 0)
	}
	q, k := bias[head*c.headDim:], bias[d+head*c.headDim:]
	for i := range pairs {
		frequency := math.Pow(c.cfg.RotaryBase, -float64(i)/float64(pairs))
		if frequency < fastPair {
			break
		}
		sin, cos := math.Sincos(frequency)
		q[i], k[i], k[pairs+i] = localPeak, float32(localPeak*cos), float32(localPeak*sin)
	}
}

// lookUp makes a head of layer 1 match the token space of the query with the copy space of the keys, in the dimensions
// that are not rotated.
func (c *circuit) lookUp(values map[string][]float32, head int) {
	weight := values["h.1.attn.c_attn.weight"]
	d, matched := c.cfg.Width, c.headDim-c.rotated
	view := orthonormal(c.half, c.rng)
	gain := math.Sqrt(lookupGain)
	for j := range c.headDim {
		q, k := head*c.headDim+j, d+head*c.headDim+j
		if j < c.rotated || j-c.rotated >= min(matched, c.half) {
			c.column(weight, q, nil, 0)
			c.column(weight, k, nil, 0)
			continue
		}
		row := view[j-c.rotated]
		c.column(weight, q, row, 0)
		c.column(weight, k, row, c.half)
		for i := range d {
			weight[i*3*d+q] *= float32(gain)
			weight[i*3*d+k] *= float32(gain)
		}
	}
}

// column makes one output of c_attn read the basis vectors from offset on with the weights in row, and hardly anything
// else.
func (c *circuit) column(weight []float32, out int, row []float64, offset int) {
	d := c.cfg.Width
	for i := range d {
		sum := c.rng.NormFloat64() * quiet
		for j, w := range row {
			sum += w * c.basis[offset+j][i]
		}
		weight[i*3*d+out] = float32(sum)
	}
}

// copy makes a head read count dimensions of the token space from first on, and write them, scaled, to the basis
// vectors from to on.
func (c *circuit) copy(values map[string][]float32, layer, head, first, count, to int, gain float64) {
	d := c.cfg.Width
	weight := values[fmt.Sprintf("h.%d.attn.c_attn.weight", layer)]
	proj := values[fmt.Sprintf("h.%d.attn.c_proj.weight", layer)]
	for j := range count {
		at := head*c.headDim + j
		for i := range d {
			weight[i*3*d+2*d+at] = float32(c.basis[first+j][i])
			proj[at*d+i] = float32(gain * c.basis[to+j][i])
		}
	}
}

// orthonormal draws n orthonormal vectors of n values (Gram-Schmidt on normal ones).
func orthonormal(n int, rng *rand.Rand) [][]float64 {
	rows := make([][]float64, n)
	for r := range rows {
		row := make([]float64, n)
		for i := range row {
			row[i] = rng.NormFloat64()
		}
		for range 2 { // twice is enough to be orthogonal to float64's precision
			for _, other := range rows[:r] {
				dot := 0.0
				for i := range row {
					dot += row[i] * other[i]
				}
				for i := range row {
					row[i] -= dot * other[i]
				}
			}
		}
		length := 0.0
		for _, v := range row {
			length += v * v
		}
		for i := range row {
			row[i] /= math.Sqrt(length)
		}
		rows[r] = row
	}
	return rows
}
