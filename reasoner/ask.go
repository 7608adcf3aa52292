package reasoner

import (
	"cmp"
	"context"
	"time"

	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
)

// asking is one question in progress.
type asking struct {
	reasoner *Reasoner
	options  Options
	question tasks.Question
	prompt   *tasks.Prompt
	words    words
	probe    *prober
	onStep   func(Step)
	steps    []Step
}

// Ask answers a question. onStep, which may be nil, is called for every step as it happens. Errors are
// *tasks.SyntaxError for a question that cannot be read, *tasks.UnknownWordError, *TooLongError, or wrap those of
// runtime and ErrChange.
func (r *Reasoner) Ask(ctx context.Context, text string, o Options, onStep func(Step)) (*Result, error) {
	began := time.Now()
	a, err := r.read(text, o, onStep)
	if err != nil {
		return nil, err
	}
	run, err := a.run(ctx, text)
	if err != nil {
		return nil, err
	}
	hear := a.hear
	if onStep == nil && !o.Trace {
		hear = nil // not requested
	}
	generated, err := r.model.Generate(ctx, a.prompt.Tokens, run, hear)
	if err != nil {
		return nil, err
	}
	res, err := a.result(text, generated)
	if err != nil {
		return nil, err
	}
	res.TotalMS = millis(time.Since(began))
	return res, nil
}

// read reads a question of the model's task.
func (r *Reasoner) read(text string, o Options, onStep func(Step)) (*asking, error) {
	question, err := tasks.Parse(r.task, text)
	if err != nil {
		return nil, err
	}
	prompt, err := question.Prompt(r.tokenizer)
	if err != nil {
		return nil, err
	}
	a := &asking{reasoner: r, options: o, question: question, prompt: prompt, words: words{r.tokenizer, prompt.Back},
		onStep: onStep}
	a.probe = newProber(r, prompt)
	return a, nil
}

// run converts the options to the runtime's.
func (a *asking) run(ctx context.Context, text string) (runtime.Options, error) {
	c, o := a.reasoner.config, a.options
	thoughts := o.Thoughts
	if thoughts < 0 {
		thoughts = c.Thoughts
	}
	run := runtime.Options{TopK: o.TopK, WithoutThoughts: o.WithoutThoughts, StopEarly: o.StopEarly,
		MaxNewTokens: o.MaxNewTokens, Choose: o.Choose, Reuse: o.Reuse}
	needed := len(a.prompt.Tokens) + 2 + min(thoughts, c.MaxPositions) + cmp.Or(o.MaxNewTokens, c.MaxNewTokens)
	if needed > c.MaxPositions {
		return run, &TooLongError{needed, c.MaxPositions}
	}
	if o.Nodes {
		run.Probe = a.probe.read
	}
	var err error
	run.Alter, run.Thoughts, err = intervene.Alter(ctx, a.reasoner, text, thoughts, o.Changes)
	return run, err
}

// hear converts a step of the runtime, and passes it on.
func (a *asking) hear(s runtime.Step) {
	step := a.words.step(s, true)
	if s.Kind == runtime.StepBot || s.Kind == runtime.StepThought {
		a.probe.fill(&step)
	}
	if a.onStep != nil {
		a.onStep(step)
	}
	if !a.options.Hidden {
		step.Hidden = nil
	}
	a.steps = append(a.steps, step)
}

// result judges what was generated.
func (a *asking) result(text string, generated *runtime.Result) (*Result, error) {
	info := a.reasoner.info
	res := &Result{
		Model: info.Name, Method: info.Method, Question: text, Thoughts: generated.Thoughts,
		PromptTokens: generated.PromptTokens, Cached: generated.Cached,
		Aliases: a.prompt.Aliases, PrefillMS: millis(generated.PrefillTime), ThinkMS: millis(generated.ThinkTime),
		DecodeMS: millis(generated.DecodeTime),
	}
	if a.options.Trace {
		res.Steps = a.steps
	}
	if a.options.Nodes {
		res.Nodes, res.Candidates = a.prompt.Words, a.prompt.Candidates
	}
	for _, id := range generated.Tokens {
		res.Tokens = append(res.Tokens, a.reasoner.tokenizer.Token(id))
	}
	if said, ok := afterMarker(res.Tokens); ok {
		res.Answer = a.question.Say(a.words.all(said))
	}
	if c, ok := a.question.(tasks.Checker); ok {
		res.Chain = c.CheckChain(a.words.all(beforeMarker(res.Tokens)))
	}
	if g, ok := a.question.(tasks.Grapher); ok {
		if f := g.Facts(); a.options.Nodes {
			res.Graph = &Graph{f.Root, f.Graph.Edges}
		}
	}
	j, err := a.question.Judge(res.Answer)
	if err != nil {
		return nil, err
	}
	res.Verdict, res.Expected, res.Why, res.Path = j.Verdict, j.Expected, j.Why, j.Path
	res.setDepth(a.reasoner.config, a.prompt.FactsByAnswer)
	return res, nil
}
