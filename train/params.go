package train

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/coconut-page/coconut/runtime"
)

// paramSpec is one trainable tensor: its name in the model file, its shape in the trainer (matrices are [in, out] here,
// [out, in] in the file), and how it starts: gain > 0 draws from a normal distribution of that standard deviation,
// otherwise every value is fill.
type paramSpec struct {
	name string
	dims []int
	std  float64
	fill float32
}

// paramScope is the GoMLX scope of all trainable variables; the optimizer's own lie elsewhere.
const paramScope = "/model/"

// paramPath turns a tensor's name into its variable's path: GoMLX has no objection to dots.
func paramPath(name string) string { return paramScope + name }

var residualGain = 1.0

// paramSpecs lists the model's tensors. Weights start at a standard deviation of 1/√width, because GPT-2's 0.02 leaves attention
// uniform for a narrow model; the layers that write into the residual stream start smaller by √(2·layers), as in GPT-2.
func paramSpecs(cfg runtime.Config) []paramSpec {
	d, inner := cfg.Width, cfg.Inner
	std := 1 / math.Sqrt(float64(d))
	residual := residualGain / math.Sqrt(2*float64(cfg.Layers))
	specs := []paramSpec{{name: "wte.weight", dims: []int{cfg.VocabSize, d}, std: std}}
	if cfg.Position == runtime.PositionLearned {
		specs = append(specs, paramSpec{name: "wpe.weight", dims: []int{cfg.MaxPositions, d}, std: std / 4})
	}
	norm := func(name string) {
		specs = append(specs, paramSpec{name: name + ".weight", dims: []int{d}, fill: 1}, paramSpec{name: name + ".bias", dims: []int{d}})
	}
	linear := func(name string, in, out int, std float64) {
		specs = append(specs, paramSpec{name: name + ".weight", dims: []int{in, out}, std: std}, paramSpec{name: name + ".bias", dims: []int{out}})
	}
	for i := range cfg.Layers {
		h := fmt.Sprintf("h.%d.", i)
		norm(h + "ln_1")
		linear(h+"attn.c_attn", d, 3*d, std)
		linear(h+"attn.c_proj", d, d, std*residual)
		norm(h + "ln_2")
		linear(h+"mlp.c_fc", d, inner, std)
		linear(h+"mlp.c_proj", inner, d, residual/math.Sqrt(float64(inner)))
	}
	norm("ln_f")
	return specs
}

// isMatrix says whether the file keeps a tensor transposed.
func (p paramSpec) isMatrix() bool { return len(p.dims) == 2 && !strings.HasPrefix(p.name, "w") }

func (p paramSpec) size() int {
	n := 1
	for _, d := range p.dims {
		n *= d
	}
	return n
}

// initParams fills a store with the initial weights; the same seed gives the same bits.
func initParams(store *model.Store, cfg runtime.Config, seed uint64) error {
	rng := rand.New(rand.NewPCG(seed, 0x1217))
	for _, p := range paramSpecs(cfg) {
		data := make([]float32, p.size())
		for i := range data {
			if p.std > 0 {
				data[i] = float32(rng.NormFloat64() * p.std)
			} else {
				data[i] = p.fill
			}
		}
		if _, err := store.CreateVariable(paramPath(p.name), tensors.FromFlatDataAndDimensions(data, p.dims...)); err != nil {
			return fmt.Errorf("train: create %s: %w", p.name, err)
		}
	}
	return nil
}
