package train

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/weights"
)

// ExportOptions say what Export takes, and how it writes.
type ExportOptions struct {
	// Best takes the checkpoint with the best answers in training instead of the last one, see run.save.
	Best bool
	// Formats are those of the matrices; the rest is float32.
	Formats quant.Formats
	// Init is the folder of the model that a recipe for text started from, if it is no longer where it was.
	Init string
}

// Export turns a checkpoint of a run into a model folder that the runtime reads, with the tokenizer and a model card.
// Adapters are added to the matrices they belong to. It returns the quantization error by tensor.
func Export(ctx context.Context, runDir, modelDir string,
	o ExportOptions) (*weights.Manifest, map[string]quant.Error, error) {
	name := checkpointFile
	if o.Best {
		name = bestFile
	}
	header, values, err := readCheckpoint(filepath.Join(runDir, name))
	if err != nil {
		return nil, nil, err
	}
	trained, err := header.parameters(values)
	if err != nil {
		return nil, nil, err
	}
	describe := describeGraphs
	if header.Recipe.Text != nil {
		describe = describeTexts
	}
	model, err := describe(ctx, header, trained, o)
	if err != nil {
		return nil, nil, err
	}
	p, lost, err := model.pack(header)
	if err != nil {
		return nil, nil, err
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

// exported is a trained model on its way into a folder.
type exported struct {
	config  runtime.Config
	license string
	files   map[string][]byte
	formats quant.Formats
	// floats returns the values of a tensor in the shape of the schema.
	floats func(spec quant.Spec) ([]float32, error)
}

// pack converts the tensors, and adds the model card.
func (m *exported) pack(header checkpointHeader) (weights.Package, map[string]quant.Error, error) {
	p := weights.Package{Name: header.Recipe.Name, License: m.license, Compression: weights.Gzip, Files: m.files}
	about := modelCard{header.Recipe, header.State}
	if about.State.Init != "" { // its name, not where it lay on this machine
		about.State.Init = filepath.Base(about.State.Init)
	}
	card, err := json.MarshalIndent(about, "", "  ")
	if err != nil {
		return p, nil, fmt.Errorf("train: encode model card: %w", err)
	}
	p.Files["training.json"] = append(card, '\n')
	if p.Config, err = json.Marshal(m.config); err != nil {
		return p, nil, fmt.Errorf("train: encode config: %w", err)
	}
	lost := map[string]quant.Error{}
	for _, spec := range m.config.Tensors() {
		data, err := m.floats(spec)
		if err != nil {
			return p, nil, err
		}
		if !spec.Role.Matrix() {
			p.Tensors = append(p.Tensors, weights.FromFloat32s(spec.Name, data, spec.Shape...))
			continue
		}
		parts, loss, err := m.formats.Tensors(spec, data)
		if err != nil {
			return p, nil, fmt.Errorf("train: %w", err)
		}
		p.Tensors, lost[spec.Name] = append(p.Tensors, parts...), loss
	}
	return p, lost, nil
}

// describeGraphs describes a model of a task of ours.
func describeGraphs(_ context.Context, header checkpointHeader, trained map[string][]float32,
	o ExportOptions) (*exported, error) {
	cfg := header.Recipe.Model
	tok, err := Tokenizer(cfg.Task)
	if err != nil {
		return nil, err
	}
	return &exported{config: cfg, license: License, formats: o.Formats,
		files:  map[string][]byte{tokenizer.File: tok.JSON()},
		floats: func(spec quant.Spec) ([]float32, error) { return whole(trained, spec) }}, nil
}

// whole returns a tensor that was trained itself, as the file has it.
func whole(trained map[string][]float32, spec quant.Spec) ([]float32, error) {
	p := paramSpec{Spec: spec, dims: spec.Shape}
	data, ok := trained[spec.Name]
	if !ok || len(data) != p.size() {
		return nil, fmt.Errorf("%w: parameter %s has %d values, want %d", ErrCheckpoint, spec.Name, len(data), p.size())
	}
	if p.transposed() {
		data = quant.Transpose(data, spec.Shape[1], spec.Shape[0])
	}
	return data, nil
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
