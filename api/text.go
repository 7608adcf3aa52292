package api

import (
	"context"
	"encoding/json"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/runtime"
)

// samplingFields are the fields that OpenAI's two requests for texts have in common, with those that other servers have
// added: top_k, min_p and repetition_penalty. A model of a task ignores them: its answers are always the likeliest.
type samplingFields struct {
	Temperature       float64 `json:"temperature"`
	TopP              float64 `json:"top_p"`
	TopK              int     `json:"top_k"`
	MinP              float64 `json:"min_p"`
	RepetitionPenalty float64 `json:"repetition_penalty"`
	// Seed chooses among the possible texts; without it each is another.
	Seed *int64 `json:"seed"`
	// These change the distribution in ways that we do not: only 0, or nothing, is accepted.
	FrequencyPenalty float64         `json:"frequency_penalty"`
	PresencePenalty  float64         `json:"presence_penalty"`
	LogitBias        json.RawMessage `json:"logit_bias"`
}

// sampling returns the options that the fields stand for.
func (f samplingFields) sampling() (runtime.Sampling, error) {
	for _, field := range []struct {
		name  string
		value float64
	}{{"frequency_penalty", f.FrequencyPenalty}, {"presence_penalty", f.PresencePenalty}} {
		if field.value != 0 {
			return runtime.Sampling{}, badRequest(field.name, "unsupported_value",
				"%s is %v; only repetition_penalty is supported, so it must be 0", field.name, field.value)
		}
	}
	if !asksNothing(f.LogitBias, nil) {
		return runtime.Sampling{}, badRequest("logit_bias", "unsupported_value", "logit_bias is not supported")
	}
	if f.TopK == -1 { // other servers' word for all
		f.TopK = 0
	}
	s := runtime.Sampling{Temperature: f.Temperature, TopK: f.TopK, TopP: f.TopP, MinP: f.MinP,
		RepetitionPenalty: f.RepetitionPenalty, Seed: newSeed()}
	if f.Seed != nil {
		s.Seed = uint64(*f.Seed)
	}
	if err := s.Validate(); err != nil {
		return s, badRequest("", "invalid_value", "%s", message(err))
	}
	return s, nil
}

// text is what both endpoints ask of a language model.
type text struct {
	model   *completion.Model
	prompt  []int
	field   string // the prompt's name in the request, for errors
	options completion.Options
	// question is what a latent reasoner is asked; prompt is then that by its scheme.
	question string
	reasons  bool
}

// checkText compares a request with the limits, which also bound it where it names none itself.
func (s *server) checkText(t *text) error {
	if len(t.prompt) == 0 {
		return badRequest(t.field, "missing_prompt", "%s is missing or empty", t.field)
	}
	if t.options.Thoughts > s.Limits.Thoughts || t.options.Thoughts < 0 {
		return badRequest("thoughts", "invalid_value", "thoughts is %d; want 0 to %d", t.options.Thoughts,
			s.Limits.Thoughts)
	}
	context := t.model.Runtime().Config().MaxPositions
	if n := len(t.prompt) + t.options.Thoughts; n >= context {
		return badRequest(t.field, "context_length_exceeded",
			"%s has %d tokens, and there is no room for an answer in a context of %d", t.field, n, context)
	}
	return nil
}

// write waits for the request's turn and writes the text.
func (s *server) write(ctx context.Context, t text, onToken func(completion.Token)) (*completion.Result, error) {
	leave, err := s.gate.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	r, err := t.generate(ctx, onToken)
	if err != nil {
		return nil, explain(ctx, err, t.field)
	}
	if s.Completed != nil {
		s.Completed(t.model.Info().Name, r)
	}
	return r, nil
}

// generate writes the text, of a latent reasoner by its scheme.
func (t *text) generate(ctx context.Context, onToken func(completion.Token)) (*completion.Result, error) {
	if !t.reasons {
		return t.model.Generate(ctx, t.prompt, t.options, onToken)
	}
	o := completion.ReasonOptions{Sampling: t.options.Sampling, Thoughts: t.options.Thoughts,
		MaxTokens: t.options.MaxTokens, Stop: t.options.Stop, Top: t.options.Top}
	r, err := t.model.Reason(ctx, t.question, o, func(s completion.ReasonStep) {
		if s.Kind == runtime.StepToken {
			onToken(s.Token)
		}
	})
	if err != nil {
		return nil, err
	}
	return &r.Result, nil
}

// newTextUsage counts thoughts as OpenAI counts reasoning.
func newTextUsage(r *completion.Result) *chatUsage {
	u := &chatUsage{Prompt: r.Prompt, Completion: r.Thoughts + len(r.IDs)}
	u.Total, u.Details.Reasoning = u.Prompt+u.Completion, r.Thoughts
	if r.Cached > 0 {
		u.PromptDetails = &promptDetails{Cached: r.Cached}
	}
	return u
}
