package formats

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/formats/huggingface"
	"github.com/coconut-page/coconut/formats/safetensors"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/internal/wholefile"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

// Exported says what Export wrote.
type Exported struct {
	// Format, Type and Embeddings are those that were written.
	Format, Type, Embeddings string
	Tensors                  int
	Bytes                    int64
	// Lost is what each tensor lost that was rounded, by our names.
	Lost map[string]quant.Error
	// Notes say what of the model the format cannot hold, in sentences.
	Notes []string
}

// ExportOptions say how Export writes.
type ExportOptions struct {
	// Name is the model's name, where the format has room for one.
	Name string
	// Format is one of ExportFormats; Type, how matrices are stored, one of its ExportTypes, or "" for f32, which loses
	// nothing. Embeddings is how embedding and head are stored, or "" for Type; safetensors has one type for all.
	Format, Type, Embeddings string
	// Progress, if not nil, is called after each tensor with the values written so far and their total.
	Progress func(done, total int64)
}

// writer is a format that is written.
type writer struct {
	// types are the names of the number formats of its matrices.
	types []string
	// write writes a model to out.
	write func(e *exporter, out string) error
}

// writers are the formats that are written, by name. It is a function so that programs without Export do without them.
func writers() map[string]writer {
	return map[string]writer{
		"gguf":        {gguf.TypeNames(), (*exporter).gguf},
		"safetensors": {slices.Sorted(maps.Keys(safetensorsTypes)), (*exporter).safetensors},
	}
}

// safetensorsTypes are the number formats of safetensors by our names for them.
var safetensorsTypes = map[string]string{"f16": safetensors.F16, exactType: safetensors.F32}

// exactType is the name of the number format that every writer has, and that loses nothing.
const exactType = "f32"

// ExportFormats lists the names of the formats that are written.
func ExportFormats() []string { return slices.Sorted(maps.Keys(writers())) }

// ExportTypes lists the names of the number formats of a format.
func ExportTypes(format string) []string { return slices.Clone(writers()[format].types) }

// Export writes a model in a format of other programs: gguf is a file, safetensors a folder in Hugging Face's layout.
// It holds one tensor at a time. out appears when it is complete. Errors wrap ErrUnsupported for a format or type that
// is not written, gguf.ErrShape or huggingface.ErrModel for a model that the format cannot hold, or are the
// checkpoint's, the file system's, or the context's cause.
func Export(ctx context.Context, c Checkpoint, out string, o ExportOptions) (*Exported, error) {
	w, ok := writers()[o.Format]
	if !ok {
		return nil, ErrUnsupported.Errorf("format %.40q is not written; supported: %s", o.Format,
			strings.Join(ExportFormats(), ", "))
	}
	o.Type = cmp.Or(o.Type, exactType)
	o.Embeddings = cmp.Or(o.Embeddings, o.Type)
	for _, kind := range []string{o.Type, o.Embeddings} {
		if !slices.Contains(w.types, kind) {
			return nil, ErrUnsupported.Errorf("%s of type %.40q is not written; supported: %s", o.Format, kind,
				strings.Join(w.types, ", "))
		}
	}
	e := &exporter{ctx: ctx, checkpoint: c, options: o}
	e.written = Exported{
		Format: o.Format, Type: o.Type, Embeddings: o.Embeddings, Lost: map[string]quant.Error{},
		Notes: unwritten(c.Config()),
	}
	for _, spec := range c.Config().Tensors() {
		e.total += elements(spec)
	}
	if err := w.write(e, out); err != nil {
		return nil, err
	}
	return &e.written, nil
}

// unwritten says what no other format holds.
func unwritten(c runtime.Config) (notes []string) {
	if c.Thoughts > 0 || c.Method != "" {
		notes = append(notes, fmt.Sprintf("Other programs take no latent steps: that the model was trained with method %q "+
			"and %d thoughts is not written.", c.Method, c.Thoughts))
	}
	return notes
}

// exporter writes one model.
type exporter struct {
	ctx         context.Context
	checkpoint  Checkpoint
	options     ExportOptions
	written     Exported
	done, total int64
}

// floats reads a tensor. It is the writers' source of values.
func (e *exporter) floats(spec quant.Spec) ([]float32, error) {
	if err := context.Cause(e.ctx); err != nil {
		return nil, err
	}
	values, err := e.checkpoint.Floats(spec)
	if err != nil {
		return nil, err
	}
	e.written.Tensors++
	e.done += elements(spec)
	if e.options.Progress != nil {
		e.options.Progress(e.done, e.total)
	}
	return values, nil
}

// lost notes what a tensor lost.
func (e *exporter) lost(tensor string, loss quant.Error) { e.written.Lost[tensor] = loss }

func (e *exporter) gguf(out string) error {
	config := e.checkpoint.Config()
	if err := gguf.Writable(config); err != nil {
		return err
	}
	files, err := e.checkpoint.Files()
	if err != nil {
		return err
	}
	m := gguf.Model{Name: e.options.Name, License: e.checkpoint.License(), Config: config, Floats: e.floats, Lost: e.lost}
	if m.Vocabulary, err = gguf.Vocabulary(files, config.VocabSize); err != nil {
		return fault.Errorf("formats", "the tokenizer: %w", err)
	}
	matrices, _ := gguf.TypeNamed(e.options.Type) // the name has been checked
	embeddings, _ := gguf.TypeNamed(e.options.Embeddings)
	file, err := m.File(matrices, embeddings)
	if err != nil {
		return err
	}
	if config.ModelType == runtime.ModelGPT2 && config.Activation == "" {
		e.written.Notes = append(e.written.Notes,
			"The model has the exact GELU; llama.cpp computes its tanh formula, so the logits differ a little.")
	}
	e.written.Bytes, err = wholefile.Write(out, file.Write)
	return err
}

func (e *exporter) safetensors(out string) error {
	if e.options.Embeddings != e.options.Type {
		return ErrUnsupported.Errorf("safetensors with matrices as %s and embeddings as %s; they must be the same",
			e.options.Type, e.options.Embeddings)
	}
	files, err := e.checkpoint.Files()
	if err != nil {
		return err
	}
	m := huggingface.Model{Config: e.checkpoint.Config(), Files: files, Floats: e.floats, Lost: e.lost}
	e.written.Bytes, err = m.Write(out, safetensorsTypes[e.options.Type])
	return err
}
