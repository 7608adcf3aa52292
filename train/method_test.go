package train

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/tasks/training"
)

// TestRecipes checks that every recipe in the repository is valid and runs: each of its stages for two steps, with a
// small model.
func TestRecipes(t *testing.T) {
	paths, err := filepath.Glob("recipes/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no recipes: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			recipe, err := ReadRecipe(path)
			if err != nil {
				t.Fatal(err)
			}
			opts := Options{Dir: t.TempDir(), Backend: "go", CheckpointEvery: time.Hour}
			if recipe.Text != nil {
				recipe.Text.QuestionsPerStep, recipe.Text.QuestionsAtOnce, recipe.Text.Questions = 2, 1, 0
				recipe.Text.MaxTokens = 50
				recipe.Task = "gsm8k" // the toy has no letters for the sentences of others
				opts.Init, opts.Data = toyBase(t, "llama", nil), toyData(t)
			} else {
				recipe.Model.Width, recipe.Model.Inner, recipe.Model.RotaryWidth = 32, 64, 0
				recipe.GraphsPerStep = 2
			}
			for i := range recipe.Stages {
				recipe.Stages[i].Steps, recipe.Stages[i].Graphs = 2, 2
			}
			var last Progress
			opts.OnProgress = func(p Progress) { last = p }
			err = Run(t.Context(), recipe, opts)
			if err != nil {
				t.Fatal(err)
			}
			if want := 2 * len(recipe.Stages); last.Step != want || last.Loss <= 0 {
				t.Errorf("ended at step %d with loss %v, want step %d and a loss", last.Step, last.Loss, want)
			}
		})
	}
}

// TestMethodsLearn checks that the loss of every method falls on tiny graphs.
func TestMethodsLearn(t *testing.T) {
	for name, c := range map[string]struct{ chains, thoughts, removed int }{
		runtime.MethodCoT: {4, 0, 0}, runtime.MethodNoCoT: {0, 0, 0}, runtime.MethodICoT: {4, 0, 3},
		runtime.MethodPause: {0, 3, 0}, runtime.MethodSearch: {4, 0, 0},
		runtime.MethodPauseAsThought: {2, 2, 0}, runtime.MethodNoThought: {2, 2, 0}, runtime.MethodNoCurriculum: {0, 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			recipe := tinyRecipe()
			recipe.Method, recipe.ChainQueries, recipe.LearningRate, recipe.ThoughtSupervision = name, c.chains, 3e-3, 0
			recipe.Stages = []Stage{{Thoughts: c.thoughts, Removed: c.removed, MinNodes: 6, MaxNodes: 8, Steps: 60}}
			var first, last float64
			err := Run(t.Context(), recipe, Options{Dir: t.TempDir(), Backend: "go", CheckpointEvery: time.Hour,
				OnProgress: func(p Progress) {
					if p.Step == 1 {
						first = p.Loss
					}
					last = p.Loss
				}})
			if err != nil {
				t.Fatal(err)
			}
			if last > 0.8*first {
				t.Errorf("the loss went from %.3f to %.3f in 60 steps; want it to fall by a fifth at least", first, last)
			}
		})
	}
}

// TestSupervision checks for every method that the loss on what latent steps name is a part of the loss, or that a
// recipe that asks for it is refused: one that did nothing would be taken for a control.
func TestSupervision(t *testing.T) {
	for name, latent := range methods {
		t.Run(name, func(t *testing.T) {
			recipe := tinyRecipe()
			recipe.Method = name
			recipe.Stages = []Stage{{Thoughts: 2, MinNodes: 6, MaxNodes: 8, Steps: 1}}
			if latent == noLatent {
				recipe.Stages[0].Thoughts = 0
				recipe.ThoughtSupervision = 1
				err := recipe.validate()
				if !errors.Is(err, ErrRecipe) || !strings.Contains(err.Error(), "thought_supervision is 1") {
					t.Errorf("supervised thoughts of a method without any: %v, want ErrRecipe", err)
				}
				return
			}
			var losses [2]Progress
			for weight := range losses {
				recipe.ThoughtSupervision = float64(weight)
				if err := Run(t.Context(), recipe, Options{Dir: t.TempDir(), Backend: "go", CheckpointEvery: time.Hour,
					OnProgress: func(p Progress) { losses[weight] = p }}); err != nil {
					t.Fatal(err)
				}
			}
			without, with := losses[0].Loss, losses[1].Loss
			if losses[1].ThoughtLoss <= 0 || with < without+losses[1].ThoughtLoss {
				t.Errorf("loss %v, with %v for what the latent steps name %v", without, losses[1].ThoughtLoss, with)
			}
		})
	}
}

// TestStopHead checks that the stop head is trained, that once a thought is enough every later one is too, and that
// answers are trained after different numbers of thoughts.
func TestStopHead(t *testing.T) {
	recipe, err := ReadRecipe("recipes/smoke.json")
	if err != nil {
		t.Fatal(err)
	}
	recipe.Model.StopHead = true
	recipe.Stages = []Stage{{Lookup: true, MinNodes: 6, MaxNodes: 8, Steps: 5},
		{Thoughts: 3, MinNodes: 10, MaxNodes: 12, Steps: 5}}
	dir := t.TempDir()
	if err := Run(t.Context(), recipe, Options{Dir: dir, Backend: "go", CheckpointEvery: time.Hour}); err != nil {
		t.Fatal(err)
	}
	header, values, err := readCheckpoint(filepath.Join(dir, checkpointFile))
	if err != nil {
		t.Fatal(err)
	}
	params, err := header.parameters(values)
	if err != nil {
		t.Fatal(err)
	}
	moved := false
	for _, v := range params["stop.weight"] {
		moved = moved || v != 0
	}
	if !moved || len(params["stop.weight"]) != recipe.Model.Width {
		t.Error("the stop head's weights have not moved from 0")
	}
	vocab, err := newVocabulary(prosqaTokens())
	if err != nil {
		t.Fatal(err)
	}
	b := (&sampler{recipe: &recipe, vocab: vocab, task: prosqa.Task{}}).next(0, recipe.Stages[1])
	seen := map[int32]bool{}
	for _, n := range b.answer.thoughts {
		seen[n] = true
	}
	for i := 0; i+2 < len(b.enough); i += 3 {
		if b.enough[i] > b.enough[i+1] || b.enough[i+1] > b.enough[i+2] {
			t.Fatalf("enough at one thought and not at a later one: %v", b.enough[i:i+3])
		}
	}
	if len(seen) < 2 {
		t.Errorf("answers after %v thoughts only, want different numbers", seen)
	}
}

// TestTail checks what is left of a chain at each stage, and what iCoT removes from it.
func TestTail(t *testing.T) {
	vocab, err := newVocabulary(prosqaTokens())
	if err != nil {
		t.Fatal(err)
	}
	q := training.Query{Answer: []string{"Tom", "scrompus", "."}}
	first, second := []string{"Tom", "lempus", "."}, []string{"lempus", "scrompus", "."}
	for _, c := range []struct {
		steps   [][]string
		removed int
		want    string
	}{
		{[][]string{first, second}, 0, "<eot> Tom lempus . lempus scrompus . ### Tom scrompus . <eos>"},
		{[][]string{second}, 0, "<eot> lempus scrompus . ### Tom scrompus . <eos>"},
		{[][]string{first, second}, 4, "<eot> scrompus . ### Tom scrompus . <eos>"},
		{[][]string{first, second}, 99, "<eot> ### Tom scrompus . <eos>"},
		{nil, 0, "<eot> ### Tom scrompus . <eos>"},
	} {
		var got []string
		for _, id := range vocab.tail(q, c.steps, c.removed) {
			got = append(got, prosqaTokens()[id])
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("steps %v less %d tokens: %q, want %q", c.steps, c.removed, strings.Join(got, " "), c.want)
		}
	}
}

// TestCircuit checks that a model that starts with the look-up circuit soon names a child of most single nodes, and
// that one without it does not.
func TestCircuit(t *testing.T) {
	hits := func(rotaryWidth int) float64 {
		recipe, err := ReadRecipe("recipes/prosqa-coconut.json")
		if err != nil {
			t.Fatal(err)
		}
		recipe.Model.RotaryWidth = rotaryWidth
		recipe.GraphsPerStep, recipe.WarmupSteps = 4, 10
		recipe.Stages = []Stage{{Lookup: true, Steps: 40}}
		var hit float64
		err = Run(t.Context(), recipe, Options{Dir: t.TempDir(), Backend: "go", CheckpointEvery: time.Hour,
			OnProgress: func(p Progress) { hit = p.FrontierHit }})
		if err != nil {
			t.Fatal(err)
		}
		return hit
	}
	with, without := hits(16), hits(0)
	t.Logf("hits: %.2f with the circuit, %.2f without", with, without)
	if with < 0.5 || without > 0.3 {
		t.Errorf("hits after 40 steps: %.2f with the circuit, want at least 0.5; %.2f without, want at most 0.3", with,
			without)
	}
}
