package latent

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/formats/huggingface"
	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/runtime"
)

// FuzzAdapter gives the adapter any names and small shapes, a config and a tokenizer: each checkpoint is refused, or
// its tensors can be read.
func FuzzAdapter(f *testing.F) {
	f.Add(`{"model_type": "gpt2"}`, "base_causallm.transformer.wte.weight embedding.weight expainable_llm.x", "none", uint8(8), "")
	f.Add(`{"model_type": "gpt2", "vocab_size": 3, "tie_word_embeddings": true}`, "codi.base_model.model.lm_head.weight "+
		"codi.base_model.model.transformer.h.0.a.base_layer.weight codi.base_model.model.transformer.h.0.a.lora_A.x.weight "+
		"codi.base_model.model.transformer.h.0.a.lora_B.x.weight prj.1.weight prj.1.bias prj.3.weight prj.3.bias prj.ln.weight",
		`{"model": {"vocab": {"a": 0}, "merges": []}}`, uint8(4), `{"lora_alpha": 1}`)
	f.Add(`{"model_type": "llama", "latent_id": 1, "latent_start_id": 2, "latent_end_id": 3}`, "module.model.embed_tokens.weight",
		`{"model": {"vocab": {"a": 0}, "merges": []}, "added_tokens": null}`, uint8(4), "")
	f.Fuzz(func(t *testing.T, config, names, tokenizer string, side uint8, peft string) {
		small := map[string]string{layout.TokenizerFile: tokenizer, adapterFile: peft}
		n := int(side%9) + 1
		s := &huggingface.State{Config: []byte(config), Tensors: map[string]huggingface.Tensor{},
			Read: func(name string) ([]byte, error) {
				if small[name] == "" {
					return nil, fs.ErrNotExist
				}
				return []byte(small[name]), nil
			}}
		for i, name := range strings.Fields(names) {
			shape := [][]int{{n, n}, {n}, {n, 2}, {2, n}, {}, {n + 3, n}}[(i*int(side))%6]
			size := 1
			for _, axis := range shape {
				size *= axis
			}
			s.Tensors[name] = huggingface.Tensor{DType: "F32", Shape: shape, Floats: func() ([]float32, error) {
				return make([]float32, size), nil
			}}
		}
		a := &adapter{}
		if tokenizer == NoTokenizer {
			a.options.Tokenizer = NoTokenizer
		}
		if a.Adapt(s) != nil || a.Complete(&runtime.Config{VocabSize: n, MaxPositions: 9}) != nil {
			return
		}
		for name, tensor := range s.Tensors {
			size := 1
			for _, axis := range tensor.Shape {
				size *= axis
			}
			if values, err := tensor.Floats(); err != nil || len(values) != size {
				t.Errorf("tensor %s of shape %v has %d values, %v", name, tensor.Shape, len(values), err)
			}
		}
	})
}
