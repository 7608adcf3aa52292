package completion

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/coconut-page/coconut/completion/schema"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
	"github.com/coconut-page/coconut/weights"
)

// Model is a language model that continues text. Any number of goroutines may use it.
type Model struct {
	model  *runtime.Model
	config runtime.Config
	info   runtime.Info
	tokens runtime.Tokenizer // nil if the model has none
	chat   *bpe.ChatML       // nil if the model does not chat
	ends   []int             // tokens that end a text
	kept   *runtime.Prefixes
	// vocabulary is for constraints; it takes a while to sort.
	vocabulary func() *schema.Vocabulary
}

// Open reads a model's manifest and tokenizer, starts loading its weights, and returns, as runtime.Open does. A text
// that is asked for meanwhile waits for the layers that it needs. progress, which may be nil, hears of compressed bytes
// from another goroutine. Errors wrap those of packages weights, runtime and tokenizer.
func Open(ctx context.Context, src weights.Source, progress func(done, total int64)) (*Model, error) {
	store, err := weights.Open(ctx, src)
	if err != nil {
		return nil, err
	}
	return OpenStore(ctx, store, progress)
}

// OpenStore is Open for a store whose manifest has been read.
func OpenStore(ctx context.Context, store *weights.Store, progress func(done, total int64)) (*Model, error) {
	config, err := runtime.ParseConfig(store.Manifest().Config)
	if err != nil {
		return nil, err
	}
	m := &Model{config: config, info: runtime.Describe(store.Manifest(), config),
		kept: runtime.NewPrefixes(config.MaxPositions)}
	if m.tokens, err = ReadTokenizer(ctx, store); err != nil && !errors.Is(err, ErrNoTokenizer) {
		return nil, err
	}
	if m.ends, err = readEnds(ctx, store); err != nil {
		return nil, err
	}
	if err := m.prepare(); err != nil {
		return nil, err
	}
	m.model, err = runtime.Open(ctx, store, progress) // last, so that nothing is loading if something else is wrong
	if err != nil {
		return nil, err
	}
	if m.tokens != nil {
		err = m.model.SetTokenizer(m.tokens)
	}
	return m, err
}

// New returns a model that is open already, for texts. tokens may be nil.
func New(model *runtime.Model, tokens runtime.Tokenizer, info runtime.Info) (*Model, error) {
	m := &Model{model: model, config: model.Config(), tokens: tokens, info: info,
		kept: runtime.NewPrefixes(model.Config().MaxPositions)}
	return m, m.prepare()
}

// prepare checks the latent scheme, and derives what the tokenizer decides.
func (m *Model) prepare() error {
	if err := checkScheme(m.config.Latent); err != nil {
		return err
	}
	m.vocabulary = sync.OnceValue(m.listVocabulary)
	return m.setChat()
}

// ReadTokenizer reads a model's tokenizer, of either kind. The error is ErrNoTokenizer if there is none, or wraps those
// of packages weights and tokenizer.
func ReadTokenizer(ctx context.Context, store *weights.Store) (runtime.Tokenizer, error) {
	if !has(store, tokenizer.File) {
		return nil, ErrNoTokenizer
	}
	data, err := store.File(ctx, tokenizer.File)
	if err != nil {
		return nil, err
	}
	if bpe.Is(data) {
		return bpe.Load(data)
	}
	return tokenizer.Load(data)
}

func has(store *weights.Store, name string) bool {
	return slices.ContainsFunc(store.Manifest().Files, func(f weights.File) bool { return f.Name == name })
}

// readEnds returns the tokens that end a text according to generation_config.json.
func readEnds(ctx context.Context, store *weights.Store) ([]int, error) {
	if !has(store, tokenizer.GenerationFile) {
		return nil, nil
	}
	data, err := store.File(ctx, tokenizer.GenerationFile)
	if err != nil {
		return nil, err
	}
	return tokenizer.Ends(data)
}

// setChat prepares chats, and adds to the tokens that end a text what ends a message or, in the models that we train,
// an answer.
func (m *Model) setChat() error {
	if t, ok := m.tokens.(*tokenizer.Tokenizer); ok {
		if end, ok := t.ID(tokenizer.Eos); ok {
			m.ends = append(m.ends, end)
		}
	}
	t, ok := m.tokens.(*bpe.Tokenizer)
	if !ok {
		return nil
	}
	system := ""
	if t.Preset() == bpe.PresetSmolLM {
		system = bpe.SmolLM2System
	}
	chat, err := bpe.NewChatML(t, system)
	if errors.Is(err, tokenizer.ErrUnsupported) {
		return nil // it only continues text
	}
	if err != nil {
		return err
	}
	m.chat = chat
	if !slices.Contains(m.ends, chat.End()) {
		m.ends = append(m.ends, chat.End())
	}
	return nil
}

// Info describes the model.
func (m *Model) Info() runtime.Info { return m.info }

// Runtime is the model below texts: sessions, hidden states and logits.
func (m *Model) Runtime() *runtime.Model { return m.model }

// Tokenizer returns the model's tokenizer, or nil if it has none.
func (m *Model) Tokenizer() runtime.Tokenizer { return m.tokens }

// Chats reports whether the model was made for chats: Chat works.
func (m *Model) Chats() bool { return m.chat != nil }

// Ends are the tokens that end a text.
func (m *Model) Ends() []int { return slices.Clone(m.ends) }

// Wait returns when all weights have been read and verified, or with the error that prevented it.
func (m *Model) Wait() error { return m.model.Wait() }

// Dequantized returns the same model with every matrix as float32: the reference that quantized formats are compared
// with. It waits for the weights.
func (m *Model) Dequantized() *Model {
	d := *m
	d.model, d.kept = m.model.Dequantized(), runtime.NewPrefixes(m.model.Config().MaxPositions)
	d.config = d.model.Config()
	return &d
}
