package gguf

import (
	"fmt"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// Model maps a model to llama.cpp's architecture "gpt2". Its matrices are encoded as matrices says, its vectors and
// positions as float32. tokens are the texts of the vocabulary; special reports which of them are special, and one of
// those must be EndToken or GPT-2's own. The error wraps ErrShape for a model that does not fit the architecture, or
// comes from the source.
func Model(name string, c runtime.Config, tokens []string, special func(id int) bool, source quant.Source,
	matrices Type) (*File, error) {
	if err := Writable(c); err != nil {
		return nil, err
	}
	if len(tokens) != c.VocabSize {
		return nil, fmt.Errorf("%w: %d tokens, vocab_size is %d", ErrShape, len(tokens), c.VocabSize)
	}
	end := slices.IndexFunc(tokens, func(t string) bool { return t == EndToken || t == gpt2EndToken })
	if end < 0 {
		return nil, fmt.Errorf("%w: the vocabulary has no %s, which ends an answer", ErrShape, EndToken)
	}
	var tensors []Tensor
	for _, spec := range c.Tensors() {
		t, err := tensor(spec, source, matrices)
		if err != nil {
			return nil, err
		}
		tensors = append(tensors, t)
	}
	return &File{Metadata: metadata(name, c, tokens, special, uint32(end), matrices), Tensors: tensors}, nil
}

// Writable tells whether Model can map a model of this config; the error wraps ErrShape.
func Writable(c runtime.Config) error {
	if c.ModelType != runtime.ModelGPT2 {
		return fmt.Errorf("%w: model_type is %q, and only %q is written", ErrShape, c.ModelType, runtime.ModelGPT2)
	}
	if c.Position != runtime.PositionLearned {
		return fmt.Errorf("%w: position is %q, and llama.cpp's gpt2 has learned positions only", ErrShape, c.Position)
	}
	return nil
}

// names maps a gpt2 model's tensors to llama.cpp's names: a block's without "h.N." or "blk.N.", and all without
// ".weight" and ".bias".
var names = map[string]string{
	"wte": "token_embd", "wpe": "position_embd", "ln_f": "output_norm", "ln_1": "attn_norm", "attn.c_attn": "attn_qkv",
	"attn.c_proj": "attn_output", "ln_2": "ffn_norm", "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down", "lm_head": "output",
}

// nameIn turns h.3.ln_1.weight into blk.3.attn_norm.weight.
func nameIn(names map[string]string, ours string) (string, error) {
	theirs, ok := layout.Rename(ours, "blk.", names)
	if !ok {
		return "", fmt.Errorf("%w: llama.cpp has no tensor like %s", ErrShape, ours)
	}
	return theirs, nil
}

// tensor takes a tensor from the source, and encodes it if it is a matrix; positions stay float32.
func tensor(spec quant.Spec, source quant.Source, matrices Type) (Tensor, error) {
	name, err := nameIn(names, spec.Name)
	if err != nil {
		return Tensor{}, err
	}
	t, err := source.Tensor(spec.Name)
	if err == nil && !slices.Equal(t.Shape, spec.Shape) {
		err = fmt.Errorf("%w: %s has shape %v, want %v", ErrShape, spec.Name, t.Shape, spec.Shape)
	}
	if err != nil {
		return Tensor{}, err
	}
	values, err := quant.Dequantize(source, t)
	if err != nil {
		return Tensor{}, err
	}
	if !spec.Role.Matrix() {
		return vector(name, values), nil
	}
	if spec.Role == quant.Positions {
		matrices = F32
	}
	return matrix(name, values, spec.Shape[0], spec.Shape[1], matrices)
}

// Kinds of tokens.
const (
	normalToken  = 1
	controlToken = 3
)

// The tokens that end an answer.
const (
	EndToken     = tokenizer.Eos
	gpt2EndToken = "<|endoftext|>"
)

// metadata returns what llama.cpp requires of a gpt2 model. A vocabulary of whole words has no merges, but the list
// must not be empty. So llama.cpp can turn tokens into text, but not text into tokens.
func metadata(
	name string, c runtime.Config, tokens []string, special func(int) bool, end uint32, matrices Type,
) []Pair {
	kinds, written := make([]int32, len(tokens)), make([]string, len(tokens))
	for i, t := range tokens {
		kinds[i], written[i] = normalToken, strings.ReplaceAll(t, " ", "Ġ")
		if special(i) {
			kinds[i] = controlToken
		}
	}
	fileType := map[Type]uint32{F32: 0, Q4_0: 2, Q8_0: 7}[matrices]
	return []Pair{
		{"general.architecture", "gpt2"}, {"general.name", name}, {"general.file_type", fileType}, {"general.quantization_version", uint32(2)},
		{"gpt2.context_length", uint32(c.MaxPositions)}, {"gpt2.embedding_length", uint32(c.Width)}, {"gpt2.feed_forward_length", uint32(c.Inner)},
		{"gpt2.block_count", uint32(c.Layers)}, {"gpt2.attention.head_count", uint32(c.Heads)},
		{"gpt2.attention.layer_norm_epsilon", float32(c.LayerNormEpsilon)},
		{"tokenizer.ggml.model", "gpt2"}, {"tokenizer.ggml.pre", "gpt-2"}, {"tokenizer.ggml.tokens", written},
		{"tokenizer.ggml.token_type", kinds}, {"tokenizer.ggml.merges", []string{"Ġ Ġ"}},
		{"tokenizer.ggml.bos_token_id", end}, {"tokenizer.ggml.eos_token_id", end},
	}
}
