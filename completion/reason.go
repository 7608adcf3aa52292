package completion

import (
	"context"
	"slices"
	"time"

	"github.com/coconut-page/coconut/completion/answer"
	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/runtime"
)

// ReasonOptions say how a question is answered. The zero value takes no thoughts, and writes the likeliest token each
// time.
type ReasonOptions struct {
	runtime.Sampling
	// Thoughts is the number of latent steps; negative means as many as the model was trained to take.
	Thoughts int
	// MaxTokens is the most tokens to write; 0 means the model's own bound.
	MaxTokens int
	// Template takes the place of the scheme's prompt, if it is not "": see Model.Question.
	Template string
	// Stop are strings that end the text, as in Options.
	Stop []string
	// Top is how many candidates to list with each thought and each token.
	Top int
	// Hidden adds the hidden states to the steps.
	Hidden bool
	// Alter, if not nil, is called with each thought before it is read, and may change it: thought k, counted from 1, is
	// the vector [n_embd] that the model is about to read, after the scheme's projection. It is an error for a scheme
	// whose latent steps read a token.
	Alter func(k int, thought []float32)
	// Changes alter thoughts before Alter does: zeros, noise, another question's thoughts in their place, or without one.
	Changes []intervene.Change
	// Probe, if not nil, is called with the session after the question (k is 0) and after each thought, before the step is
	// reported. It may read and fork the session, but not advance it; an error ends the answer.
	Probe func(k int, s *runtime.Session) error
	// OnPrefill is that of Options.
	OnPrefill func(read, total int)
}

// ReasonStep is one step of an answer.
type ReasonStep struct {
	// Kind is runtime.StepBot once the question was read, with the tokens that open the thoughts; StepThought for each
	// thought; StepEot for the tokens that close them; and StepToken for each token of the text. Index counts from 0
	// within the kind.
	Kind  runtime.StepKind
	Index int
	// Token is what was written, with Text to show; for other kinds its ID is -1. A last StepToken may have no token, but
	// text that was held back.
	Token Token
	// Top is what the last hidden state says when it is read through the head (the logit lens), best first; for a token
	// those that might have come in its place. ReasonOptions.Top of them; none for StepEot.
	Top []Candidate
	// Hidden is the hidden state after the final norm [n_embd], with ReasonOptions.Hidden; nil for tokens. The next
	// thought is this vector, or what the scheme's projection makes of it.
	Hidden []float32
	// Duration is the step's time, without that for Top.
	Duration time.Duration
}

// Reasoned is an answered question.
type Reasoned struct {
	Result
	// PromptIDs are the tokens of the question, with those that open the thoughts.
	PromptIDs []int
	// Answer is what the scheme's rule finds in the text; Found says whether it did.
	Answer string
	Found  bool
	// ThinkTime is the part of PrefillTime that was spent on thoughts, TotalTime all of it.
	ThinkTime, TotalTime time.Duration
	Steps                []ReasonStep
}

// reasoning is one call of Reason.
type reasoning struct {
	generation *generation
	options    ReasonOptions
	onStep     func(ReasonStep)
	result     Reasoned
	last       time.Time // when the last step ended
}

// Reason answers a question by the model's latent scheme: it reads the question, takes thoughts, writes a text and
// finds the answer in it. A model without a scheme continues the question. onStep, if not nil, is called after every
// step, in the calling goroutine.
//
// ctx is checked before every step; the error then wraps its cause. Other errors are ErrNoTokenizer, or wrap ErrPrompt,
// ErrOptions, or those of packages runtime and tokenizer.
func (m *Model) Reason(ctx context.Context, question string, o ReasonOptions, onStep func(ReasonStep)) (*Reasoned,
	error,
) {
	l, began := m.scheme(), time.Now()
	if o.Thoughts < 0 {
		o.Thoughts = m.config.Thoughts
	}
	if o.MaxTokens == 0 {
		o.MaxTokens = m.config.MaxNewTokens
	}
	if err := m.intervention(ctx, question, &o); err != nil {
		return nil, err
	}
	prompt, err := m.Question(question, o.Template)
	if err != nil {
		return nil, err
	}
	r := &reasoning{options: o, onStep: onStep, last: began}
	r.result.PromptIDs = prompt
	r.generation = m.generation(ctx, prompt, Options{Sampling: o.Sampling, MaxTokens: o.MaxTokens, Thoughts: o.Thoughts,
		Stop: o.Stop, Top: o.Top, OnPrefill: o.OnPrefill}, r.written)
	r.generation.thinker, r.generation.after, r.generation.forbidden = r.think, l.End, l.Forbidden
	written, err := r.generation.run()
	if err != nil {
		return nil, err
	}
	r.result.Result = *written
	rule, _ := answer.Named(l.Answer) // the name has been checked
	r.result.Answer, r.result.Found = rule(written.Text)
	r.result.TotalTime = time.Since(began)
	return &r.result, nil
}

// think takes the thoughts, and closes them.
func (r *reasoning) think() error {
	if err := r.look(0, runtime.StepBot); err != nil {
		return err
	}
	g, began := r.generation, time.Now()
	for k := range r.options.Thoughts {
		if err := g.interrupted(); err != nil {
			return err
		}
		if err := r.thought(k + 1); err != nil {
			return g.cause(err)
		}
		g.result.Thoughts++
		if err := r.look(k+1, runtime.StepThought); err != nil {
			return err
		}
	}
	r.result.ThinkTime = time.Since(began)
	if len(g.after) == 0 {
		return nil
	}
	if err := g.session.Prefill(g.after); err != nil {
		return g.cause(err)
	}
	r.tell(ReasonStep{Kind: runtime.StepEot, Token: Token{ID: -1}})
	return nil
}

// thought takes thought k.
func (r *reasoning) thought(k int) error {
	s := r.generation.session
	if r.options.Alter == nil {
		return s.Think()
	}
	thought, err := s.Thought()
	if err != nil {
		return err
	}
	thought = slices.Clone(thought)
	r.options.Alter(k, thought)
	return s.Feed(thought)
}

// look reports the question or a thought, k of which have been taken.
func (r *reasoning) look(k int, kind runtime.StepKind) error {
	g, took := r.generation, time.Since(r.last)
	step := ReasonStep{Kind: kind, Token: Token{ID: -1}, Duration: took}
	if r.options.Probe != nil {
		if err := r.options.Probe(k, g.session); err != nil {
			return err
		}
	}
	if r.options.Hidden {
		step.Hidden = slices.Clone(g.session.Hidden())
	}
	if r.options.Top > 0 {
		logits, err := g.scores()
		if err != nil {
			return err
		}
		step.Top = g.model.candidates(logits, r.options.Top)
	}
	r.tell(step)
	return nil
}

// written reports a token of the text.
func (r *reasoning) written(token Token) {
	r.tell(ReasonStep{Kind: runtime.StepToken, Token: token, Top: token.Top})
}

// tell numbers a step and reports it.
func (r *reasoning) tell(step ReasonStep) {
	for _, earlier := range slices.Backward(r.result.Steps) {
		if earlier.Kind == step.Kind {
			step.Index = earlier.Index + 1
			break
		}
	}
	if step.Duration == 0 {
		step.Duration = time.Since(r.last)
	}
	r.result.Steps = append(r.result.Steps, step)
	if r.onStep != nil {
		r.onStep(step)
	}
	r.last = time.Now()
}
