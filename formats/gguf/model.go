package gguf

import (
	"strings"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/formats/internal/number"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// ErrShape is wrapped by errors about matrices and models that the format cannot hold.
var ErrShape = fault.New("gguf", "cannot be written as GGUF")

// Model is what File needs of a model.
type Model struct {
	// Name is for people; License is an SPDX identifier, or "".
	Name, License string
	Config        runtime.Config
	// Vocabulary are the tokens, one for each row of the embedding; nil for a model without a tokenizer.
	Vocabulary *bpe.GGUF
	// Floats returns the values of a tensor of Config's schema, row-major.
	Floats func(spec quant.Spec) ([]float32, error)
	// Lost, if not nil, is told what each matrix lost by rounding.
	Lost func(tensor string, e quant.Error)
}

// Writable tells whether File can map a model of this config; the error wraps ErrShape.
func Writable(c runtime.Config) error {
	if _, err := layout.Family(c); err != nil {
		return ErrShape.Errorf("%w", err)
	}
	return nil
}

// File maps a model to one of llama.cpp's architectures. The layers' matrices are encoded as matrices says, embedding
// and head as embeddings says, vectors and learned positions as float32. Values are read when the file is written, one
// tensor at a time, in the order of the schema. The error wraps ErrShape for a model that the format cannot hold.
func (m Model) File(matrices, embeddings Type) (*File, error) {
	name, err := layout.Family(m.Config)
	if err != nil {
		return nil, ErrShape.Errorf("%w", err)
	}
	for _, t := range []Type{matrices, embeddings} {
		if _, ok := encoders[t]; !ok {
			return nil, ErrShape.Errorf("%s is not written; supported: %s", t, strings.Join(TypeNames(), ", "))
		}
	}
	if v := m.Vocabulary; v != nil && (len(v.Tokens) != m.Config.VocabSize || len(v.Types) != len(v.Tokens)) {
		return nil, ErrShape.Errorf("%d tokens with %d types, vocab_size is %d", len(v.Tokens), len(v.Types),
			m.Config.VocabSize)
	}
	f := &File{Metadata: m.metadata(name, matrices)}
	types := map[quant.Role]Type{quant.Linear: matrices, quant.Embedding: embeddings, quant.Head: embeddings}
	for _, spec := range m.Config.Tensors() {
		t, err := m.tensor(families[name], spec, types[spec.Role]) // the others' is F32, the zero value
		if err != nil {
			return nil, err
		}
		f.Tensors = append(f.Tensors, t)
	}
	if factors := frequencyFactors(m.Config); factors != nil {
		f.Tensors = append(f.Tensors, Tensor{Name: ropeFactors, Dims: []uint64{uint64(len(factors))},
			Data: number.Float32s(factors)})
	}
	return f, nil
}

// tensor describes a tensor that is encoded as a type, and says how.
func (m Model) tensor(f family, spec quant.Spec, as Type) (Tensor, error) {
	name, err := f.nameOf(spec.Name)
	if err != nil {
		return Tensor{}, err
	}
	t := Tensor{Name: name, Type: as}
	for _, n := range spec.Shape {
		t.Dims = append([]uint64{uint64(n)}, t.Dims...)
	}
	if block := formats[t.Type].block; t.Dims[0]%uint64(block) != 0 {
		return Tensor{}, ErrShape.Errorf("%s has %d columns, which is not a multiple of %s's block of %d", name, t.Dims[0],
			t.Type, block)
	}
	t.Load = func() ([]byte, error) { return m.load(f, spec, t.Type) }
	return t, nil
}

// load reads and encodes a tensor.
func (m Model) load(f family, spec quant.Spec, to Type) ([]byte, error) {
	values, err := m.Floats(spec)
	if err != nil {
		return nil, err
	}
	if f.rotated(spec) {
		values = pairs(values, spec.Shape[0], m.Config.Rotated())
	}
	data, err := encoders[to](values)
	if err == nil && m.Lost != nil && to != F32 {
		m.Lost(spec.Name, quant.Compare(values, to.floats(data)))
	}
	return data, err
}

// metadata returns what llama.cpp requires of a model.
func (m Model) metadata(arch string, matrices Type) []Pair {
	all := []Pair{
		{"general.architecture", arch}, {"general.name", m.Name}, {"general.file_type", fileTypes[matrices]},
		{"general.quantization_version", uint32(2)},
	}
	if m.License != "" {
		all = append(all, Pair{"general.license", strings.ToLower(m.License)})
	}
	for _, p := range families[arch].pairs(m.Config) {
		all = append(all, Pair{arch + "." + p.Key, p.Value})
	}
	return append(all, vocabularyPairs(m.Vocabulary)...)
}

// fileTypes are the numbers that ggml has for files whose matrices are mostly of a type.
var fileTypes = map[Type]uint32{F32: 0, F16: 1, Q4_0: 2, Q4_1: 3, Q8_0: 7}
