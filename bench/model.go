package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/gguf"
	"github.com/coconut-page/coconut/weights"
)

// config is GPT-2 small with Coconut's three tokens.
var config = runtime.Config{
	ModelType: runtime.ModelType, VocabSize: 50260, MaxPositions: 1024, Width: 768, Layers: 12, Heads: 12, Inner: 3072,
	LayerNormEpsilon: 1e-5, Position: runtime.PositionLearned, Task: "bench", Method: "coconut", Thoughts: 6, MaxNewTokens: 64,
}

// tensorList is a model's tensors in the order of the forward pass.
type tensorList []weights.Tensor

func (l tensorList) Tensor(name string) (weights.Tensor, error) {
	for _, t := range l {
		if t.Name == name {
			return t, nil
		}
	}
	return weights.Tensor{}, fmt.Errorf("bench: no tensor %s", name)
}

func (l tensorList) names() (names []string) {
	for _, t := range l {
		names = append(names, t.Name)
	}
	return names
}

// randomModel draws weights as GPT-2 is initialised: matrices from N(0, 0.02²), biases 0, norms 1.
func randomModel(c runtime.Config) (l tensorList) {
	r := rand.New(rand.NewPCG(2, 3))
	constant := func(name string, v float32, n int) {
		values := make([]float32, n)
		for i := range values {
			values[i] = v
		}
		l = append(l, weights.FromFloat32s(name, values, n))
	}
	matrix := func(name string, rows, cols int) {
		values := make([]float32, rows*cols)
		for i := range values {
			values[i] = float32(0.02 * r.NormFloat64())
		}
		l = append(l, weights.FromFloat32s(name, values, rows, cols))
	}
	linear := func(name string, rows, cols int) {
		matrix(name+".weight", rows, cols)
		constant(name+".bias", 0, rows)
	}
	norm := func(name string) {
		constant(name+".weight", 1, c.Width)
		constant(name+".bias", 0, c.Width)
	}
	matrix("wte.weight", c.VocabSize, c.Width)
	matrix("wpe.weight", c.MaxPositions, c.Width)
	for i := range c.Layers {
		prefix := fmt.Sprintf("h.%d.", i)
		norm(prefix + "ln_1")
		linear(prefix+"attn.c_attn", 3*c.Width, c.Width)
		linear(prefix+"attn.c_proj", c.Width, c.Width)
		norm(prefix + "ln_2")
		linear(prefix+"mlp.c_fc", c.Inner, c.Width)
		linear(prefix+"mlp.c_proj", c.Width, c.Inner)
	}
	norm("ln_f")
	return l
}

// tokens is a vocabulary in GPT-2's byte alphabet, so that any text is one token a character for engines that insist on a tokenizer.
func tokens(n int) []string {
	list := make([]string, n)
	other := 256
	for b := range 256 {
		letter := rune(b)
		if !(b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae) {
			letter = rune(other)
			other++
		}
		list[b] = string(letter)
	}
	for i := 256; i < n; i++ {
		list[i] = fmt.Sprintf("<%d>", i)
	}
	return list
}

// Files and folders of the cache, one for each format.
const (
	oursInt8  = "ours-int8"
	oursInt4  = "ours-int4"
	ggufQ8    = "q8_0.gguf"
	ggufQ4    = "q4_0.gguf"
	onnxInt8  = "int8.onnx"
	onnxThink = "int8-think.onnx"
)

// makeModels writes the weights in every format that is not in the cache yet.
func makeModels(cache string, log func(string, ...any)) error {
	var all tensorList
	model := func() tensorList {
		if all == nil {
			log("drawing random weights")
			all = randomModel(config)
		}
		return all
	}
	for name, write := range map[string]func(to string) error{
		oursInt8: func(to string) error { return writeOurs(to, model(), quant.DefaultFormats) },
		oursInt4: func(to string) error {
			return writeOurs(to, model(), quant.Formats{Matrices: quant.FormatInt4, Embeddings: quant.FormatInt4})
		},
		ggufQ8:    func(to string) error { return writeGGUF(to, model(), gguf.Q8_0) },
		ggufQ4:    func(to string) error { return writeGGUF(to, model(), gguf.Q4_0) },
		onnxInt8:  func(to string) error { return writeONNX(to, model(), true) },
		onnxThink: func(to string) error { return writeONNX(to, model(), false) },
	} {
		path := filepath.Join(cache, name)
		if _, err := os.Stat(path); err == nil {
			continue
		}
		log("writing %s", name)
		if err := write(path + ".tmp"); err != nil {
			return err
		}
		if err := os.Rename(path+".tmp", path); err != nil {
			return err
		}
	}
	return nil
}

func writeOurs(to string, model tensorList, formats quant.Formats) error {
	data, err := json.Marshal(config)
	if err != nil {
		return err
	}
	tensors, _, err := formats.Model(model.names(), model)
	if err != nil {
		return err
	}
	_, err = weights.Write(to, weights.Package{Name: "gpt2-small-random", Config: data, Tensors: tensors, ChunkSize: 4 << 20})
	return err
}

func writeGGUF(to string, model tensorList, matrices gguf.Type) error {
	last := config.VocabSize - 1
	file, err := gguf.Model("gpt2-small-random", config, tokens(config.VocabSize), func(id int) bool { return id == last }, model, matrices)
	if err != nil {
		return err
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := file.WriteTo(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
