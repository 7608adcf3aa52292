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

// Arriving is a Reasoner that takes questions while parts of it are still on their way.
type Arriving interface {
	Reasoner
	// Rest waits for all of it and then describes it again: only then is it known how the bytes came.
	Rest() (Info, error)
}

// errNotLoaded answers a question that came before a load: a mistake of the page, not of the visitor.
var errNotLoaded = fault.New("engine", "no model is loaded")

// load fetches the page's own model. If parts of it are still on their way, the event is EventOpened, and rest waits
// for them.
func (s *Server) load(ctx context.Context, id int) (e *Event, rest func() (Info, error), err error) {
	model, info, err := s.Load(ctx, "", func(p Progress) {
		s.send(&Event{Type: EventProgress, ID: id, Progress: &p})
	})
	if err != nil {
		return nil, nil, err
	}
	s.loaded, s.others = model, map[string]Reasoner{info.Name: model}
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
		return s.loaded, nil
	}
	return s.other(ctx, name, func(Progress) {})
}

// other is the model of a name, fetched if it is not there yet.
func (s *Server) other(ctx context.Context, name string, progress func(Progress)) (Reasoner, error) {
	if model, ok := s.others[name]; ok {
		return model, nil
	}
	model, _, err := s.Load(ctx, name, progress)
	if a, ok := model.(Arriving); ok && err == nil {
		_, err = a.Rest()
	}
	if err != nil {
		return nil, err
	}
	s.others[name] = model
	return model, nil
}

func (s *Server) forget(ctx context.Context) *Event {
	e := &Event{Type: EventForgot}
	if err := s.Forget(ctx); err != nil {
		e.Message = Sentence(err)
	}
	return e
}
