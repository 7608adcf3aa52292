package engine

import (
	"context"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/reasoner"
)

// Reasoner is what a Server needs of a *reasoner.Reasoner.
type Reasoner interface {
	Ask(ctx context.Context, question string, o reasoner.Options, onStep func(reasoner.Step)) (*reasoner.Result, error)
}

// Model is a loaded model: a Reasoner for one of a task, a Completer for a language model. It may also be Arriving.
type Model any

// Arriving is a model that takes questions while parts of it are still on their way.
type Arriving interface {
	// Rest waits for all of it and then describes it again: only then is it known how the bytes came.
	Rest() (Info, error)
}

// errNotLoaded answers a question that came before a load: a mistake of the page, not of the visitor.
var errNotLoaded = fault.New("engine", "no model is loaded")

// ErrNoQuestions answers a question that was put to a language model: a mistake of the page, too.
var ErrNoQuestions = fault.New("engine", "the model continues texts and answers no questions of a task")

// errNoConverter answers a convert in a worker that has no such program.
var errNoConverter = fault.New("engine", "this worker converts no files")

// errUnknown answers a request that only other workers know.
var errUnknown = fault.New("engine", "this worker knows no such request")

// load fetches the page's own model, or the one that the request names instead of it. If parts of it are still on their
// way, the event is EventOpened, and rest waits for them.
func (s *Server) load(ctx context.Context, r *Request) (e *Event, rest func() (Info, error), err error) {
	if r.Model != "" {
		s.loaded, s.others = nil, nil // two language models may not fit
	}
	model, info, err := s.Load(ctx, r.Model, func(p Progress) {
		s.send(&Event{Type: EventProgress, ID: r.ID, Progress: &p})
	})
	if err != nil {
		return nil, nil, err
	}
	s.loaded, s.others = model, map[string]Model{info.Name: model}
	if a, ok := model.(Arriving); ok {
		return &Event{Type: EventOpened, Info: &info}, a.Rest, nil
	}
	return &Event{Type: EventReady, Info: &info}, nil, nil
}

// named is the page's own model for "", and otherwise the one of that name.
func (s *Server) named(ctx context.Context, name string) (Reasoner, error) {
	switch {
	case s.loaded == nil:
		return nil, errNotLoaded
	case name == "":
		return asReasoner(s.loaded)
	}
	return s.other(ctx, name, func(Progress) {})
}

func asReasoner(m Model) (Reasoner, error) {
	r, ok := m.(Reasoner)
	if !ok {
		return nil, ErrNoQuestions
	}
	return r, nil
}

// other is the model of a name, fetched if it is not there yet.
func (s *Server) other(ctx context.Context, name string, progress func(Progress)) (Reasoner, error) {
	if model, ok := s.others[name]; ok {
		return asReasoner(model)
	}
	model, _, err := s.Load(ctx, name, progress)
	if a, ok := model.(Arriving); ok && err == nil {
		_, err = a.Rest()
	}
	if err != nil {
		return nil, err
	}
	s.others[name] = model
	return asReasoner(model)
}

func (s *Server) forget(ctx context.Context, model string) *Event {
	e := &Event{Type: EventForgot}
	if err := s.Forget(ctx, model); err != nil {
		e.Message = Sentence(err)
	}
	return e
}
