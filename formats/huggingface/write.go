package huggingface

import (
	"encoding/json"
	"io"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/formats/internal/number"
	"github.com/coconut-page/coconut/formats/safetensors"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/internal/wholefile"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// ErrModel is wrapped by errors about a model that transformers has no class for, or that cannot be written.
var ErrModel = fault.New("huggingface", "cannot be written")

// tokenizerConfigFile names the class that reads tokenizer.json.
const tokenizerConfigFile = "tokenizer_config.json"

// Model is what Write needs of a model.
type Model struct {
	Config runtime.Config
	// Files are tokenizer.json and generation_config.json, as far as there are any.
	Files map[string][]byte
	// Floats returns the values of a tensor of Config's schema, row-major.
	Floats func(spec quant.Spec) ([]float32, error)
	// Lost, if not nil, is told what each tensor lost by rounding.
	Lost func(tensor string, e quant.Error)
}

// Write writes a model as a folder that transformers opens: config.json, model.safetensors, and tokenizer.json where
// the model has one. dtype is safetensors.F32 or F16, for all tensors. It holds one tensor at a time. The folder must
// not exist or be empty, and appears when it is complete. It returns the size of all files, in bytes. Errors wrap
// ErrModel, or are those of Floats or of the file system.
func (m Model) Write(dir, dtype string) (size int64, err error) {
	name, err := layout.Family(m.Config)
	if err != nil {
		return 0, ErrModel.Errorf("%w", err)
	}
	files, err := m.files(name, dtype)
	if err != nil {
		return 0, err
	}
	return wholefile.WriteFolder(dir, files)
}

// files returns what writes each file.
func (m Model) files(family, dtype string) (map[string]func(io.Writer) error, error) {
	config, err := m.config(family, dtype)
	if err != nil {
		return nil, err
	}
	tensors := m.tensors(families[family], dtype)
	files := map[string]func(io.Writer) error{
		configFile:  whole(config),
		weightsName: func(to io.Writer) error { return safetensors.Write(to, tensors) },
	}
	for _, name := range []string{layout.TokenizerFile, layout.GenerationFile} {
		if data, ok := m.Files[name]; ok {
			files[name] = whole(data)
		}
	}
	if data, ok := m.Files[layout.TokenizerFile]; ok && bpe.Is(data) {
		config, err := m.tokenizerConfig(data)
		if err != nil {
			return nil, err
		}
		files[tokenizerConfigFile] = whole(config)
	}
	return files, nil
}

// whole writes a file's bytes.
func whole(data []byte) func(io.Writer) error {
	return func(to io.Writer) error {
		_, err := to.Write(data)
		return err
	}
}

// config returns config.json.
func (m Model) config(name, dtype string) ([]byte, error) {
	family := families[name]
	fields := family.fields(m.Config)
	fields["model_type"], fields["architectures"] = name, []string{family.class}
	fields["vocab_size"], fields["tie_word_embeddings"] = m.Config.VocabSize, !m.Config.UntiedHead
	fields["torch_dtype"] = map[string]string{safetensors.F32: "float32", safetensors.F16: "float16"}[dtype]
	ends, err := m.ends()
	if err != nil {
		return nil, err
	}
	// Without these, transformers would use its defaults, which this vocabulary may not have.
	fields["bos_token_id"], fields["eos_token_id"] = nil, nil
	if len(ends) > 0 {
		fields["eos_token_id"] = ends[0]
	}
	return indented(fields)
}

func (m Model) ends() ([]int, error) {
	data, ok := m.Files[layout.GenerationFile]
	if !ok {
		return nil, nil
	}
	ends, err := tokenizer.Ends(data)
	if err != nil {
		return nil, ErrModel.Errorf("%w", err)
	}
	return ends, nil
}

// tokenizerConfig returns tokenizer_config.json.
func (m Model) tokenizerConfig(data []byte) ([]byte, error) {
	t, err := bpe.Load(data)
	if err != nil {
		return nil, ErrModel.Errorf("%s: %w", layout.TokenizerFile, err)
	}
	fields := map[string]any{"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": m.Config.MaxPositions}
	ends, err := m.ends()
	if err == nil && len(ends) > 0 && ends[0] >= 0 && ends[0] < t.VocabSize() {
		fields["eos_token"] = t.Token(ends[0])
	}
	if err != nil {
		return nil, err
	}
	return indented(fields)
}

func indented(fields map[string]any) ([]byte, error) {
	data, err := json.MarshalIndent(fields, "", "  ")
	return append(data, '\n'), err
}

// tensors describes the tensors in the order of the schema.
func (m Model) tensors(f family, dtype string) (all []safetensors.Tensor) {
	for _, spec := range m.Config.Tensors() {
		shape := spec.Shape
		if f.transposed(spec) {
			shape = []int{spec.Shape[1], spec.Shape[0]}
		}
		all = append(all, safetensors.Tensor{
			Name: f.written(spec), DType: dtype, Shape: shape,
			Load: func() ([]byte, error) { return m.load(f, spec, dtype) },
		})
	}
	return all
}

// load returns a tensor's bytes.
func (m Model) load(f family, spec quant.Spec, dtype string) ([]byte, error) {
	values, err := m.Floats(spec)
	if err != nil {
		return nil, err
	}
	if f.transposed(spec) {
		values = quant.Transpose(values, spec.Shape[0], spec.Shape[1])
	}
	if dtype == safetensors.F32 {
		return number.Float32s(values), nil
	}
	data, err := number.Float16s(values)
	if err == nil && m.Lost != nil {
		m.Lost(spec.Name, quant.Compare(values, number.FromFloat16s(data)))
	}
	return data, err
}
