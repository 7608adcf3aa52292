// Package reasoner answers one question in English with a Coconut model.
//
// It ties together what the other packages do separately: tasks/prosqa reads the sentences into a graph and judges the answer,
// runtime runs the model, and this package translates between the asker's words and the model's. The command line, the page's
// worker and the edge Worker all call it, so that one question gets the same tokens everywhere.
package reasoner

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/weights"
)

// ErrTooLong is wrapped by the error for a question with more tokens than the model has positions.
var ErrTooLong = errors.New("reasoner: the question is too long for the model")

// ErrUnknownWord is wrapped by the error for a word that the model does not know and that nothing can stand in for.
var ErrUnknownWord = errors.New("reasoner: unknown word")

// TokenizerFile is the tokenizer's name in a model's folder.
const TokenizerFile = "tokenizer.json"

// Reasoner is a loaded model. It can answer several questions at once: each has its own KV cache.
type Reasoner struct {
	model     *runtime.Model
	config    runtime.Config
	tokenizer *tokenizer.Tokenizer
	info      Info
}

// Info describes a loaded model.
type Info struct {
	Name   string `json:"name"`
	Task   string `json:"task"`
	Method string `json:"method"`
	// Thoughts is the number of latent steps the model was trained to take.
	Thoughts int `json:"thoughts"`
	// Parameters counts weights; Bytes is the download, compressed.
	Parameters int64 `json:"parameters"`
	// Format is the number format of most weights: "int8", "int4" or "float32".
	Format string `json:"format"`
	Bytes  int64  `json:"bytes"`
}

// Options are how a question is asked.
type Options struct {
	// Thoughts is the number of latent steps; negative means the model's own number.
	Thoughts int
	// StopEarly lets the model's stop head end the thoughts; Thoughts is then the most. Only for a model that has one.
	StopEarly bool
	// TopK is how many candidates a step lists of what the model would say now; 0 for none, which is faster.
	TopK int
	// Trace adds the steps to the result.
	Trace bool
	// Hidden adds the hidden states to the trace's steps.
	Hidden bool
	// WithoutThoughts removes the thoughts from under the model: it must answer at once, without its reasoning in words either.
	WithoutThoughts bool
	// Nodes adds to each latent step what the model makes of every word of the question there.
	Nodes bool
	// Changes alter thoughts before they are fed back.
	Changes []Change
	// MaxNewTokens bounds the generated tokens; 0 means the model's own bound.
	MaxNewTokens int
}

// Load reads a model. progress, which may be nil, hears of compressed bytes.
func Load(ctx context.Context, src weights.Source, progress func(done, total int64)) (*Reasoner, error) {
	r, err := Open(ctx, src, progress)
	if err == nil {
		err = r.model.Wait()
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Open reads a model's manifest and tokenizer, begins to load its weights, and returns. A question that is asked meanwhile goes through the
// layers that are there and waits for the next one; it fails with the error that ended the loading. ctx ends that, too. progress is
// called from another goroutine.
func Open(ctx context.Context, src weights.Source, progress func(done, total int64)) (*Reasoner, error) {
	store, err := weights.Open(ctx, src)
	if err != nil {
		return nil, err
	}
	manifest := store.Manifest()
	config, err := runtime.ParseConfig(manifest.Config)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(Tasks, config.Task) {
		return nil, fmt.Errorf("reasoner: model %s is for task %q, want one of %v", manifest.Name, config.Task, Tasks)
	}
	file, err := store.File(ctx, TokenizerFile)
	if err != nil {
		return nil, err
	}
	tok, err := tokenizer.Load(file)
	if err != nil {
		return nil, err
	}
	model, err := runtime.StartModel(config, store.Stream(ctx, progress))
	if err != nil {
		return nil, err
	}
	if err := model.SetTokenizer(tok); err != nil {
		return nil, err
	}
	r := &Reasoner{model: model, config: config, tokenizer: tok}
	r.info = Info{Name: manifest.Name, Task: config.Task, Method: config.Method, Thoughts: config.Thoughts, Parameters: parameters(manifest), Format: format(manifest), Bytes: manifest.Bytes()}
	return r, nil
}

// Info describes the model.
func (r *Reasoner) Info() Info { return r.info }

// Model and Tokenizer give access to what the reasoner is made of, for analyses and tests.
func (r *Reasoner) Model() *runtime.Model           { return r.model }
func (r *Reasoner) Tokenizer() *tokenizer.Tokenizer { return r.tokenizer }

// Dequantized returns a reasoner that runs the same weights on the float32 reference path.
func (r *Reasoner) Dequantized() *Reasoner {
	c := *r
	c.model = r.model.Dequantized()
	return &c
}

// Ask answers a question. onStep, which may be nil, hears of every step as it happens. A ProsQA question that cannot be read is a
// *prosqa.SyntaxError, which says which sentence is at fault and why.
func (r *Reasoner) Ask(ctx context.Context, text string, o Options, onStep func(Step)) (*Result, error) {
	began := time.Now()
	question, err := r.read(text)
	if err != nil {
		return nil, err
	}
	prompt, back := question.prompt, question.back
	thoughts := o.Thoughts
	if thoughts < 0 {
		thoughts = r.config.Thoughts
	}
	if need := len(prompt) + 2 + thoughts + cmp.Or(o.MaxNewTokens, r.config.MaxNewTokens); need > r.config.MaxPositions {
		return nil, fmt.Errorf("%w: it needs %d positions, and there are %d", ErrTooLong, need, r.config.MaxPositions)
	}
	w := words{r.tokenizer, back}
	run := runtime.Options{TopK: o.TopK, WithoutThoughts: o.WithoutThoughts, StopEarly: o.StopEarly, MaxNewTokens: o.MaxNewTokens}
	if run.Alter, run.Thoughts, err = r.alter(ctx, text, thoughts, o.Changes); err != nil {
		return nil, err
	}
	probe := &prober{reasoner: r, asked: question}
	if o.Nodes {
		run.Probe = probe.read
	}
	var steps []Step
	hear := func(s runtime.Step) {
		step := w.step(s, true)
		if s.Kind == runtime.StepBot || s.Kind == runtime.StepThought {
			probe.fill(&step)
		}
		if onStep != nil {
			onStep(step)
		}
		if !o.Hidden {
			step.Hidden = nil
		}
		steps = append(steps, step)
	}
	if onStep == nil && !o.Trace {
		hear = nil // nobody wants them
	}
	generated, err := r.model.Generate(ctx, prompt, run, hear)
	if err != nil {
		return nil, err
	}
	res := &Result{
		Model: r.info.Name, Method: r.info.Method, Question: text, Thoughts: generated.Thoughts, PromptTokens: generated.PromptTokens, Aliases: question.aliases,
		PrefillMS: millis(generated.PrefillTime), ThinkMS: millis(generated.ThinkTime), DecodeMS: millis(generated.DecodeTime),
	}
	if o.Trace {
		res.Steps = steps
	}
	if o.Nodes {
		res.Nodes, res.Candidates = question.words, question.candidates
	}
	for _, id := range generated.Tokens {
		res.Tokens = append(res.Tokens, r.tokenizer.Token(id))
	}
	if said, ok := afterMarker(res.Tokens); ok {
		res.Answer = question.answer(w, said)
	}
	if question.check != nil {
		res.Chain = question.check(w, beforeMarker(res.Tokens))
	}
	if err := question.judge(res); err != nil {
		return nil, err
	}
	res.setDepth(r.config, question.byAnswer)
	res.TotalMS = millis(time.Since(began))
	return res, nil
}

// judge compares the answer with what follows from the facts.
func (res *Result) judge(q *prosqa.Question) error {
	j, err := prosqa.Judge(q, res.Answer)
	if err != nil {
		return err
	}
	res.Verdict, res.Expected, res.Why = j.Verdict, j.Expected, j.Why
	for _, node := range j.Path {
		res.Path = append(res.Path, q.Graph.Symbols[node])
	}
	return nil
}

// AnswerMarker stands before the answer in what the model says; after the last one comes the answer (paper's code, dataset.py).
const AnswerMarker = "###"

// afterMarker is what was said after the last answer marker, less <eos>.
func afterMarker(tokens []string) (said []string, ok bool) {
	for _, t := range tokens {
		switch t {
		case AnswerMarker:
			said, ok = nil, true
		case "<eos>":
		default:
			said = append(said, t)
		}
	}
	return said, ok
}

// beforeMarker is what was said before the first answer marker, less <eos>.
func beforeMarker(tokens []string) []string {
	end := slices.IndexFunc(tokens, func(t string) bool { return t == AnswerMarker || t == "<eos>" })
	if end < 0 {
		end = len(tokens)
	}
	return tokens[:end]
}

// words translates the model's tokens to the asker's words.
type words struct {
	tokenizer *tokenizer.Tokenizer
	back      map[string]string
}

func (w words) asked(token string) string {
	if word, ok := w.back[token]; ok {
		return word
	}
	return token
}

func (w words) step(s runtime.Step, hidden bool) Step {
	step := Step{Kind: string(s.Kind), Index: s.Index, Token: w.asked(s.Token), Millis: millis(s.Duration)}
	if hidden {
		step.Hidden = s.Hidden
	}
	step.Top, step.Direct = w.candidates(s.Top), w.candidates(s.Direct)
	return step
}

func (w words) candidates(top []runtime.Candidate) []Candidate {
	var out []Candidate
	for _, c := range top {
		out = append(out, Candidate{Token: w.asked(c.Token), Prob: c.Prob})
	}
	return out
}

// millis is never negative, as the difference of two times is when a clock was set back.
func millis(d time.Duration) float64 { return max(0, float64(d)/float64(time.Millisecond)) }

// invert turns model's word -> asker's word into asker's word -> model's word.
func invert(back map[string]string) map[string]string {
	if len(back) == 0 {
		return nil
	}
	aliases := map[string]string{}
	for _, model := range slices.Sorted(maps.Keys(back)) {
		aliases[back[model]] = model
	}
	return aliases
}
