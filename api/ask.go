package api

import (
	"context"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// question is the common form of both endpoints' questions.
type question struct {
	text    string
	field   string // its name in the request, for errors
	topK    string // the name of the option TopK in the request
	model   *reasoner.Reasoner
	options reasoner.Options
}

// check compares a question with the limits.
func (s *server) check(q question) error {
	o := q.options
	switch l := s.Limits; {
	case q.text == "":
		return badRequest(q.field, "missing_question", "%s is missing: there is no question", q.field)
	case len(q.text) > l.Question:
		return badRequest(q.field, "question_too_long", "the question has %d bytes; the limit is %d", len(q.text), l.Question)
	case o.Thoughts > l.Thoughts || o.Thoughts < -1:
		return badRequest("thoughts", "invalid_value", "thoughts is %d; want 0 to %d, or -1 for the model's own number",
			o.Thoughts, l.Thoughts)
	case o.TopK > l.TopK || o.TopK < 0:
		return badRequest(q.topK, "invalid_value", "%s is %d; want 0 to %d", q.topK, o.TopK, l.TopK)
	case o.MaxNewTokens > l.Tokens || o.MaxNewTokens < 0:
		return badRequest("max_tokens", "invalid_value", "max_tokens is %d; want 1 to %d", o.MaxNewTokens, l.Tokens)
	}
	return nil
}

// ask waits for the question's turn and answers it.
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

// finish returns OpenAI's word for why the answer ends.
func finish(res *reasoner.Result) string {
	if n := len(res.Tokens); n > 0 && res.Tokens[n-1] == tokenizer.Eos {
		return "stop"
	}
	return "length"
}
