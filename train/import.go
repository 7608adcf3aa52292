package train

import (
	"fmt"
	"strings"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// importTensors creates a model's variables in a scope of a store, the reverse of Export. floats returns the values of
// a tensor as a file has them.
func importTensors(store *model.Store, scope string, cfg runtime.Config,
	floats func(quant.Spec) ([]float32, error)) error {
	for _, spec := range paramSpecs(cfg) {
		data, err := floats(spec.Spec)
		if err != nil {
			return err
		}
		if len(data) != spec.size() {
			return fmt.Errorf("train: tensor %s has %d values, want %d", spec.Name, len(data), spec.size())
		}
		if spec.transposed() {
			data = quant.Transpose(data, spec.dims[1], spec.dims[0])
		}
		if err := create(store, scope+spec.Name, data, spec.dims...); err != nil {
			return err
		}
	}
	return nil
}

// create makes a variable, which is trained if it is one of the model's parameters.
func create(store *model.Store, path string, data []float32, dims ...int) error {
	v, err := store.CreateVariable(path, tensors.FromFlatDataAndDimensions(data, dims...))
	if err != nil {
		return fmt.Errorf("train: create %s: %w", path, err)
	}
	v.SetTrainable(strings.HasPrefix(path, paramScope))
	return nil
}

// stored returns the values of a model folder's tensors.
func stored(w *weights.Weights) func(quant.Spec) ([]float32, error) {
	return func(spec quant.Spec) ([]float32, error) { return floatsOf(w, spec.Name) }
}

// floatsOf reads a tensor as float32, in whatever format it is stored.
func floatsOf(w *weights.Weights, name string) ([]float32, error) {
	t, err := w.Tensor(name)
	if err != nil {
		return nil, err
	}
	return quant.Dequantize(w, t)
}
