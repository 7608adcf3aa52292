package train

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/weights"
)

// Export turns the last checkpoint of a run (or the best, see run.save) into a model folder that the runtime reads:
// matrices in the given formats, the rest as float32, the tokenizer beside them. It returns the quantization error by
// tensor.
func Export(runDir, modelDir string, best bool,
	formats quant.Formats) (*weights.Manifest, map[string]quant.Error, error) {
	name := checkpointFile
	if best {
		name = bestFile
	}
	header, values, err := readCheckpoint(filepath.Join(runDir, name))
	if err != nil {
		return nil, nil, err
	}
	floats, err := header.parameters(values)
	if err != nil {
		return nil, nil, err
	}
	cfg := header.Recipe.Model
	config, err := json.Marshal(cfg)
	if err != nil {
		return nil, nil, fmt.Errorf("train: encode config: %w", err)
	}
	tok, err := Tokenizer(cfg.Task)
	if err != nil {
		return nil, nil, err
	}
	card, err := json.MarshalIndent(modelCard{header.Recipe, header.State}, "", "  ")
	if err != nil {
		return nil, nil, fmt.Errorf("train: encode model card: %w", err)
	}
	p := weights.Package{Name: header.Recipe.Name, Config: config, License: License, Compression: weights.Gzip,
		Files: map[string][]byte{"tokenizer.json": tok.JSON(), "training.json": append(card, '\n')}}
	lost := map[string]quant.Error{}
	for _, spec := range paramSpecs(cfg) {
		data, ok := floats[spec.Name]
		if !ok || len(data) != spec.size() {
			return nil, nil, fmt.Errorf("%w: parameter %s has %d values, want %d", ErrCheckpoint, spec.Name, len(data),
				spec.size())
		}
		if !spec.Role.Matrix() {
			p.Tensors = append(p.Tensors, weights.FromFloat32s(spec.Name, data, spec.dims...))
			continue
		}
		if spec.transposed() {
			data = quant.Transpose(data, spec.dims[0], spec.dims[1])
		}
		parts, loss, err := formats.Tensors(spec.Spec, data)
		if err != nil {
			return nil, nil, fmt.Errorf("train: %w", err)
		}
		p.Tensors, lost[spec.Name] = append(p.Tensors, parts...), loss
	}
	manifest, err := weights.Write(modelDir, p)
	if err != nil {
		return nil, nil, err
	}
	if _, err := weights.Prune(modelDir); err != nil { // the model that was in the folder before
		return nil, nil, err
	}
	return manifest, lost, nil
}

// License is the license of the models we train, the same as the repository's.
const License = "MIT"

// modelCard is training.json in a model's folder: how to reproduce the model, and what its training took.
type modelCard struct {
	Recipe Recipe `json:"recipe"`
	State  state  `json:"state"`
}

// Tokenizer returns the word-level tokenizer of the models we train for a task, which reads a fact as three tokens:
// `gerpus terpus .` Errors wrap ErrRecipe for an unknown task.
func Tokenizer(taskName string) (*tokenizer.Tokenizer, error) {
	t, err := taskOf(taskName)
	if err != nil {
		return nil, err
	}
	return tokenizer.NewWordLevel(tokenizer.Special(), t.Words(), t.Rules())
}

// parameters decodes the trainable tensors of a checkpoint, by tensor name.
func (h *checkpointHeader) parameters(values []byte) (map[string][]float32, error) {
	floats := map[string][]float32{}
	for _, v := range h.Variables {
		raw := values[:v.Size]
		values = values[v.Size:]
		name, ok := strings.CutPrefix(v.Path, paramScope)
		if !ok {
			continue
		}
		data, err := v.floats(raw)
		if err != nil {
			return nil, err
		}
		floats[name] = data
	}
	return floats, nil
}
