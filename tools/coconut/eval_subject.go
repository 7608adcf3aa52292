package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/analysis/causal"
	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/weights"
)

// subject is a model that is measured.
type subject struct {
	name, method string
	sha256       string // of the manifest, which has the hashes of everything else
	// path is the number format of the computation: the model's, or "float32" for the same weights, dequantized.
	path string
	// thoughts is the number of latent steps that the model was trained to take.
	thoughts int
	// maxTokens is the most tokens of an answer; 0 for the model's own bound.
	maxTokens int
	// rule finds a language model's answer in its text, see answer.Named; "" for a model that was trained for the task.
	rule string
	// fields are the options that decide its answers.
	fields []accuracy.Field
	// ask asks one question as the change says, and fills in all of the answer but Question, Depth and Expected. Several
	// calls run at the same time.
	ask func(ctx context.Context, it tasks.Item, c causal.Change) (accuracy.Answer, error)
	// fits says why a language model cannot read a question with so many thoughts; the error wraps completion.ErrPrompt.
	// Others have no such function.
	fits func(question string, thoughts int) error
	// pauses says that latent steps read a token, so that there is no thought to alter.
	pauses bool
	// source are the model's thoughts.
	source intervene.Source
	// width is how many numbers a thought has.
	width int
	// same says whether two answers are the same.
	same func(a, b string) bool
}

// openSubject opens a model: one that was trained for the task, or a language model. cmd tells which options were
// given.
func openSubject(ctx context.Context, o *evalOptions, cmd *cobra.Command) (*subject, error) {
	source, err := modelSource(o.model)
	if err != nil {
		return nil, err
	}
	store, err := weights.Open(ctx, source)
	if err != nil {
		return nil, err
	}
	config, err := runtime.ParseConfig(store.Manifest().Config)
	if err != nil {
		return nil, err
	}
	manifest, err := json.Marshal(store.Manifest())
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(manifest)
	info := runtime.Describe(store.Manifest(), config)
	s := &subject{name: info.Name, method: info.Method, path: info.Format, thoughts: config.Thoughts, width: config.Width,
		sha256: hex.EncodeToString(sum[:]), maxTokens: o.maxTokens, pauses: pauses(config)}
	if o.float32 {
		s.path = "float32"
	}
	switch config.Task {
	case "":
		if err := withoutEffect(cmd, "with a language model", "without-thoughts", "stop-early"); err != nil {
			return nil, err
		}
		return s, s.openText(ctx, store, config, o)
	case o.task:
		if err := withoutEffect(cmd, "with a model that was trained for the task", "prompt", "message", "stop"); err != nil {
			return nil, err
		}
		return s, s.openTask(ctx, store, o)
	default:
		return nil, fmt.Errorf("model %s is for task %s, not %s", s.name, config.Task, o.task)
	}
}

// pauses reports whether a model's latent steps read a token.
func pauses(c runtime.Config) bool {
	return c.Pauses() || c.Latent != nil && c.Latent.Feedback == runtime.FeedbackToken
}

// warn says on w why figures for these numbers of thoughts may mislead.
func (s *subject) warn(depths []int, w io.Writer) {
	switch most := slices.Max(depths); {
	case s.thoughts == 0 && most > 0:
		fmt.Fprintf(w, "warning: %s was not trained to take thoughts (its config's n_thoughts is 0), so they only make it "+
			"lose the thread\n", s.name)
	case !slices.Contains(depths, s.thoughts):
		fmt.Fprintf(w, "warning: %s was trained for %d thoughts (n_thoughts in its config), which is not measured here; "+
			"leave out --thoughts for that\n", s.name, s.thoughts)
	}
}

// field describes an option for the journal.
func field(name string, value any) accuracy.Field {
	return accuracy.Field{Name: name, Value: fmt.Sprint(value)}
}
