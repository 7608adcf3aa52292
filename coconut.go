// Package coconut runs language models that reason in latent space: between <bot> and <eot> the last hidden state goes
// back in as the next input embedding (Coconut: Hao et al., 2024, "Training Large Language Models to Reason in a
// Continuous Latent Space"). It runs other GPT-2, Llama and Qwen models, too.
//
// It is pure Go without cgo, and the same code runs natively and, compiled to WebAssembly, in browsers and on the edge,
// with the same bits everywhere. docs/go.md begins with a program of ten lines; examples/ has whole ones.
//
// # Open a model
//
// [Open] reads a model folder (docs/weights.md) from any file system, an embedded one for instance, [OpenSource] from
// an address or a [Source] of your own. Every byte is verified. Both return while layers still arrive:
//
//	model, err := coconut.Open(ctx, os.DirFS("weights/models/prosqa-coconut"))
//	if err != nil {
//		return err
//	}
//	defer model.Close()
//
// # Ask
//
// A model of a task answers questions, and so does a language model with a latent scheme, as published latent reasoners
// are (docs/bring-your-own.md). [Model.Reason] yields each thought as it is made and then the answer,
// [Model.Answer] waits for the end:
//
//	for step, err := range model.Reason(ctx, "Every cat is a pet. Tom is a cat. Rex is a rock. Is Tom a pet or rock?") {
//		…
//	}
//
// # Write
//
// A language model, which coconut import makes of a GGUF file or another program's folder (docs/import.md), writes:
// [Model.Complete] continues a text token by token, [Model.Chat] answers a message.
//
//	messages := []coconut.Message{{Role: "user", Text: "Name the capital of Italy."}}
//	for token, err := range model.Chat(ctx, messages, coconut.CompleteOptions{MaxTokens: 100}) {
//		if err != nil {
//			return err
//		}
//		fmt.Print(token.Text)
//	}
//
// # Experiment
//
// [Model.Session] gives access to hidden states, logits, latent steps, caches and forks, below texts and tasks.
//
// # Several goroutines
//
// A [Model] may be used by several goroutines at once, and each of its questions takes one. A [Session] belongs to one
// goroutine at a time; its forks may run in others.
//
// # Compatibility
//
// What the semantic version promises is listed in tools/publicapi/api.txt: this package, weights/models, the sources
// and errors of package weights, and every type that these name. Anything else may change in any release.
package coconut

import (
	"context"
	"errors"
	"fmt"
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
	loading  context.Context    // of the reading, which Close ends
	stop     context.CancelCauseFunc
}

// Info describes a model: its name, task, method, size and number format. See [runtime.Info].
type Info = runtime.Info

// Source reads the files of a model folder, wherever they are: implement its one method for a store of your own.
// Package weights has some: [weights.Dir], [weights.FS], weights.HTTP, in a browser weights.Fetch, and [weights.Retry]
// and [weights.Cached] around another. See [weights.Source].
type Source = weights.Source

// Session is one sequence of tokens and thoughts: Prefill, Step and Feed read, Think takes a latent step, Hidden and
// Logits tell what it came to, Fork branches. See [runtime.Session].
type Session = runtime.Session

// Progress is called with the compressed bytes that have arrived and their total, from another goroutine.
type Progress func(done, total int64)

// Open opens a model in a folder: os.DirFS, an embed.FS, a zip archive. It returns once manifest and tokenizer are
// read; weights are read and verified in the background, and questions asked meanwhile wait for the layers that they
// need. [Model.Wait] returns when everything is loaded. ctx bounds the reading, so it must live as long as that. Errors
// wrap those of packages weights and runtime, weights.ErrNotFound for a folder without a manifest.
func Open(ctx context.Context, fsys fs.FS, options ...OpenOption) (*Model, error) {
	return OpenSource(ctx, weights.FS(fsys), options...)
}

// OpenSource is [Open] for any source of files: weights.Retry(weights.HTTP(address)), or one of your own.
func OpenSource(ctx context.Context, source Source, options ...OpenOption) (*Model, error) {
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
	m.loading, m.stop = ctx, stop
	if o.threads > 1 {
		m.text.Runtime().SetThreads(o.threads)
	}
	return m, nil
}

// open opens a model of a task or one for texts, by what its config says.
func open(ctx context.Context, source Source, progress Progress) (*Model, error) {
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

// OpenOption changes how a model is opened: [WithProgress], [WithThreads].
type OpenOption func(*openOptions)

type openOptions struct {
	progress Progress
	threads  int
}

// WithProgress reports how much of the weights has arrived.
func WithProgress(progress Progress) OpenOption {
	return func(o *openOptions) { o.progress = progress }
}

// WithThreads lets n threads share each step, runtime.NumCPU() for instance: a language model answers faster, with the
// same results to the last bit. Without it there is one, which is best for small models and for many questions at once.
// In WebAssembly there is always one.
func WithThreads(n int) OpenOption {
	return func(o *openOptions) { o.threads = n }
}

// Info describes the model.
func (m *Model) Info() Info { return m.text.Info() }

// Wait returns when all weights have been read and verified, or with the error that prevented it.
func (m *Model) Wait() error { return m.why(m.text.Wait()) }

// why adds that the model was closed to an error that came of that: the layers in between report that their context
// ended, and not all of them why.
func (m *Model) why(err error) error {
	if err == nil || errors.Is(err, ErrClosed) || !errors.Is(err, context.Canceled) ||
		!errors.Is(context.Cause(m.loading), ErrClosed) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrClosed, err)
}

// Close stops reading weights that have not arrived. Questions that wait for them fail; a model that is fully loaded
// remains usable.
func (m *Model) Close() error {
	m.stop(ErrClosed)
	return nil
}

// Session starts an empty sequence: hidden states, logits, latent steps and forks, below the level of texts and tasks.
func (m *Model) Session() *Session { return m.text.Runtime().NewSession() }

// VocabSize is the number of tokens that the model knows: the length of [Session]'s Logits.
func (m *Model) VocabSize() int { return m.text.Runtime().Config().VocabSize }

// Width is the number of values in a hidden state or thought, n_embd.
func (m *Model) Width() int { return m.text.Runtime().Config().Width }

// Tokenize turns text into token ids, without what a prompt begins with. Errors are [ErrNoTokenizer] or wrap those of
// package tokenizer.
func (m *Model) Tokenize(text string) ([]int, error) {
	if m.text.Tokenizer() == nil {
		return nil, ErrNoTokenizer
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
