package runtime

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/weights"
)

// tensorMap is a TensorSource in memory.
type tensorMap map[string]weights.Tensor

func (m tensorMap) Tensor(name string) (weights.Tensor, error) {
	if t, ok := m[name]; ok {
		return t, nil
	}
	return weights.Tensor{}, fmt.Errorf("no tensor %s", name)
}

// tinyConfig has odd sizes on purpose: no width is a multiple of a vector's length, and the context ends in the middle
// of a page.
func tinyConfig(position string) Config {
	return Config{
		ModelType: ModelGPT2, VocabSize: 23, MaxPositions: 75, Width: 30, Layers: 3, Heads: 3, Inner: 50,
		LayerNormEpsilon: 1e-5, Position: position, RotaryBase: 10000, Task: "prosqa", Method: "coconut", Thoughts: 3,
		MaxNewTokens: 12,
	}
}

// shippedConfig has the shape of the models we ship.
func shippedConfig() Config {
	return Config{
		ModelType: ModelGPT2, VocabSize: 64, MaxPositions: 512, Width: 256, Layers: 3, Heads: 8, Inner: 1024,
		LayerNormEpsilon: 1e-5, Position: PositionRotary, RotaryBase: 10000, Task: "prosqa", Method: "coconut", Thoughts: 6,
		MaxNewTokens: 40,
	}
}

// randomTensors returns a model's tensors with values drawn uniformly by integer arithmetic, so that they are the same
// everywhere. Their spread keeps activations around 1, as in a trained model.
func randomTensors(c Config, seed uint64) tensorMap {
	r := rand.New(rand.NewPCG(seed, 1))
	m := tensorMap{}
	add := func(name string, centre, spread float32, shape ...int) {
		n := 1
		for _, d := range shape {
			n *= d
		}
		values := make([]float32, n)
		for i := range values {
			values[i] = centre + float32(spread*(float32(r.IntN(1<<20)-1<<19)/(1<<19)))
		}
		m[name] = weights.FromFloat32s(name, values, shape...)
	}
	for _, spec := range c.Tensors() {
		switch {
		case spec.Name == "stop.weight":
			add(spec.Name, 0, 0.3, spec.Shape...)
		case spec.Role == quant.Norm:
			add(spec.Name, 1, 0.3, spec.Shape...)
		case spec.Role == quant.Bias:
			add(spec.Name, 0, 0.1, spec.Shape...)
		case spec.Role == quant.Linear:
			add(spec.Name, 0, 1.7/sqrt32(spec.Shape[1]), spec.Shape...)
		case spec.Role == quant.Positions:
			add(spec.Name, 0, 0.5, spec.Shape...)
		default:
			add(spec.Name, 0, 1, spec.Shape...)
		}
	}
	return m
}

// sqrt32 returns a square root to a few digits in plain arithmetic.
func sqrt32(n int) float32 {
	x := float32(n)
	for range 20 {
		x = (x + float32(n)/x) / 2
	}
	return x
}

// quantized returns the same model with every matrix as int8.
func (m tensorMap) quantized(t testing.TB) tensorMap {
	t.Helper()
	q := tensorMap{}
	for name, tensor := range m {
		if q[name] = tensor; len(tensor.Shape) != 2 {
			continue
		}
		values, err := tensor.Float32s()
		if err != nil {
			t.Fatal(err)
		}
		matrix, err := quant.QuantizeInt8(values, tensor.Shape[0], tensor.Shape[1])
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range matrix.Tensors(name) {
			q[part.Name] = part
		}
	}
	return q
}

// quantized4 returns the same model with the matrices of its blocks as int4, and embeddings as int8.
func (m tensorMap) quantized4(t testing.TB) tensorMap {
	t.Helper()
	q := m.quantized(t)
	for name, tensor := range m {
		if len(tensor.Shape) != 2 || name[0] != 'h' {
			continue
		}
		values, err := tensor.Float32s()
		if err != nil {
			t.Fatal(err)
		}
		matrix, err := quant.QuantizeInt4(values, tensor.Shape[0], tensor.Shape[1])
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range matrix.Tensors(name) {
			q[part.Name] = part
		}
	}
	return q
}

// in returns the same model in other number formats.
func (m tensorMap) in(t testing.TB, c Config, f quant.Formats) tensorMap {
	t.Helper()
	tensors, _, err := f.Model(c.Tensors(), m)
	if err != nil {
		t.Fatal(err)
	}
	q := tensorMap{}
	for _, tensor := range tensors {
		q[tensor.Name] = tensor
	}
	return q
}

// foreign are the number formats of imported models.
var foreign = map[string]quant.Formats{
	"q8_0": {Matrices: quant.FormatQ8, Embeddings: quant.FormatQ8},
	"q4_1": {Matrices: quant.FormatQ4, Embeddings: quant.FormatQ8},
}

// blockConfig is tinyConfig with widths that Q4 can have.
func blockConfig(position string) Config {
	c := tinyConfig(position)
	c.Width, c.Heads, c.Inner = 64, 4, 96
	return c
}

func newTestModel(t testing.TB, c Config, source TensorSource) *Model {
	t.Helper()
	m, err := NewModel(c, source)
	if err != nil {
		t.Fatal(err)
	}
	tok, err := tokenizer.NewWordLevel(
		[]string{"<pad>", "<unk>", "<eos>", "<bot>", "<eot>", "<pause>", "###", ".", "?"}, numberedWords(c.VocabSize-9), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.SetTokenizer(tok); err != nil {
		t.Fatal(err)
	}
	return m
}

func numberedWords(n int) []string {
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("w%d", i)
	}
	return words
}

// randomPrompt returns n token ids of a vocabulary.
func randomPrompt(c Config, n int) []int {
	r := rand.New(rand.NewPCG(77, uint64(n)))
	tokens := make([]int, n)
	for i := range tokens {
		tokens[i] = r.IntN(c.VocabSize)
	}
	return tokens
}

// variants returns the models that most tests run on.
func variants(t testing.TB) map[string]*Model {
	m := map[string]*Model{}
	for _, position := range []string{PositionRotary, PositionLearned} {
		c := tinyConfig(position)
		tensors := randomTensors(c, 5)
		m[position+"/float32"] = newTestModel(t, c, tensors)
		m[position+"/int8"] = newTestModel(t, c, tensors.quantized(t))
		c.KVCache = KVCacheInt16
		m[position+"/int8 with a short cache"] = newTestModel(t, c, tensors.quantized(t))
	}
	c := blockConfig(PositionRotary)
	for name, formats := range foreign {
		m["rotary/"+name] = newTestModel(t, c, randomTensors(c, 5).in(t, c, formats))
	}
	return m
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
