package runtime

import (
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/simd"
	"github.com/coconut-page/coconut/weights"
)

func TestNewModelNamesTheTensorAtFault(t *testing.T) {
	c := tinyConfig(PositionLearned)
	good := randomTensors(c, 5)
	for _, test := range []struct {
		name, tensor string
		change       func(weights.Tensor) weights.Tensor
	}{
		{"shape", "h.1.mlp.c_fc.weight", func(t weights.Tensor) weights.Tensor { t.Shape = []int{30, 50}; return t }},
		{"rank", "ln_f.bias", func(t weights.Tensor) weights.Tensor { t.Shape = []int{30, 1}; return t }},
		{"vector as int8", "h.0.ln_1.weight",
			func(t weights.Tensor) weights.Tensor { return weights.FromInt8s("", make([]int8, 30), 30) }},
		{"unknown type", "wte.weight", func(t weights.Tensor) weights.Tensor { t.DType = "int32"; return t }},
		{"too few bytes", "wpe.weight", func(t weights.Tensor) weights.Tensor { t.Data = t.Data[4:]; return t }},
		{"too many bytes", "h.2.attn.c_proj.bias",
			func(t weights.Tensor) weights.Tensor { t.Data = append(slices.Clone(t.Data), 0); return t }},
		{"not a number", "h.0.attn.c_attn.weight", func(t weights.Tensor) weights.Tensor {
			shared, _ := t.Float32s()
			v := slices.Clone(shared)
			v[17] = float32(math.NaN())
			return weights.FromFloat32s("", v, t.Shape...)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			bad := maps.Clone(good)
			bad[test.tensor] = test.change(bad[test.tensor])
			requireWeightsError(t, c, bad, test.tensor)
		})
	}
	for _, missing := range sortedNames(good) {
		bad := maps.Clone(good)
		delete(bad, missing)
		requireWeightsError(t, c, bad, missing)
	}
}

func TestNewModelChecksScales(t *testing.T) {
	c := tinyConfig(PositionRotary)
	good := randomTensors(c, 5).quantized(t)
	for name, change := range map[string]func(tensorMap){
		"missing": func(m tensorMap) { delete(m, "wte.weight.scale") },
		"shape":   func(m tensorMap) { m["wte.weight.scale"] = weights.FromFloat32s("", make([]float32, 5), 5) },
		"infinite": func(m tensorMap) {
			scale := make([]float32, c.VocabSize)
			scale[3] = float32(math.Inf(1))
			m["wte.weight.scale"] = weights.FromFloat32s("", scale, c.VocabSize)
		},
		"type": func(m tensorMap) {
			m["wte.weight.scale"] = weights.FromInt8s("", make([]int8, c.VocabSize), c.VocabSize)
		},
	} {
		t.Run(name, func(t *testing.T) {
			bad := maps.Clone(good)
			change(bad)
			requireWeightsError(t, c, bad, "wte.weight.scale")
		})
	}
}

func TestNewModelChecksBlocks(t *testing.T) {
	c := blockConfig(PositionRotary)
	good := randomTensors(c, 5).in(t, c, foreign["q4_1"])
	const name = "h.1.mlp.c_fc.weight"
	for what, change := range map[string]func(tensorMap){
		"no scales":   func(m tensorMap) { delete(m, name+".scale") },
		"no minima":   func(m tensorMap) { delete(m, name+".min") },
		"few scales":  func(m tensorMap) { m[name+".scale"] = weights.FromFloat16s("", make([]uint16, 96), 96, 1) },
		"one scale":   func(m tensorMap) { m["wte.weight.scale"] = weights.FromFloat16s("", make([]uint16, 23), 23) },
		"not numbers": func(m tensorMap) { m[name+".min"] = weights.FromFloat16s("", []uint16{0x7c00, 192: 0}[:192], 96, 2) },
	} {
		t.Run(what, func(t *testing.T) {
			bad := maps.Clone(good)
			change(bad)
			tensor := name
			if what == "one scale" {
				tensor = "wte.weight"
			}
			requireWeightsError(t, c, bad, tensor+".scale")
		})
	}
}

func requireWeightsError(t *testing.T, c Config, source TensorSource, tensor string) {
	t.Helper()
	m, err := NewModel(c, source)
	if m != nil || !errors.Is(err, ErrWeights) || !strings.Contains(err.Error(), tensor+" ") {
		t.Errorf("NewModel() = %v, %v; want ErrWeights that names %s", m, err, tensor)
	}
}

func TestNewModelChecksConfig(t *testing.T) {
	c := tinyConfig(PositionRotary)
	c.Heads = 4
	if m, err := NewModel(c, tensorMap{}); m != nil || !errors.Is(err, ErrConfig) {
		t.Errorf("NewModel() = %v, %v; want ErrConfig", m, err)
	}
}

func TestSetTokenizer(t *testing.T) {
	m := newTestModel(t, tinyConfig(PositionRotary), randomTensors(tinyConfig(PositionRotary), 5))
	large, err := tokenizer.NewWordLevel(append([]string{"<unk>"}, numberedWords(m.config.VocabSize)...), nil, nil)
	must(t, err)
	if err := m.SetTokenizer(large); !errors.Is(err, ErrTokenizer) {
		t.Errorf("too large: SetTokenizer() = %v, want ErrTokenizer", err)
	}
	for name, special := range map[string][]string{
		"no bot": {"<unk>", "<eot>", "<eos>"},
		"no eos": {"<unk>", "<eot>", "<bot>"},
	} {
		tok, err := tokenizer.NewWordLevel(special, numberedWords(4), nil)
		must(t, err)
		must(t, m.SetTokenizer(tok)) // a smaller one serves for texts
		if _, err := m.Generate(context.Background(), nil, Options{}, nil); !errors.Is(err, ErrTokenizer) {
			t.Errorf("%s: Generate() = %v, want ErrTokenizer", name, err)
		}
	}
	m.vocab = nil
	if _, err := m.Generate(context.Background(), nil, Options{}, nil); !errors.Is(err, ErrTokenizer) {
		t.Errorf("Generate() without a tokenizer = %v, want ErrTokenizer", err)
	}
}

// TestInt8IsCloseToFloat32 compares the int8 path with the reference path twice: on the same (dequantized) weights,
// where only the rounding of activations differs, and on the original ones.
func TestInt8IsCloseToFloat32(t *testing.T) {
	c := shippedConfig()
	tensors := randomTensors(c, 3)
	exact := newTestModel(t, c, tensors)
	q := newTestModel(t, c, tensors.quantized(t))
	prompt := randomPrompt(c, 40)
	for name, test := range map[string]struct {
		reference *Model
		tolerance float64
	}{"same weights": {q.Dequantized(), 0.03}, "original weights": {exact, 0.04}} {
		if d := distance(t, q, test.reference, prompt); d > test.tolerance {
			t.Errorf("%s: relative distance %.4f, want at most %g", name, d, test.tolerance)
		} else {
			t.Logf("%s: relative distance %.4f", name, d)
		}
	}
	if d := distance(t, q.Dequantized(), exact, prompt); d == 0 {
		t.Error("the dequantized model has the original weights")
	}
}

// distance returns |a-b|/|b| for two models' hidden states after a prompt and two thoughts.
func distance(t *testing.T, a, b *Model, prompt []int) float64 {
	t.Helper()
	var states [2][]float32
	for i, m := range []*Model{a, b} {
		s := m.NewSession()
		must(t, s.Prefill(prompt))
		must(t, s.Think())
		must(t, s.Think())
		states[i] = s.Hidden()
	}
	var diff, norm float64
	for i := range states[0] {
		diff += math.Pow(float64(states[0][i])-float64(states[1][i]), 2)
		norm += math.Pow(float64(states[1][i]), 2)
	}
	return math.Sqrt(diff / norm)
}

// TestInt8MatrixArithmetic checks the documented rounding of y = W·x + b step by step.
func TestInt8MatrixArithmetic(t *testing.T) {
	c := tinyConfig(PositionRotary)
	tensors := randomTensors(c, 5).quantized(t)
	m := newTestModel(t, c, tensors)
	l := m.blocks[1].feedForward.(*geluLayer).in
	w := l.weight.(quantizedMatrix).kernel.(*simd.Int8Matrix)
	stored, err := tensors["h.1.mlp.c_fc.weight"].Int8s()
	must(t, err)
	x := make([]float32, c.Width)
	for i := range x {
		x[i] = float32(i%7) - 2.3
	}
	got, want := make([]float32, w.Rows), make([]float32, w.Rows)
	l.apply(got, x, 1, &m.NewSession().input)
	largest := float32(0)
	for _, v := range x {
		largest = max(largest, v, -v)
	}
	for r := range want {
		sum := 0
		for i, v := range x {
			sum += int(stored[r*w.Cols+i]) * int(math.Round(float64(v*(63/largest))))
		}
		scale := w.Scale[r] * (largest / 63)
		product := float32(sum) * scale
		want[r] = product + l.bias[r]
	}
	if !slices.Equal(got, want) {
		t.Errorf("int8 linear = %v, want %v", got, want)
	}
}
