package api

import (
	"context"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// Model is a served model: a *reasoner.Reasoner, which answers the questions of its task, or a *completion.Model, which
// continues texts.
type Model interface {
	// Info describes the model.
	Info() reasoner.Info
}

// Load reads a model of either kind, whole.
func Load(ctx context.Context, src weights.Source) (Model, error) {
	store, err := weights.Open(ctx, src)
	if err != nil {
		return nil, err
	}
	config, err := runtime.ParseConfig(store.Manifest().Config)
	if err != nil {
		return nil, err
	}
	if config.Task != "" {
		r, err := reasoner.OpenStore(ctx, store, nil)
		if err != nil {
			return nil, err
		}
		return r, r.Model().Wait()
	}
	m, err := completion.OpenStore(ctx, store, nil)
	if err != nil {
		return nil, err
	}
	return m, m.Wait()
}

// asReasoner returns a model of a task.
func asReasoner(m Model) (*reasoner.Reasoner, error) {
	r, ok := m.(*reasoner.Reasoner)
	if !ok {
		return nil, badRequest("model", "model_without_task",
			"model %s answers no questions of a task; use /v1/chat/completions or /v1/completions", m.Info().Name)
	}
	return r, nil
}
