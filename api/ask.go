package api

import (
	"context"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// question is what both forms of asking come down to.
type question struct {
	text    string
	field   string // its name in the request, for errors
	topK    string // the name of the option TopK there
	model   *reasoner.Reasoner
	options reasoner.Options
}

// check holds a question against the limits.
func (s *server) check(q question) error {
	o := q.options
	switch l := s.Limits; {
	case q.text == "":
		return badRequest(q.field, "missing_question", "%s is missing: there is no question", q.field)
	case len(q.text) > l.Question:
		return badRequest(q.field, "question_too_long", "the question has %d bytes; %d is the most", len(q.text), l.Question)
	case o.Thoughts > l.Thoughts || o.Thoughts < -1:
		return badRequest("thoughts", "invalid_value", "thoughts is %d; 0 to %d is possible, and -1 for the model's own number", o.Thoughts, l.Thoughts)
	case o.TopK > l.TopK || o.TopK < 0:
		return badRequest(q.topK, "invalid_value", "%s is %d; 0 to %d is possible", q.topK, o.TopK, l.TopK)
	case o.MaxNewTokens > l.Tokens || o.MaxNewTokens < 0:
		return badRequest("max_tokens", "invalid_value", "max_tokens is %d; 1 to %d is possible", o.MaxNewTokens, l.Tokens)
	}
	return nil
}

// ask answers a question when it is its turn.
func (s *server) ask(ctx context.Context, q question, onStep func(reasoner.Step)) (*reasoner.Result, error) {
	leave, err := s.gate.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	res, err := q.model.Ask(ctx, q.text, q.options, onStep)
	if err != nil {
		return nil, explain(ctx, err, q.field)
	}
	if s.Answered != nil {
		s.Answered(res)
	}
	return res, nil
}

// finish is OpenAI's word for why the answer ends.
func finish(res *reasoner.Result) string {
	if n := len(res.Tokens); n > 0 && res.Tokens[n-1] == tokenizer.Eos {
		return "stop"
	}
	return "length"
}
