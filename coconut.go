// Package coconut runs language models that reason in latent space: between <bot> and <eot> the last hidden state goes
// back in as the next input embedding (Coconut: Hao et al., 2024, "Training Large Language Models to Reason in a
// Continuous Latent Space").
//
// It is pure Go without cgo, and the same code runs natively and, compiled to WebAssembly, in browsers and on the edge,
// with the same bits everywhere. Open reads a model folder (docs/weights.md) from a file system or an address, verifies
// every byte, and is ready for questions while layers still arrive:
//
//	model, err := coconut.Open(ctx, os.DirFS("weights/models/prosqa-coconut"))
//	if err != nil {
//		return err
//	}
//	defer model.Close()
//	for step, err := range model.Reason(ctx, "Every cat is a pet. Tom is a cat. Rex is a rock. Is Tom a pet or rock?") {
//		…
//	}
//
// A language model, which coconut import makes of a GGUF file or another program's folder (docs/import.md), chats:
//
//	messages := []coconut.Message{{Role: "user", Text: "Name the capital of Italy."}}
//	for token, err := range model.Chat(ctx, messages, coconut.CompleteOptions{MaxTokens: 100}) {
//		if err != nil {
//			return err
//		}
//		fmt.Print(token.Text)
//	}
//
// Reason yields each thought as it is made and then the answer; Answer waits for the end. Complete continues a text
// token by token, and Chat answers a message. Session gives access to hidden states, caches and forks for experiments.
// A Model may be used by several goroutines at once.
package coconut

import (
	"context"
	"io/fs"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// Model is a model that has been opened.
type Model struct {
	text     *completion.Model
	reasoner *reasoner.Reasoner // nil for a model without a task
	stop     context.CancelCauseFunc
}

// Info describes a model: its name, task, method, size and number format.
type Info = reasoner.Info

// Step is one entry of a trace, and Result a judged answer; see package reasoner.
type (
	Step   = reasoner.Step
	Result = reasoner.Result
)

// Progress is called with the compressed bytes that have arrived and their total, from another goroutine.
type Progress func(done, total int64)

// Open opens a model in a folder: os.DirFS, an embed.FS, a zip archive. It returns once manifest and
// tokenizer are read; weights are read and verified in the background, and questions asked meanwhile wait for the
// layers that they need. Wait returns when everything is loaded. ctx bounds the reading. Errors wrap those of packages
// weights and runtime.
func Open(ctx context.Context, fsys fs.FS, options ...OpenOption) (*Model, error) {
	return OpenSource(ctx, weights.FS(fsys), options...)
}

// OpenSource opens a model from any source of files, for instance weights.HTTP, weights.Retry or weights.Cached.
func OpenSource(ctx context.Context, source weights.Source, options ...OpenOption) (*Model, error) {
	o := openOptions{}
	for _, option := range options {
		option(&o)
	}
	ctx, stop := context.WithCancelCause(ctx)
	m, err := open(ctx, source, o.progress)
	if err != nil {
		stop(err)
		return nil, err
	}
	m.stop = stop
	return m, nil
}

// open opens a model of a task or one for texts, by what its config says.
func open(ctx context.Context, source weights.Source, progress Progress) (*Model, error) {
	store, err := weights.Open(ctx, source)
	if err != nil {
		return nil, err
	}
	config, err := runtime.ParseConfig(store.Manifest().Config)
	if err != nil {
		return nil, err
	}
	m := new(Model)
	if config.Task == "" {
		m.text, err = completion.OpenStore(ctx, store, progress)
		return m, err
	}
	if m.reasoner, err = reasoner.OpenStore(ctx, store, progress); err != nil {
		return nil, err
	}
	m.text, err = completion.New(m.reasoner.Model(), m.reasoner.Tokenizer(), m.reasoner.Info())
	return m, err
}

// OpenOption changes how a model is opened.
type OpenOption func(*openOptions)

type openOptions struct{ progress Progress }

// WithProgress reports how much of the weights has arrived.
func WithProgress(progress Progress) OpenOption {
	return func(o *openOptions) { o.progress = progress }
}

// Info describes the model.
func (m *Model) Info() Info { return m.text.Info() }

// Wait returns when all weights have been read and verified, or with the error that prevented it.
func (m *Model) Wait() error { return m.text.Wait() }

// Close stops reading weights that have not arrived. Questions that wait for them fail; a model that is fully loaded
// remains usable.
func (m *Model) Close() error {
	m.stop(ErrClosed)
	return nil
}

// Session starts an empty sequence: hidden states, logits, latent steps and forks, below the level of texts and tasks.
// See runtime.Session.
func (m *Model) Session() *runtime.Session { return m.text.Runtime().NewSession() }

// Tokenize turns text into token ids, without what a prompt begins with. Errors are completion.ErrNoTokenizer or wrap
// those of package tokenizer.
func (m *Model) Tokenize(text string) ([]int, error) {
	if m.text.Tokenizer() == nil {
		return nil, completion.ErrNoTokenizer
	}
	return m.text.Tokenizer().Encode(text)
}

// Token is the text of a token id, "" for one that is not there. Its bytes need not be whole characters.
func (m *Model) Token(id int) string {
	if m.text.Tokenizer() == nil {
		return ""
	}
	return m.text.Tokenizer().Token(id)
}
