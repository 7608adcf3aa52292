// Package reasoner answers one question in English with a Coconut model.
//
// It ties together what the other packages do separately: package tasks reads the sentences, turns them into tokens and
// judges the answer, runtime runs the model, and this package translates between the asker's words and the model's. The
// command line, the page's worker and the edge Worker all call it, so that one question gets the same tokens
// everywhere.
package reasoner

import (
	"context"
	"time"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/registry"
	"github.com/coconut-page/coconut/weights"
)

// TokenizerFile is the tokenizer's name in a model's folder.
const TokenizerFile = tokenizer.File

// Reasoner is a loaded model. It can answer several questions at once: each has its own KV cache.
type Reasoner struct {
	model     *runtime.Model
	config    runtime.Config
	task      tasks.Task
	tokenizer runtime.Tokenizer
	info      Info
}

// Info describes a loaded model.
type Info = runtime.Info

// Options say how a question is answered.
type Options struct {
	// Thoughts is the number of latent steps; negative means the model's own number.
	Thoughts int
	// StopEarly lets the model's stop head end the thoughts; Thoughts is then the maximum. It requires a model with a stop
	// head.
	StopEarly bool
	// TopK is how many candidates for what the model would say now a step lists; 0 for none, which is faster.
	TopK int
	// Trace adds the steps to the result.
	Trace bool
	// Hidden adds the hidden states to the trace's steps.
	Hidden bool
	// WithoutThoughts removes the thoughts: the model must answer at once, without reasoning in words either.
	WithoutThoughts bool
	// Nodes adds to each latent step the model's values for every word of the question.
	Nodes bool
	// Reuse reads the question from where it differs from those that were asked with Reuse before, which is faster; the
	// answer is the same.
	Reuse bool
	// Choose, if not nil, chooses every token of the answer: see runtime.Options.
	Choose func(logits []float32) int
	// Changes alter thoughts before they are fed back.
	Changes []Change
	// MaxNewTokens bounds the generated tokens; 0 means the model's own bound.
	MaxNewTokens int
}

// Load reads a model. progress, which may be nil, is called with compressed bytes so far and in total.
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

// Open reads a model's manifest and tokenizer, starts loading its weights, and returns. A question asked meanwhile goes
// through the loaded layers and waits for the next one; it fails with the error that ended the loading. ctx ends that,
// too. progress is called from another goroutine.
func Open(ctx context.Context, src weights.Source, progress func(done, total int64)) (*Reasoner, error) {
	store, err := weights.Open(ctx, src)
	if err != nil {
		return nil, err
	}
	return OpenStore(ctx, store, progress)
}

// OpenStore is Open for a store whose manifest has been read.
func OpenStore(ctx context.Context, store *weights.Store, progress func(done, total int64)) (*Reasoner, error) {
	manifest := store.Manifest()
	config, err := runtime.ParseConfig(manifest.Config)
	if err != nil {
		return nil, err
	}
	task, err := registry.Find(config.Task)
	if err != nil {
		return nil, fault.Errorf("reasoner", "model %s: %w", manifest.Name, err)
	}
	file, err := store.File(ctx, TokenizerFile)
	if err != nil {
		return nil, err
	}
	tok, err := loadTokenizer(file)
	if err != nil {
		return nil, err
	}
	model, err := runtime.Open(ctx, store, progress) // last, so that nothing is loading if something else is wrong
	if err != nil {
		return nil, err
	}
	if err := model.SetTokenizer(tok); err != nil {
		return nil, err
	}
	r := &Reasoner{model: model, config: config, task: task, tokenizer: tok}
	r.info = runtime.Describe(manifest, config)
	return r, nil
}

// loadTokenizer reads the tokenizer of a model of a task, which must have the tokens around the thoughts.
func loadTokenizer(file []byte) (*tokenizer.Tokenizer, error) {
	tok, err := tokenizer.Load(file)
	if err != nil {
		return nil, err
	}
	for _, token := range []string{tokenizer.Bot, tokenizer.Eot, tokenizer.Eos} {
		if _, ok := tok.ID(token); !ok {
			return nil, runtime.ErrTokenizer.Errorf("it has no %s", token)
		}
	}
	return tok, nil
}

// Info describes the model.
func (r *Reasoner) Info() Info { return r.info }

// Model and Tokenizer give access to the reasoner's parts, for analyses and tests.
func (r *Reasoner) Model() *runtime.Model        { return r.model }
func (r *Reasoner) Tokenizer() runtime.Tokenizer { return r.tokenizer }

// Dequantized returns a reasoner that runs the same weights on the float32 reference path.
func (r *Reasoner) Dequantized() *Reasoner {
	c := *r
	c.model = r.model.Dequantized()
	return &c
}

// words translates the model's tokens into the asker's words.
type words struct {
	tokenizer runtime.Tokenizer
	back      map[string]string
}

func (w words) translate(token string) string {
	if word, ok := w.back[token]; ok {
		return word
	}
	return token
}

// all translates several.
func (w words) all(tokens []string) []string {
	translated := make([]string, len(tokens))
	for i, t := range tokens {
		translated[i] = w.translate(t)
	}
	return translated
}

func (w words) step(s runtime.Step, hidden bool) Step {
	step := Step{Kind: string(s.Kind), Index: s.Index, Token: w.translate(s.Token), Millis: millis(s.Duration)}
	if hidden {
		step.Hidden = s.Hidden
	}
	step.Top, step.Direct = w.candidates(s.Top), w.candidates(s.Direct)
	return step
}

func (w words) candidates(top []runtime.Candidate) []Candidate {
	var out []Candidate
	for _, c := range top {
		out = append(out, Candidate{Token: w.translate(c.Token), Prob: c.Prob})
	}
	return out
}

// millis is never negative, although the difference of two times is if a clock was set back.
func millis(d time.Duration) float64 { return max(0, float64(d)/float64(time.Millisecond)) }
