package e2e_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/weights"
)

// writeRandomModel writes a model of the shipped kind with random weights: its answers make no sense, but they depend
// on every weight and every kernel, as the comparison of page and native run requires.
func writeRandomModel(dir string) error {
	special := []string{"<pad>", "<unk>", "<eos>", "<bot>", "<eot>", "<pause>", "###", ".", "?"}
	words := append(append([]string{}, prosqa.Names...), prosqa.Concepts...)
	tok, err := tokenizer.NewWordLevel(special, words,
		[][2]string{{"Every ", ""}, {" is a ", " "}, {"Is ", ""}, {" a ", " "}, {" or ", " "}})
	if err != nil {
		return err
	}
	cfg := runtime.Config{
		ModelType: "coconut-gpt2", VocabSize: tok.VocabSize(), MaxPositions: 512, Width: 192, Layers: 3, Heads: 6, Inner: 768,
		LayerNormEpsilon: 1e-5, Position: runtime.PositionRotary, RotaryBase: 10000, Task: "prosqa", Method: "coconut",
		Thoughts:     6,
		MaxNewTokens: 16,
	}
	config, err := json.Marshal(cfg)
	if err != nil {
		return err
	}
	_, err = weights.Write(dir, weights.Package{
		Name: "random", Config: config, Tensors: randomTensors(cfg), ChunkSize: 256 << 10,
		Files: map[string][]byte{"tokenizer.json": tok.JSON()},
	})
	return err
}

func randomTensors(cfg runtime.Config) []weights.Tensor {
	g := &randomWeights{rng: rand.New(rand.NewPCG(1, 2))}
	d := cfg.Width
	g.matrix("wte.weight", cfg.VocabSize, d, 1)
	for i := range cfg.Layers {
		h := fmt.Sprintf("h.%d.", i)
		g.norm(h+"ln_1", d)
		g.linear(h+"attn.c_attn", 3*d, d, 2)
		g.linear(h+"attn.c_proj", d, d, 4)
		g.norm(h+"ln_2", d)
		g.linear(h+"mlp.c_fc", cfg.Inner, d, 2)
		g.linear(h+"mlp.c_proj", d, cfg.Inner, 4)
	}
	g.norm("ln_f", d)
	return g.tensors
}

type randomWeights struct {
	rng     *rand.Rand
	tensors []weights.Tensor
}

// matrix adds an int8 matrix with a scale per row such that its product with a vector of variance 1 has a standard
// deviation of about size. The blocks get much more weight than the embedding they are added to; otherwise such a model
// only repeats its last token.
func (g *randomWeights) matrix(name string, rows, cols int, size float64) {
	values := make([]int8, rows*cols)
	for i := range values {
		values[i] = int8(g.rng.IntN(255) - 127)
	}
	scales := make([]float32, rows)
	for i := range scales {
		scales[i] = float32(size * (0.5 + g.rng.Float64()) / 73 / math.Sqrt(float64(cols)))
	}
	g.tensors = append(g.tensors, weights.FromInt8s(name, values, rows, cols),
		weights.FromFloat32s(name+".scale", scales, rows))
}

func (g *randomWeights) linear(name string, rows, cols int, size float64) {
	g.matrix(name+".weight", rows, cols, size)
	g.vector(name+".bias", rows, 0)
}

func (g *randomWeights) norm(name string, width int) {
	g.vector(name+".weight", width, 1)
	g.vector(name+".bias", width, 0)
}

func (g *randomWeights) vector(name string, width int, mean float64) {
	values := make([]float32, width)
	for i := range values {
		values[i] = float32(mean + 0.1*g.rng.NormFloat64())
	}
	g.tensors = append(g.tensors, weights.FromFloat32s(name, values, width))
}
