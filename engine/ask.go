package engine

import (
	"context"
	"slices"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
)

// Ask is one question put to a model.
type Ask struct {
	Question string `json:"question"`
	// Thoughts is the number of latent steps; -1 for as many as the model was trained with.
	Thoughts int `json:"thoughts"`
	// TopK is how many tokens to list for "what would it say now" after each step.
	TopK int `json:"top_k"`
	// Model names another model than the page's own, as in Info.Models.
	Model string `json:"model,omitempty"`
	// Changes alter the thoughts; AtOnce takes them away and has the model answer at once.
	Changes []reasoner.Change `json:"changes,omitempty"`
	AtOnce  bool              `json:"at_once,omitempty"`
	// Hidden adds the hidden state to each step. Bare leaves out what the model makes of every word of the question.
	Hidden bool `json:"hidden,omitempty"`
	Bare   bool `json:"bare,omitempty"`
}

// ask asks one question, and tells of its steps on the way.
func (s *Server) ask(ctx context.Context, id int, a Ask) (*Event, error) {
	model, err := s.named(ctx, a.Model)
	if err != nil {
		return nil, err
	}
	o := reasoner.Options{
		Thoughts: a.Thoughts, TopK: a.TopK, Trace: true, Nodes: !a.Bare, Changes: a.Changes, WithoutThoughts: a.AtOnce,
		Reuse: true,
	}
	res, err := model.Ask(ctx, a.Question, o, func(step reasoner.Step) {
		if !readsQuestion(step) {
			if !a.Hidden {
				step.Hidden = nil // no page draws it, and as JSON it would be most of the message
			}
			s.send(&Event{Type: EventStep, ID: id, Step: &step})
		}
		s.Pause()
	})
	if err != nil {
		return nil, err
	}
	res.Steps = slices.DeleteFunc(res.Steps, readsQuestion)
	return &Event{Type: EventResult, Result: res}, nil
}

// readsQuestion reports whether a step reads the question. There are hundreds of those, with nothing in them to show.
func readsQuestion(step reasoner.Step) bool { return step.Kind == string(runtime.StepPrompt) }
