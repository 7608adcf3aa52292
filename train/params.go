package train

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/gomlx/gomlx/ml/model"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

// paramSpec is one trainable tensor: its entry in the model's schema, its shape in the trainer (a layer's matrices are
// [in, out] here, [out, in] in the file), and its initial values: std > 0 draws from a normal distribution of that
// standard deviation, otherwise every value is fill.
type paramSpec struct {
	quant.Spec
	dims []int
	std  float64
	fill float32
}

// paramScope is the GoMLX scope of all trainable variables; the optimizer's own are elsewhere.
const paramScope = "/model/"

// paramPath turns a tensor's name into its variable's path: GoMLX allows dots.
func paramPath(name string) string { return paramScope + name }

// paramSpecs lists the model's tensors and their initial values. Embeddings and the final norm's gain are initialized
// so that tokens and thoughts have the length residualNorm. Other weights have a standard deviation of 1/√width,
// because GPT-2's 0.02 leaves attention uniform in a narrow model.
func paramSpecs(cfg runtime.Config) []paramSpec {
	std := 1 / math.Sqrt(float64(cfg.Width))
	residual := branchGain * residualNorm * std / math.Sqrt(2*float64(cfg.Layers))
	var specs []paramSpec
	for _, spec := range cfg.Tensors() {
		p := paramSpec{Spec: spec, dims: spec.Shape}
		switch spec.Role {
		case quant.Embedding:
			p.std = residualNorm * std
		case quant.Positions:
			p.std = std / 4
		case quant.Linear:
			p.dims, p.std = []int{spec.Shape[1], spec.Shape[0]}, std
		case quant.Norm:
			p.fill = 1
		}
		switch {
		case strings.HasSuffix(spec.Name, "attn.c_proj.weight"):
			p.std = std * residual
		case strings.HasSuffix(spec.Name, "mlp.c_proj.weight"):
			p.std = residual / math.Sqrt(float64(cfg.Inner))
		case spec.Name == "ln_f.weight":
			p.fill = float32(residualNorm * std)
		case spec.Name == "stop.weight":
			p.fill = 0
		}
		specs = append(specs, p)
	}
	return specs
}

// transposed reports whether the file stores a tensor transposed.
func (p paramSpec) transposed() bool { return p.Role == quant.Linear }

func (p paramSpec) size() int {
	n := 1
	for _, d := range p.dims {
		n *= d
	}
	return n
}

// initGPT2 is the Recipe.Init of GPT-2's initialization.
const initGPT2 = "gpt2"

// gpt2Std is the standard deviation of GPT-2's initial weights; those that write to the residual stream have it divided
// by √(2·layers).
const gpt2Std = 0.02

// initParams fills a store with the initial weights; the same seed gives the same bits. kind is Recipe.Init.
func initParams(store *model.Store, cfg runtime.Config, seed uint64, kind string) error {
	rng := rand.New(rand.NewPCG(seed, 0x1217))
	values := map[string][]float32{}
	specs := paramSpecs(cfg)
	for _, p := range specs {
		data := make([]float32, p.size())
		for i := range data {
			if p.std > 0 {
				data[i] = float32(rng.NormFloat64() * p.std)
			} else {
				data[i] = p.fill
			}
		}
		values[p.Name] = data
	}
	if kind == initGPT2 {
		gpt2Init(cfg, specs, values, rng)
	} else {
		for layer := range cfg.Layers {
			mimeticInit(cfg, layer, values, rng)
		}
		if fits(cfg) {
			newCircuit(cfg, rng).install(values)
		}
	}
	for _, p := range specs {
		if err := create(store, paramPath(p.Name), values[p.Name], p.dims...); err != nil {
			return err
		}
	}
	return nil
}

// gpt2Init overwrites all values with GPT-2's.
func gpt2Init(cfg runtime.Config, specs []paramSpec, values map[string][]float32, rng *rand.Rand) {
	for _, p := range specs {
		std, fill := gpt2Std, p.fill
		if strings.HasSuffix(p.Name, "c_proj.weight") {
			std /= math.Sqrt(2 * float64(cfg.Layers))
		}
		if p.Name == "ln_f.weight" {
			fill = 1
		}
		for i := range values[p.Name] {
			values[p.Name][i] = fill
			if len(p.dims) == 2 {
				values[p.Name][i] = float32(rng.NormFloat64() * std)
			}
		}
	}
}

const (
	// residualNorm is the initial length of token embeddings, of what attention copies, and of thoughts. They must be
	// similar: a thought much shorter than what the first layer adds to it is drowned out, and the second hop is hardly
	// learnt. The logit of a perfectly recalled token is its square.
	residualNorm = 4.0
	// branchGain scales what an MLP initially adds to the residual stream, so that the tokens' identities are not drowned
	// out.
	branchGain = 0.1
	// matchGain scales queries and keys: with it a token attends to an equal one about e^3 times as much as to another.
	matchGain = 0.7
	// localBias is the standard deviation of the first layer's query and key biases.
	localBias = 1.5
)

// mimeticInit initializes a layer's attention to resemble trained attention (Trockman and Kolter, 2305.09828): keys
// start equal to queries, so that equal tokens attend to each other, and the output projection is the values'
// transpose, so that attended values are copied. With rotary positions the first layer's biases also make its heads
// prefer the one or two previous tokens. Together that is a weak version of the circuit that looks up a fact ("after X
// came Y"); a random start stays on a plateau for a long time before forming it.
func mimeticInit(cfg runtime.Config, layer int, values map[string][]float32, rng *rand.Rand) {
	d := cfg.Width
	name := func(s string) string { return fmt.Sprintf("h.%d.attn.%s", layer, s) }
	copyGain := float32(residualNorm / math.Sqrt(float64(d)))
	qkv, proj := values[name("c_attn.weight")], values[name("c_proj.weight")]
	for in := range d {
		row := qkv[in*3*d:]
		for out := range d {
			row[out] *= matchGain
			row[d+out] = row[out]
			proj[out*d+in] = row[2*d+out] * copyGain
		}
	}
	if layer > 0 || cfg.Position != runtime.PositionRotary {
		return
	}
	bias := values[name("c_attn.bias")]
	headDim, half := d/cfg.Heads, cfg.Rotated()/2
	for head := range cfg.Heads {
		offset := float64(1 + head%2)
		q, k := bias[head*headDim:], bias[d+head*headDim:]
		for i := range half {
			// Keys are the queries rotated by offset positions, so that the product peaks at that distance.
			a, b := rng.NormFloat64()*localBias, rng.NormFloat64()*localBias
			sin, cos := math.Sincos(offset * math.Pow(cfg.RotaryBase, -float64(i)/float64(half)))
			q[i], q[half+i] = float32(a), float32(b)
			k[i], k[half+i] = float32(a*cos-b*sin), float32(b*cos+a*sin)
		}
	}
}
