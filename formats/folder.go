package formats

import (
	"context"
	"slices"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// modelFolder is one of our own model folders as a Checkpoint.
type modelFolder struct {
	manifest *weights.Manifest
	config   runtime.Config
	files    map[string][]byte
	tensors  quant.Source
	stop     context.CancelFunc
}

// Model makes a Checkpoint of a model folder. Its tensors arrive in the order of the schema and can be read once each,
// in that order, so that few of them are in memory at a time. Close ends the reading. Errors are those of packages
// weights and runtime; after ctx is done, they wrap its cause.
func Model(ctx context.Context, store *weights.Store) (Checkpoint, error) {
	config, err := runtime.ParseConfig(store.Manifest().Config)
	if err != nil {
		return nil, err
	}
	m := &modelFolder{manifest: store.Manifest(), config: config, files: map[string][]byte{}}
	for _, f := range m.manifest.Files {
		if f.Name != layout.TokenizerFile && f.Name != layout.GenerationFile {
			continue
		}
		if m.files[f.Name], err = store.File(ctx, f.Name); err != nil {
			return nil, err
		}
	}
	ctx, m.stop = context.WithCancel(ctx)
	m.tensors = store.Stream(ctx, nil)
	return m, nil
}

// Config implements Checkpoint.
func (m *modelFolder) Config() runtime.Config { return m.config }

// License implements Checkpoint.
func (m *modelFolder) License() string { return m.manifest.License }

// Files implements Checkpoint.
func (m *modelFolder) Files() (map[string][]byte, error) { return m.files, nil }

// Floats implements Checkpoint: what the folder holds, dequantized.
func (m *modelFolder) Floats(spec quant.Spec) ([]float32, error) {
	t, err := m.tensors.Tensor(spec.Name)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(t.Shape, spec.Shape) {
		return nil, fault.Errorf("formats", "tensor %s has shape %v, want %v", spec.Name, t.Shape, spec.Shape)
	}
	return quant.Dequantize(m.tensors, t)
}

// Close implements io.Closer.
func (m *modelFolder) Close() error {
	m.stop()
	return nil
}
