package train

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/coconut-page/coconut/runtime"
)

// Curriculum is the paper's schedule by its own names (Hao et al., 2024, and the configuration files of its code). A
// recipe has it instead of stages. It goes over the same questions in every epoch, in another order each time, where
// stages draw new ones in every step.
type Curriculum struct {
	// NumEpochs is the length of the run, EpochsPerStage that of each stage.
	NumEpochs      int `json:"num_epochs"`
	EpochsPerStage int `json:"epochs_per_stage"`
	// FirstEpochs is the length of stage 0, if it is not 0. On GSM8k the paper's chain of thought has a length of its own.
	FirstEpochs int `json:"first_epochs,omitempty"`
	// MaxLatentStage is the last stage that adds thoughts; after it all language steps are removed.
	MaxLatentStage int `json:"max_latent_stage"`
	// Questions is the size of the training set (the paper's: 17,886), drawn with the recipe's seed.
	Questions int `json:"questions"`
}

// expand turns a curriculum into stages: stage s has s thoughts in place of the first s language steps.
func (r *Recipe) expand() error {
	c := r.Curriculum
	if c == nil {
		return nil
	}
	bad := func(field string, got any, want string) error {
		return fmt.Errorf("%w: curriculum.%s is %v, want %s", ErrRecipe, field, got, want)
	}
	switch {
	case len(r.Stages) > 0:
		return fmt.Errorf("%w: stages and curriculum exclude each other", ErrRecipe)
	case c.NumEpochs < 1:
		return bad("num_epochs", c.NumEpochs, "at least 1")
	case c.EpochsPerStage < 1:
		return bad("epochs_per_stage", c.EpochsPerStage, "at least 1")
	case c.MaxLatentStage < 0 || c.MaxLatentStage > maxThoughts:
		return bad("max_latent_stage", c.MaxLatentStage, fmt.Sprintf("0 to %d", maxThoughts))
	case c.FirstEpochs < 0:
		return bad("first_epochs", c.FirstEpochs, "at least 0")
	case c.Questions < c.perStep(r):
		return bad("questions", c.Questions, fmt.Sprintf("at least the %d of a step", c.perStep(r)))
	case r.Text != nil && r.Text.Questions != c.Questions:
		return bad("questions", c.Questions, fmt.Sprintf("text.questions, %d", r.Text.Questions))
	}
	length := cmp.Or(c.FirstEpochs, c.EpochsPerStage)
	for stage, epoch := 0, 0; epoch < c.NumEpochs; stage++ {
		s := Stage{Thoughts: stage, Steps: min(length, c.NumEpochs-epoch) * c.epochSteps(r)}
		epoch, length = epoch+length, c.EpochsPerStage
		if r.latent() == noLatent && r.Method != runtime.MethodNoThought {
			s.Thoughts = 0 // cot and no-cot stay at stage 0
		}
		if s.Thoughts > c.MaxLatentStage {
			s.Thoughts, s.DropAll = c.MaxLatentStage, true
		}
		r.Stages = append(r.Stages, s)
	}
	return nil
}

// epochSteps returns the number of whole batches in an epoch.
func (c *Curriculum) epochSteps(r *Recipe) int { return c.Questions / c.perStep(r) }

// perStep returns how many of the questions an optimizer step takes.
func (c *Curriculum) perStep(r *Recipe) int {
	if r.Text != nil {
		return r.Text.QuestionsPerStep
	}
	return r.GraphsPerStep
}

// seeds returns the seeds of the graphs of one step.
func (c *Curriculum) seeds(r *Recipe, step int) []uint64 {
	perEpoch := c.epochSteps(r)
	order := rand.New(rand.NewPCG(r.Seed, uint64(step/perEpoch))).Perm(c.Questions)
	at := step % perEpoch * r.GraphsPerStep
	seeds := make([]uint64, r.GraphsPerStep)
	for i, question := range order[at : at+r.GraphsPerStep] {
		seeds[i] = r.Seed<<32 + uint64(question)
	}
	return seeds
}

// resetOptimizer resets Adam's moments, as the paper does where a stage begins. Variables that no step has created yet
// need no reset.
func resetOptimizer(store *model.Store) error {
	for v := range store.IterVariables() {
		if !strings.HasPrefix(v.Path(), "/AdamOptimizer/") {
			continue
		}
		if err := v.SetValue(tensors.FromShape(v.Shape())); err != nil {
			return fmt.Errorf("train: reset %s: %w", v.Path(), err)
		}
	}
	return nil
}
