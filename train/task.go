package train

import (
	"fmt"

	"github.com/coconut-page/coconut/tasks/registry"
	"github.com/coconut-page/coconut/tasks/training"
)

// taskOf finds a task by its name. Errors wrap ErrRecipe.
func taskOf(name string) (training.Task, error) {
	t, err := registry.Find(name)
	if err != nil {
		return nil, fmt.Errorf("%w: task: %w", ErrRecipe, err)
	}
	task, ok := t.(training.Task)
	if !ok {
		return nil, fmt.Errorf("%w: models cannot be trained on task %s", ErrRecipe, name)
	}
	return task, nil
}
