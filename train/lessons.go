package train

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/ml/model"
)

// lessons takes a run's optimizer steps: graphLessons on questions about graphs, textLessons on questions in natural
// text.
type lessons interface {
	// begin prepares for a stage.
	begin(stage Stage) error
	// step takes one optimizer step of that stage; step counts from the run's beginning.
	step(step int, stage Stage) (metrics, error)
}

// graphLessons are those of a recipe whose questions are about graphs.
type graphLessons struct {
	backend   compute.Backend
	devices   *devices
	store     *model.Store
	recipe    *Recipe
	sampler   *sampler
	onCompile func()
	stepper   *stepper
}

func (l *graphLessons) begin(stage Stage) error {
	if l.stepper.serves(stage) {
		return nil
	}
	var err error
	layout := l.recipe.layout(l.sampler.task)
	l.stepper, err = newStepper(l.backend, l.devices, l.store, l.recipe, l.sampler.vocab, layout, stage)
	return err
}

func (l *graphLessons) step(step int, stage Stage) (metrics, error) {
	b := l.sampler.next(step, stage)
	if l.stepper.isNew(b) && l.onCompile != nil {
		l.onCompile()
	}
	return l.stepper.run(b)
}
