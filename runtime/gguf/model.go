package gguf

import (
	"fmt"
	"strings"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

// Model maps a model to llama.cpp's architecture "gpt2". Its matrices are encoded as matrices says, its vectors and positions as float32.
// tokens are the texts of the vocabulary; the special ones among them are told by special. The error wraps ErrShape for a model that the
// architecture does not fit, or is the source's.
func Model(name string, c runtime.Config, tokens []string, special func(id int) bool, source quant.Source, matrices Type) (*File, error) {
	if c.Position != runtime.PositionLearned {
		return nil, fmt.Errorf("%w: position is %q, and llama.cpp's gpt2 has learned positions only", ErrShape, c.Position)
	}
	if len(tokens) != c.VocabSize {
		return nil, fmt.Errorf("%w: %d tokens, vocab_size is %d", ErrShape, len(tokens), c.VocabSize)
	}
	m := &mapper{source: source, matrices: matrices}
	m.matrix("token_embd.weight", "wte.weight", matrices)
	m.matrix("position_embd.weight", "wpe.weight", F32)
	for i := range c.Layers {
		ours, theirs := fmt.Sprintf("h.%d.", i), fmt.Sprintf("blk.%d.", i)
		m.affine(theirs+"attn_norm", ours+"ln_1", false)
		m.affine(theirs+"attn_qkv", ours+"attn.c_attn", true)
		m.affine(theirs+"attn_output", ours+"attn.c_proj", true)
		m.affine(theirs+"ffn_norm", ours+"ln_2", false)
		m.affine(theirs+"ffn_up", ours+"mlp.c_fc", true)
		m.affine(theirs+"ffn_down", ours+"mlp.c_proj", true)
	}
	m.affine("output_norm", "ln_f", false)
	if m.err != nil {
		return nil, m.err
	}
	return &File{Metadata: metadata(name, c, tokens, special, matrices), Tensors: m.tensors}, nil
}

// mapper collects tensors, and remembers the first error.
type mapper struct {
	source   quant.Source
	matrices Type
	tensors  []Tensor
	err      error
}

// affine maps a pair of weight and bias: a layer's, or a norm's.
func (m *mapper) affine(theirs, ours string, layer bool) {
	if layer {
		m.matrix(theirs+".weight", ours+".weight", m.matrices)
	} else {
		m.vector(theirs+".weight", ours+".weight")
	}
	m.vector(theirs+".bias", ours+".bias")
}

func (m *mapper) values(ours string, axes int) (values []float32, shape []int) {
	if m.err != nil {
		return nil, nil
	}
	t, err := m.source.Tensor(ours)
	if err == nil && len(t.Shape) != axes {
		err = fmt.Errorf("%w: %s has shape %v", ErrShape, ours, t.Shape)
	}
	if err == nil {
		values, err = quant.Dequantize(m.source, t)
	}
	m.err = err
	return values, t.Shape
}

func (m *mapper) matrix(theirs, ours string, to Type) {
	values, shape := m.values(ours, 2)
	if m.err != nil {
		return
	}
	t, err := matrix(theirs, values, shape[0], shape[1], to)
	m.tensors, m.err = append(m.tensors, t), err
}

func (m *mapper) vector(theirs, ours string) {
	if values, _ := m.values(ours, 1); m.err == nil {
		m.tensors = append(m.tensors, vector(theirs, values))
	}
}

// Kinds of tokens.
const (
	normalToken  = 1
	controlToken = 3
)

// metadata is what llama.cpp asks of a gpt2 model. A vocabulary of whole words has no merges, but the list must not be empty.
func metadata(name string, c runtime.Config, tokens []string, special func(int) bool, matrices Type) []Pair {
	kinds, written := make([]int32, len(tokens)), make([]string, len(tokens))
	for i, t := range tokens {
		kinds[i], written[i] = normalToken, strings.ReplaceAll(t, " ", "Ġ")
		if special(i) {
			kinds[i] = controlToken
		}
	}
	fileType := map[Type]uint32{F32: 0, Q4_0: 2, Q8_0: 7}[matrices]
	end := uint32(len(tokens) - 1)
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
