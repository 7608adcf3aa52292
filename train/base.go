package train

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
	"github.com/coconut-page/coconut/weights"
)

// ErrBase is wrapped by every error about the model that a run starts from.
var ErrBase = errors.New("train: this model cannot be trained further")

// base is the language model that a recipe for text starts from.
type base struct {
	dir     string
	store   *weights.Store
	config  runtime.Config
	tokens  *bpe.Tokenizer
	ends    []int
	license string
	files   map[string][]byte // tokenizer.json and generation_config.json
}

// openBase opens a model folder, without its weights. Errors wrap ErrBase or those of packages weights and tokenizer.
func openBase(ctx context.Context, dir string) (*base, error) {
	refuse := func(format string, args ...any) (*base, error) {
		return nil, fmt.Errorf("%w: %s: %w", ErrBase, dir, fmt.Errorf(format, args...))
	}
	store, err := weights.Open(ctx, weights.Dir(dir))
	if err != nil {
		return refuse("want a model folder, as coconut import writes one: %w", err)
	}
	m := store.Manifest()
	b := &base{dir: dir, store: store, license: m.License, files: map[string][]byte{}}
	if b.config, err = runtime.ParseConfig(m.Config); err != nil {
		return refuse("%w", err)
	}
	if _, ok := architectures[b.config.ModelType]; !ok {
		return refuse("the trainer has no model_type %q", b.config.ModelType)
	}
	if b.config.Task != "" {
		return refuse("it was trained for %s and reads its own words only; import a language model", b.config.Task)
	}
	if l := b.config.Latent; l != nil && l.Projection != nil {
		return refuse("the trainer has no projection of thoughts, as scheme %s has", l.Name)
	}
	for _, name := range []string{tokenizer.File, tokenizer.GenerationFile} {
		if b.files[name], err = store.File(ctx, name); err != nil {
			return refuse("%s: %w; import it again with its tokenizer", name, err)
		}
	}
	if b.tokens, err = bpe.Load(b.files[tokenizer.File]); err != nil {
		return refuse("%s: %w", tokenizer.File, err)
	}
	if b.ends, err = tokenizer.Ends(b.files[tokenizer.GenerationFile]); err != nil || len(b.ends) == 0 {
		return refuse("%s says of no token that it ends a text (%v)", tokenizer.GenerationFile, err)
	}
	if b.tokens.VocabSize() > b.config.VocabSize {
		return refuse("its tokenizer has %d tokens, more than the model's %d", b.tokens.VocabSize(), b.config.VocabSize)
	}
	return b, nil
}

// sum identifies the weights.
func (b *base) sum() string { return b.store.Manifest().ChunksSHA256 }

// texts returns what turns items into this model's tokens.
func (b *base) texts() *texts {
	t := &texts{tokens: b.tokens, end: int32(b.ends[0])}
	before, _ := b.tokens.Around()
	for _, id := range before {
		t.before = append(t.before, int32(id))
	}
	return t
}

// floats reads the weights, and returns the values of a tensor as float32, whatever their format is. Where the config
// has more tokens than the model, the embedding and the head get rows for them, see markers.
func (b *base) floats(ctx context.Context) (func(quant.Spec) ([]float32, error), error) {
	loaded, err := b.store.Load(ctx, nil)
	if err != nil {
		return nil, err
	}
	return stored(loaded), nil
}

// markers are the tokens of the latent part (the paper's code has the same), which are appended to the vocabulary.
type markers struct {
	start, end, pause int32
	first             int // the id of the first of them
	like              int // the token whose embedding they start with
}

// markerTokens are the markers in the order of their ids.
var markerTokens = []string{"<|start-latent|>", "<|end-latent|>", "<|latent|>"}

// markers returns the tokens of the latent part. As in the paper's code they start as copies of "<<", where equations
// begin.
func (b *base) markers() (*markers, error) {
	for _, token := range markerTokens {
		if _, ok := b.tokens.ID(token); ok {
			return nil, fmt.Errorf("%w: %s: its tokenizer has the token %s already: start from a model without latent steps",
				ErrBase, b.dir, token)
		}
	}
	like, err := b.tokens.Encode("<<")
	if err != nil || len(like) == 0 {
		return nil, fmt.Errorf("%w: %s: its tokenizer cannot read \"<<\" (%v)", ErrBase, b.dir, err)
	}
	first := b.tokens.VocabSize()
	return &markers{start: int32(first), end: int32(first + 1), pause: int32(first + 2), first: first, like: like[0]}, nil
}

// extend returns the rows of the markers below those of the tokenizer's tokens.
func (m *markers) extend(rows []float32, width int) []float32 {
	return append(slices.Clip(rows[:m.first*width]), m.rows(rows, width)...)
}

// rows returns the initial rows of the markers, [markers, width].
func (m *markers) rows(rows []float32, width int) []float32 {
	return slices.Repeat(rows[m.like*width:(m.like+1)*width], len(markerTokens))
}
