package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"

	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// config is GPT-2 small with Coconut's three tokens.
var config = runtime.Config{
	ModelType: runtime.ModelGPT2, VocabSize: 50260, MaxPositions: 1024, Width: 768, Layers: 12, Heads: 12, Inner: 3072,
	LayerNormEpsilon: 1e-5, Position: runtime.PositionLearned, Task: "bench", Method: runtime.MethodCoconut, Thoughts: 6,
	MaxNewTokens: 64,
}

// tensorList holds a model's tensors in the order of the forward pass.
type tensorList []weights.Tensor

func (l tensorList) Tensor(name string) (weights.Tensor, error) {
	for _, t := range l {
		if t.Name == name {
			return t, nil
		}
	}
	return weights.Tensor{}, fmt.Errorf("bench: no tensor %s", name)
}

// randomModel draws weights as GPT-2 is initialised: matrices from N(0, 0.02²), biases 0, norms 1.
func randomModel(c runtime.Config) (l tensorList) {
	r := rand.New(rand.NewPCG(2, 3))
	for _, spec := range c.Tensors() {
		size := 1
		for _, n := range spec.Shape {
			size *= n
		}
		values := make([]float32, size)
		for i := range values {
			switch {
			case spec.Role.Matrix():
				values[i] = float32(0.02 * r.NormFloat64())
			case spec.Role == quant.Norm:
				values[i] = 1
			}
		}
		l = append(l, weights.FromFloat32s(spec.Name, values, spec.Shape...))
	}
	return l
}

// tokens returns a vocabulary in GPT-2's byte alphabet, so that any text is one token per character for engines that
// insist on a tokenizer.
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
	list[n-1] = "<|endoftext|>"
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

// makeModels writes the weights in every format that is not in the cache yet, or in our own formats alone.
func makeModels(cache string, ours bool, log func(string, ...any)) error {
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
		if ours && name != oursInt8 && name != oursInt4 {
			continue
		}
		if err := once(cache, name, log, write); err != nil {
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
	tensors, _, err := formats.Model(config.Tensors(), model)
	if err != nil {
		return err
	}
	// As coconut import writes: the program for language models has no zstd.
	_, err = weights.Write(to, weights.Package{Name: "gpt2-small-random", Config: data, Tensors: tensors,
		Compression: weights.Gzip, ChunkSize: 4 << 20})
	return err
}

func writeGGUF(to string, model tensorList, matrices gguf.Type) error {
	last := config.VocabSize - 1
	words, err := gguf.Words(tokens(config.VocabSize), func(id int) bool { return id == last })
	if err != nil {
		return err
	}
	file, err := gguf.Model{
		Name: "gpt2-small-random", Config: config, Vocabulary: words, Floats: func(spec quant.Spec) ([]float32, error) {
			t, err := model.Tensor(spec.Name)
			if err != nil {
				return nil, err
			}
			return t.Float32s()
		},
	}.File(matrices, matrices)
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
