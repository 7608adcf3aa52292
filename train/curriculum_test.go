package train

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

// TestCurriculum checks the stages of the paper's schedule: five epochs each, one more thought in each, and the rest of
// the 50 epochs at the last.
func TestCurriculum(t *testing.T) {
	r, err := ReadRecipe("recipes/prosqa-coconut-paper.json")
	if err != nil {
		t.Fatal(err)
	}
	const epoch = 17886 / 128
	if len(r.Stages) != 10 {
		t.Fatalf("%d stages, want 10", len(r.Stages))
	}
	for i, s := range r.Stages {
		if s.Thoughts != min(i, 6) || s.DropAll != (i > 6) || s.Steps != 5*epoch {
			t.Errorf("stage %d: %+v, want %d thoughts and %d steps", i, s, min(i, 6), 5*epoch)
		}
	}
}

// TestCurriculumSeeds checks that an epoch asks every question once, and the next one in another order.
func TestCurriculumSeeds(t *testing.T) {
	r := Recipe{Seed: 3, GraphsPerStep: 4, Curriculum: &Curriculum{Questions: 20}}
	epochs := make([][]uint64, 2)
	for step := range 10 {
		epochs[step/5] = append(epochs[step/5], r.Curriculum.seeds(&r, step)...)
	}
	if slices.Equal(epochs[0], epochs[1]) {
		t.Error("two epochs have the same order")
	}
	for i, seeds := range epochs {
		slices.Sort(seeds)
		if seeds = slices.Compact(seeds); len(seeds) != 20 {
			t.Errorf("epoch %d has %d different questions, want 20", i, len(seeds))
		}
	}
}

func TestCurriculumErrors(t *testing.T) {
	for _, c := range []struct{ curriculum, want string }{
		{`{"num_epochs":0}`, "curriculum.num_epochs"},
		{`{"num_epochs":3}`, "curriculum.epochs_per_stage"},
		{`{"num_epochs":3,"epochs_per_stage":1,"max_latent_stage":99}`, "curriculum.max_latent_stage"},
		{`{"num_epochs":3,"epochs_per_stage":1,"questions":1}`, "curriculum.questions"},
	} {
		path := filepath.Join(t.TempDir(), "recipe.json")
		text := `{"name":"x","task":"prosqa","method":"coconut","graphs_per_step":2,"queries_per_graph":2,"learning_rate":1e-3,"curriculum":` + c.curriculum + `}`
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadRecipe(path); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error about %s", c.curriculum, err, c.want)
		}
	}
}

// TestPadding checks how many latent steps a short chain has with and without padding, and with two thoughts per step.
func TestPadding(t *testing.T) {
	for _, c := range []struct {
		pad      bool
		cThought int
		want     []int32
	}{{true, 0, []int32{4}}, {false, 0, []int32{1, 2, 3, 4}}, {true, 2, []int32{8}}, {false, 2, []int32{2, 4, 6, 8}}} {
		recipe := tinyRecipe()
		recipe.PadLatentToMax, recipe.CThought, recipe.UniformProb = c.pad, c.cThought, 0
		vocab, err := newVocabulary(prosqaTokens())
		if err != nil {
			t.Fatal(err)
		}
		s := &sampler{recipe: &recipe, vocab: vocab, task: prosqa.Task{}}
		seen := map[int32]bool{}
		for step := range 40 {
			for _, n := range s.next(step, Stage{Thoughts: 4, MinNodes: 10, MaxNodes: 20}).chain.thoughts {
				seen[n] = true
			}
		}
		for n := range seen {
			if !slices.Contains(c.want, n) {
				t.Errorf("padding %t, c_thought %d: a chain with %d latent steps, want some of %v", c.pad, c.cThought, n, c.want)
			}
		}
		if len(seen) != len(c.want) {
			t.Errorf("padding %t, c_thought %d: %d different numbers of latent steps, want %v", c.pad, c.cThought, len(seen),
				c.want)
		}
	}
}

// TestResetOptimizer checks that the moments are reset and the weights are not.
func TestResetOptimizer(t *testing.T) {
	store := model.NewStore()
	for _, path := range []string{"/AdamOptimizer/model/w_1st_moment", "/model/w"} {
		if _, err := store.CreateVariable(path, tensors.FromValue([]float32{1, 2})); err != nil {
			t.Fatal(err)
		}
	}
	if err := resetOptimizer(store); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][]float32{"/AdamOptimizer/model/w_1st_moment": {0, 0}, "/model/w": {1, 2}} {
		if got := tensors.MustCopyFlatData[float32](store.GetVariable(path).MustValue()); !slices.Equal(got, want) {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}
