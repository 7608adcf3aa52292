package api

import (
	"net/http"

	"github.com/coconut-page/coconut/reasoner"
)

// reasonRequest is the body of POST /v1/reason.
type reasonRequest struct {
	Question string `json:"question"`
	// Model is a name of /v1/models. Without it the first model of the task and method is used, where these are given.
	Model  string `json:"model"`
	Task   string `json:"task"`
	Method string `json:"method"`
	// Thoughts is the number of latent steps; absent or -1 for the model's own.
	Thoughts        *int `json:"thoughts"`
	StopEarly       bool `json:"stop_early"`
	WithoutThoughts bool `json:"without_thoughts"`
	MaxTokens       int  `json:"max_tokens"`
	// Trace adds the steps, TopK what the model would say after each, Nodes its values for the question's words there,
	// Hidden the hidden states.
	Trace  bool `json:"trace"`
	TopK   int  `json:"top_k"`
	Nodes  bool `json:"nodes"`
	Hidden bool `json:"hidden"`
	// Stream sends an event "step" for each step but those of the prompt, and then one "result".
	Stream bool `json:"stream"`
}

func (q reasonRequest) options() reasoner.Options {
	o := reasoner.Options{
		Thoughts: -1, StopEarly: q.StopEarly, WithoutThoughts: q.WithoutThoughts, MaxNewTokens: q.MaxTokens,
		Trace: q.Trace || q.Hidden, TopK: q.TopK, Nodes: q.Nodes, Hidden: q.Hidden, Reuse: true,
	}
	if q.Thoughts != nil {
		o.Thoughts = *q.Thoughts
	}
	return o
}

// reason is POST /v1/reason.
func (s *server) reason(w http.ResponseWriter, r *http.Request) error {
	var body reasonRequest
	if err := s.decode(w, r, &body, true); err != nil {
		return err
	}
	q := question{text: body.Question, field: "question", topK: "top_k", options: body.options()}
	if err := s.check(q); err != nil {
		return err
	}
	var err error
	if q.model, err = s.Models.find(r.Context(), body.Model, body.Task, body.Method); err != nil {
		return err
	}
	if body.Stream {
		return s.streamReason(w, r, q)
	}
	res, err := s.ask(r.Context(), q, nil)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, res)
}

func (s *server) streamReason(w http.ResponseWriter, r *http.Request, q question) error {
	out, ctx, stop := newStream(w, r)
	defer stop()
	res, err := s.ask(ctx, q, func(step reasoner.Step) {
		out.step(step, q.options.Hidden, func(step reasoner.Step) { out.send("step", step) })
	})
	if err != nil {
		return out.fail(ctx, err)
	}
	out.send("result", res)
	return nil
}

// step passes a step on to send, unless it only read a token of the prompt; those come all at once and carry no
// information.
func (s *stream) step(step reasoner.Step, hidden bool, send func(reasoner.Step)) {
	if step.Kind == "prompt" {
		return
	}
	if !hidden {
		step.Hidden = nil
	}
	send(step)
}
