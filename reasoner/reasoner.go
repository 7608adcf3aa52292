// Package reasoner answers one question in English with a Coconut model.
//
// It ties together what the other packages do separately: package tasks reads the sentences, puts them into tokens and
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
const TokenizerFile = "tokenizer.json"

// Reasoner is a loaded model. It can answer several questions at once: each has its own KV cache.
type Reasoner struct {
	model     *runtime.Model
	config    runtime.Config
	task      tasks.Task
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
	// WithoutThoughts removes the thoughts from under the model: it must answer at once, without its reasoning in words
	// either.
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

// Open reads a model's manifest and tokenizer, begins to load its weights, and returns. A question that is asked
// meanwhile goes through the layers that are there and waits for the next one; it fails with the error that ended the
// loading. ctx ends that, too. progress is called from another goroutine.
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
	task, err := registry.Find(config.Task)
	if err != nil {
		return nil, fault.Errorf("reasoner", "model %s: %w", manifest.Name, err)
	}
	file, err := store.File(ctx, TokenizerFile)
	if err != nil {
		return nil, err
	}
	tok, err := tokenizer.Load(file)
	if err != nil {
		return nil, err
	}
	model, err := runtime.Open(ctx, store, progress) // last, so that nothing is being read if something else is wrong
	if err != nil {
		return nil, err
	}
	if err := model.SetTokenizer(tok); err != nil {
		return nil, err
	}
	r := &Reasoner{model: model, config: config, task: task, tokenizer: tok}
	r.info = Info{Name: manifest.Name, Task: config.Task, Method: config.Method, Thoughts: config.Thoughts,
		Parameters: parameters(manifest), Format: format(manifest), Bytes: manifest.Bytes()}
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

// all translates several.
func (w words) all(tokens []string) []string {
	asked := make([]string, len(tokens))
	for i, t := range tokens {
		asked[i] = w.asked(t)
	}
	return asked
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
