package latent

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats/huggingface"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/simd"
)

// The names of LoRA's tensors (Hu et al., 2106.09685) in PEFT, after a layer's own name: what was there before, and the
// two halves, with the name of the adapter behind them.
const (
	peftPrefix = "base_model.model."
	baseLayer  = ".base_layer."
	loraA      = ".lora_A."
	loraB      = ".lora_B."
)

// defaultAlpha is the alpha of CODI's scripts.
const defaultAlpha = 32

// adapterFile describes a LoRA in PEFT's folders.
const adapterFile = "adapter_config.json"

// mergeLoRA makes plain matrices of those with LoRA beside them: W + alpha/rank · B·A.
func (a *adapter) mergeLoRA() error {
	a.strip(peftPrefix)
	halves, err := a.halves()
	if err != nil || len(halves) == 0 {
		return err
	}
	alpha, from, err := a.alpha()
	if err != nil {
		return err
	}
	rank := 0
	for _, layer := range slices.Sorted(maps.Keys(halves)) {
		h := halves[layer]
		base, ok := a.state.Tensors[layer+baseLayer+"weight"]
		if !ok {
			return ErrCheckpoint.Errorf("tensor %s%sweight is missing, and its LoRA is there: a checkpoint with all of the "+
				"model is needed, not the adapter alone", layer, baseLayer)
		}
		h.base, h.inputsFirst = base, a.config.conv1D()
		if err := h.check(layer); err != nil {
			return err
		}
		rank = h.a.Shape[0]
		h.scale = float32(alpha / float64(rank))
		a.state.Tensors[layer+".weight"] = huggingface.Tensor{DType: "F32", Shape: base.Shape, Floats: h.merge}
		delete(a.state.Tensors, layer+baseLayer+"weight")
	}
	for _, name := range a.names() {
		if strings.Contains(name, baseLayer) { // biases, and layers that could have had a LoRA
			a.rename(name, strings.Replace(name, baseLayer, ".", 1))
		}
	}
	a.note("merged LoRA of rank %d into %d matrices, with alpha %v (%s)", rank, len(halves), alpha, from)
	return nil
}

// lora is a matrix with a LoRA.
type lora struct {
	base, a, b  huggingface.Tensor // [outputs, inputs], [rank, inputs], [outputs, rank]
	scale       float32
	inputsFirst bool // base is [inputs, outputs] instead
}

// halves takes the two halves of each layer's LoRA out of the tensors.
func (a *adapter) halves() (map[string]*lora, error) {
	all := map[string]*lora{}
	for _, name := range a.names() {
		if !strings.Contains(name, ".lora_") {
			continue
		}
		layer, _, inA := strings.Cut(name, loraA)
		if !inA {
			var inB bool
			if layer, _, inB = strings.Cut(name, loraB); !inB {
				return nil, ErrUnsupported.Errorf("tensor %.100q; LoRA is read as %s and %s alone", name, loraA, loraB)
			}
		}
		if all[layer] == nil {
			all[layer] = &lora{}
		}
		half := &all[layer].b
		if inA {
			half = &all[layer].a
		}
		if half.Shape != nil {
			return nil, ErrUnsupported.Errorf("tensor %.100q: layer %.100q has more than one LoRA", name, layer)
		}
		*half = a.state.Tensors[name]
		delete(a.state.Tensors, name)
	}
	return all, nil
}

// check compares the shapes.
func (l *lora) check(layer string) error {
	for half, t := range map[string]huggingface.Tensor{"lora_A": l.a, "lora_B": l.b} {
		if t.Shape == nil {
			return ErrCheckpoint.Errorf("layer %s has only one half of its LoRA: %s is missing", layer, half)
		}
		if len(t.Shape) != 2 {
			return ErrCheckpoint.Errorf("layer %s: %s has shape %v, want a matrix", layer, half, t.Shape)
		}
	}
	want := []int{l.b.Shape[0], l.a.Shape[1]}
	if l.inputsFirst {
		slices.Reverse(want)
	}
	if !slices.Equal(l.base.Shape, want) || l.a.Shape[0] != l.b.Shape[1] || l.a.Shape[0] == 0 {
		return ErrCheckpoint.Errorf("layer %s: its LoRA has shapes %v and %v, which do not fit a matrix %v; is it of "+
			"another model, or config.json?", layer, l.a.Shape, l.b.Shape, l.base.Shape)
	}
	return nil
}

// merge computes W + scale · B·A.
func (l *lora) merge() ([]float32, error) {
	w, err := l.base.Floats()
	if err != nil {
		return nil, err
	}
	first, err := l.a.Floats()
	if err != nil {
		return nil, err
	}
	second, err := l.b.Floats()
	if err != nil {
		return nil, err
	}
	rank, inputs, outputs := l.a.Shape[0], l.a.Shape[1], l.b.Shape[0]
	first = quant.Transpose(first, rank, inputs)
	row := make([]float32, inputs)
	for o := range outputs {
		simd.MatVec(row, first, second[o*rank:(o+1)*rank], inputs, rank)
		for i, v := range row {
			at := o*inputs + i
			if l.inputsFirst {
				at = i*outputs + o
			}
			w[at] += l.scale * v
		}
	}
	return w, nil
}

// alpha is the numerator of LoRA's scale, and says where it comes from.
func (a *adapter) alpha() (alpha float64, from string, err error) {
	if a.options.LoRAAlpha != 0 {
		return a.options.LoRAAlpha, "as you said", nil
	}
	data, err := a.state.Read(adapterFile)
	if errors.Is(err, fs.ErrNotExist) {
		return defaultAlpha, "guessed: that of CODI's scripts; --lora-alpha says another", nil
	}
	if err != nil {
		return 0, "", err
	}
	var file struct {
		Alpha float64 `json:"lora_alpha"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return 0, "", fault.Errorf("latent", "%s: %w", adapterFile, err)
	}
	if file.Alpha == 0 {
		return 0, "", ErrCheckpoint.Errorf("%s has no lora_alpha", adapterFile)
	}
	return file.Alpha, "as in " + adapterFile, nil
}
