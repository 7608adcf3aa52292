package train

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph" //nolint:revive // GoMLX's own style
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

// tinyRecipe returns a recipe for a model so small that it trains in seconds.
func tinyRecipe() Recipe {
	return Recipe{
		Name: "tiny", Task: "prosqa", Method: "coconut", Seed: 7,
		Model: runtime.Config{ModelType: "coconut-gpt2", MaxPositions: 256, Width: 32, Layers: 2, Heads: 2, Inner: 64,
			LayerNormEpsilon: 1e-5,
			Position:         runtime.PositionRotary, RotaryBase: 10000, VocabSize: len(prosqaTokens())},
		GraphsPerStep: 4, QueriesPerGraph: 4, ChainQueries: 1, UniformProb: 0.5, ThoughtSupervision: 1, PadLatentToMax: true,
		LearningRate: 1e-3, FinalLearningRate: 1e-4, WarmupSteps: 10, Beta1: 0.9, Beta2: 0.98, ClipNorm: 1,
		Stages: []Stage{{Thoughts: 2, MinNodes: 6, MaxNodes: 8, Steps: 30}},
	}
}

// prosqaTokens returns the vocabulary of the ProsQA models.
func prosqaTokens() []string { return append(tokenizer.Special(), prosqa.Task{}.Words()...) }

// TestGradient checks the engine's gradient through two fed-back thoughts against central differences, for values of
// every kind of parameter. The tolerance is loose enough for float32 and far below the error of a wrong derivative.
func TestGradient(t *testing.T) {
	recipe := tinyRecipe()
	vocab, err := newVocabulary(prosqaTokens())
	if err != nil {
		t.Fatal(err)
	}
	backend, err := NewBackend("go")
	if err != nil {
		t.Fatal(err)
	}
	store := model.NewStore()
	if err := initParams(store, recipe.Model, recipe.Seed, ""); err != nil {
		t.Fatal(err)
	}
	s := &stepper{recipe: &recipe, vocab: vocab, stage: recipe.Stages[0], layout: prosqa.Task{}.Layout(), thoughts: 2}
	b := (&sampler{recipe: &recipe, vocab: vocab, task: prosqa.Task{}}).next(0, recipe.Stages[0])
	specs := paramSpecs(recipe.Model)
	grads := model.MustNewExec(backend, store, func(_ *model.Scope, in []*Node) []*Node {
		store.SetTraining(in[0].Graph(), true)
		loss, _ := s.lossGraph(store, in)
		var params []*Node
		for _, p := range specs {
			params = append(params, store.GetVariable(paramPath(p.Name)).NodeValue(loss.Graph()))
		}
		return append([]*Node{loss}, Gradient(loss, params...)...)
	})
	lossOf := func() float64 {
		return float64(tensors.MustCopyFlatData[float32](grads.MustCall(s.inputs(b)...)[0])[0])
	}
	all := grads.MustCall(s.inputs(b)...)
	for i, p := range specs {
		analytic := tensors.MustCopyFlatData[float32](all[i+1])
		at := 0 // differences are most accurate for the largest derivative
		for j, g := range analytic {
			if math.Abs(float64(g)) > math.Abs(float64(analytic[at])) {
				at = j
			}
		}
		v := store.GetVariable(paramPath(p.Name))
		values := tensors.MustCopyFlatData[float32](v.MustValue())
		const eps = 4e-3
		shifted := func(by float32) float64 {
			moved := append([]float32(nil), values...)
			moved[at] += by
			if err := v.SetValue(tensors.FromFlatDataAndDimensions(moved, p.dims...)); err != nil {
				t.Fatal(err)
			}
			return lossOf()
		}
		numeric := (shifted(eps) - shifted(-eps)) / (2 * eps)
		shifted(0)
		if diff := math.Abs(numeric - float64(analytic[at])); diff > 0.02*math.Abs(numeric)+2e-3 {
			t.Errorf("d loss / d %s[%d]: engine %.5f, differences %.5f", p.Name, at, analytic[at], numeric)
		}
	}
}
