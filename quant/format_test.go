package quant

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/weights"
)

// source is a model in memory.
type source map[string]weights.Tensor

func (s source) Tensor(name string) (weights.Tensor, error) {
	t, ok := s[name]
	if !ok {
		return t, fmt.Errorf("no tensor %s", name)
	}
	return t, nil
}

// TestFormatsModel takes a model from float32 to int4 and on to int8; each format has its own tensors and shapes.
func TestFormatsModel(t *testing.T) {
	w := normal(rand.New(rand.NewPCG(1, 2)), 64*64)
	model := source{
		"wte.weight":               weights.FromFloat32s("wte.weight", w, 64, 64),
		"h.0.mlp.c_fc.weight":      weights.FromFloat32s("h.0.mlp.c_fc.weight", w, 32, 128),
		"h.0.mlp.c_fc.bias":        weights.FromFloat32s("h.0.mlp.c_fc.bias", w[:32], 32),
		"h.0.attn.c_attn.weight":   weights.FromFloat32s("h.0.attn.c_attn.weight", w, 128, 32),
		"h.0.attn.something.int32": weights.FromInt32s("h.0.attn.something.int32", []int32{1, 2}, 2, 1),
	}
	specs := []Spec{{"wte.weight", []int{64, 64}, Embedding}, {"h.0.mlp.c_fc.weight", []int{32, 128}, Linear},
		{"h.0.mlp.c_fc.bias", []int{32}, Bias},
		{"h.0.attn.c_attn.weight", []int{128, 32}, Linear}, {"h.0.attn.something.int32", []int{2, 1}, Norm}}
	for _, step := range []struct {
		formats     Formats
		want        []string
		least, most float64 // SNR of the layers' matrices
	}{
		{Formats{Matrices: FormatInt4, Embeddings: FormatInt8}, []string{"wte.weight int8[64 64]", "wte.weight.scale float32[64]", "h.0.mlp.c_fc.weight int4[32 128]",
			"h.0.mlp.c_fc.weight.scale float32[32 4]", "h.0.mlp.c_fc.bias float32[32]", "h.0.attn.c_attn.weight int4[128 32]",
			"h.0.attn.c_attn.weight.scale float32[128 1]", "h.0.attn.something.int32 int32[2 1]"}, 20, 26},
		{Formats{Matrices: FormatInt4, Embeddings: FormatInt8, Keep: []string{"h.*.attn.*"}}, []string{"wte.weight int8[64 64]", "wte.weight.scale float32[64]", "h.0.mlp.c_fc.weight int4[32 128]",
			"h.0.mlp.c_fc.weight.scale float32[32 4]", "h.0.mlp.c_fc.bias float32[32]", "h.0.attn.c_attn.weight int8[128 32]",
			"h.0.attn.c_attn.weight.scale float32[128]", "h.0.attn.something.int32 int32[2 1]"}, 20, 0},
		{DefaultFormats, []string{"wte.weight int8[64 64]", "wte.weight.scale float32[64]", "h.0.mlp.c_fc.weight int8[32 128]",
			"h.0.mlp.c_fc.weight.scale float32[32]", "h.0.mlp.c_fc.bias float32[32]", "h.0.attn.c_attn.weight int8[128 32]",
			"h.0.attn.c_attn.weight.scale float32[128]", "h.0.attn.something.int32 int32[2 1]"}, 40, 60},
		{Formats{Matrices: FormatQ4, Embeddings: FormatQ8, Keep: []string{"h.*.attn.*"}}, []string{"wte.weight int8[64 64]", "wte.weight.scale float16[64 2]",
			"h.0.mlp.c_fc.weight int4[32 128]", "h.0.mlp.c_fc.weight.scale float16[32 4]", "h.0.mlp.c_fc.weight.min float16[32 4]", "h.0.mlp.c_fc.bias float32[32]",
			"h.0.attn.c_attn.weight int8[128 32]", "h.0.attn.c_attn.weight.scale float16[128 1]", "h.0.attn.something.int32 int32[2 1]"}, 20, 26},
		{Formats{Matrices: FormatFloat32, Embeddings: FormatFloat32}, []string{"wte.weight float32[64 64]", "h.0.mlp.c_fc.weight float32[32 128]", "h.0.mlp.c_fc.bias float32[32]",
			"h.0.attn.c_attn.weight float32[128 32]", "h.0.attn.something.int32 int32[2 1]"}, 1000, 0},
	} {
		tensors, lost, err := step.formats.Model(specs, model)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		model = source{}
		for _, tensor := range tensors {
			got = append(got, fmt.Sprint(tensor.Name, " ", tensor.DType, tensor.Shape))
			model[tensor.Name] = tensor
		}
		if !slices.Equal(got, step.want) {
			t.Errorf("%v made\n%q, want\n%q", step.formats, got, step.want)
		}
		if snr := lost["h.0.mlp.c_fc.weight"].SNRdB; snr < step.least || snr > step.most && step.most > 0 {
			t.Errorf("%v: SNR %v dB, want %v to %v", step.formats, snr, step.least, step.most)
		}
		if len(lost) != 3 {
			t.Errorf("%v: losses of %d matrices", step.formats, len(lost))
		}
	}
}

func TestFormatsErrors(t *testing.T) {
	w, spec := make([]float32, 60), Spec{"h.0.w", []int{2, 30}, Linear}
	for _, test := range []struct {
		f    Formats
		want error
		says string
	}{
		{Formats{Matrices: "int2"}, ErrShape, `format "int2"`},
		{Formats{Matrices: FormatInt4}, ErrShape, "30 columns"},
	} {
		if _, _, err := test.f.Tensors(spec, w); !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) ||
			!strings.Contains(err.Error(), "h.0.w") {
			t.Errorf("%v: %v, want %v that says %q", test.f, err, test.want, test.says)
		}
	}
	bad := Formats{Matrices: FormatInt4, Keep: []string{"h.[0"}}
	if _, _, err := bad.Tensors(spec, w); !errors.Is(err, path.ErrBadPattern) || !strings.Contains(err.Error(), `"h.[0"`) {
		t.Errorf("a bad pattern: %v", err)
	}
	scaleless := source{"w": weights.FromInt8s("w", make([]int8, 4), 2, 2)}
	vector := Spec{"h.0.w", []int{60}, Bias}
	if _, _, err := DefaultFormats.Tensors(vector, w); !errors.Is(err, ErrShape) {
		t.Errorf("a vector as a matrix: %v", err)
	}
	if _, _, err := DefaultFormats.Model([]Spec{{"w", []int{2, 3}, Linear}},
		source{"w": weights.FromFloat32s("w", w[:4], 2, 2)}); !errors.Is(err, ErrShape) {
		t.Errorf("another shape than the schema's: %v", err)
	}
	if _, _, err := DefaultFormats.Model([]Spec{{"w", []int{2, 2}, Linear}}, scaleless); err == nil ||
		!strings.Contains(err.Error(), "w.scale") {
		t.Errorf("without scales: %v", err)
	}
}
