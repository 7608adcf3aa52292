package train

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/gomlx/compute"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/registry"
)

// teachTexts prepares a run on questions in natural text.
func (r *run) teachTexts(ctx context.Context, backend compute.Backend) error {
	if r.opts.Init == "" {
		return fmt.Errorf("%w: no model to start from: give its folder as --init", ErrBase)
	}
	if r.recipe.Text.BFloat16 && r.opts.Backend == "go" {
		return fmt.Errorf("%w: text.bfloat16 is for XLA (--backend xla:PLUGIN): the Go engine computes in float32 only",
			ErrRecipe)
	}
	b, err := openBase(ctx, r.opts.Init)
	if err != nil {
		return err
	}
	examples, err := r.readExamples(b)
	if err != nil {
		return err
	}
	mark, err := r.adopt(b)
	if err != nil {
		return err
	}
	if err := r.load(ctx, b, mark); err != nil {
		return err
	}
	if r.state.Init, err = filepath.Abs(r.opts.Init); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	r.devices = 1
	samples := &textSampler{recipe: &r.recipe, examples: examples, markers: mark}
	if r.opts.Backend != "go" {
		samples.bucket = textBucketXLA
	}
	r.lessons = &textLessons{backend: backend, store: r.store, recipe: &r.recipe, sampler: samples,
		onCompile: r.opts.OnCompile}
	return nil
}

// adopt fills in the recipe's model from the one that the run starts from. Markers are nil where no stage needs them.
func (r *run) adopt(b *base) (*markers, error) {
	text, cfg := *r.recipe.Text, b.config
	if text.Base != "" && text.Base != b.sum() {
		return nil, fmt.Errorf("%w: %s has the SHA-256 %s, the recipe's is %s", ErrBase, b.dir, b.sum(), text.Base)
	}
	cfg.Thoughts = 0
	for _, s := range r.recipe.Stages {
		cfg.Thoughts = max(cfg.Thoughts, r.recipe.latents(s))
	}
	room := cfg.MaxPositions - cfg.Thoughts
	if cfg.Thoughts > 0 {
		room -= 2 // the markers before and after them
	}
	if text.MaxTokens > room {
		return nil, fmt.Errorf("%w: text.max_tokens is %d; with %d latent steps the model has room for %d", ErrRecipe,
			text.MaxTokens, cfg.Thoughts, room)
	}
	if text.LoRA != nil {
		if err := text.LoRA.checkMatrices(cfg); err != nil {
			return nil, err
		}
	}
	text.Base = b.sum()
	r.recipe.Text = &text
	cfg.Method, cfg.MaxNewTokens = r.recipe.Method, min(maxAnswer, cfg.MaxPositions)
	var mark *markers
	if cfg.Thoughts > 0 {
		var err error
		if mark, err = b.markers(); err != nil {
			return nil, err
		}
		cfg.VocabSize = mark.first + len(markerTokens)
	}
	cfg.Latent = r.recipe.scheme(b, mark)
	r.recipe.Model = cfg
	return mark, nil
}

// maxAnswer is how many tokens a trained model may write, a chain of equations included.
const maxAnswer = 256

// scheme describes to the runtime what the recipe trains.
func (r *Recipe) scheme(b *base, m *markers) *runtime.LatentScheme {
	s := &runtime.LatentScheme{Name: r.Method, Feedback: runtime.FeedbackHidden, Prompt: runtime.QuestionMark + "\n",
		Answer: "after-hash"}
	s.Before, _ = b.tokens.Around()
	if m == nil {
		return s
	}
	s.Start, s.End = []int{int(m.start)}, []int{int(m.end)}
	s.Forbidden = []int{int(m.start), int(m.end), int(m.pause)}
	if r.latent() == pauseLatent {
		s.Feedback, s.Pause = runtime.FeedbackToken, int(m.pause)
	}
	return s
}

// load puts the model's weights into the store, and what is trained of it from the checkpoint, if there is one.
func (r *run) load(ctx context.Context, b *base, mark *markers) error {
	floats, err := b.floats(ctx)
	if err != nil {
		return err
	}
	full := r.recipe.Text.LoRA == nil
	own := func(spec quant.Spec) ([]float32, error) {
		data, err := floats(spec)
		if err == nil && mark != nil && (spec.Role == quant.Embedding || spec.Role == quant.Head) {
			if full {
				return mark.extend(data, spec.Shape[1]), nil
			}
			return data[:mark.first*spec.Shape[1]], nil
		}
		return data, err
	}
	cfg := r.recipe.Model
	if full {
		return r.restoreOrInit(func() error { return importTensors(r.store, paramScope, cfg, own) })
	}
	if mark != nil {
		cfg.VocabSize = mark.first
	}
	if err := importTensors(r.store, frozenScope, cfg, own); err != nil {
		return err
	}
	return r.restoreOrInit(func() error { return r.initAdapters(floats, mark) })
}

// initAdapters creates adapters that change nothing yet, one factor random and the other 0, and the markers' rows.
func (r *run) initAdapters(floats func(quant.Spec) ([]float32, error), mark *markers) error {
	rng := rand.New(rand.NewPCG(r.recipe.Seed, 0x10a4))
	lora := r.recipe.Text.LoRA
	for _, spec := range r.recipe.Model.Tensors() {
		name, _ := strings.CutSuffix(spec.Name, ".weight")
		switch {
		case lora.adapts(spec):
			out, in := spec.Shape[0], spec.Shape[1]
			a, most := make([]float32, in*lora.Rank), 1/math.Sqrt(float64(in))
			for i := range a {
				a[i] = float32((2*rng.Float64() - 1) * most)
			}
			if err := create(r.store, paramPath(name+loraIn), a, in, lora.Rank); err != nil {
				return err
			}
			if err := create(r.store, paramPath(name+loraOut), make([]float32, lora.Rank*out), lora.Rank, out); err != nil {
				return err
			}
		case mark != nil && (spec.Role == quant.Embedding || spec.Role == quant.Head):
			data, err := floats(spec)
			if err != nil {
				return err
			}
			if err := create(r.store, paramPath(name+addedRows), mark.rows(data, spec.Shape[1]), len(markerTokens),
				spec.Shape[1]); err != nil {
				return err
			}
		}
	}
	return nil
}

// readExamples reads or draws the questions, without those that are excluded or too long.
func (r *run) readExamples(b *base) ([]example, error) {
	items, sum, err := r.readItems()
	if err != nil {
		return nil, err
	}
	text := *r.recipe.Text
	if text.Data != "" && text.Data != sum {
		return nil, fmt.Errorf("%w: %s has the SHA-256 %s, the recipe's data is %s", ErrRecipe, r.opts.Data, sum, text.Data)
	}
	text.Data, r.recipe.Text = sum, &text
	var examples []example
	long, encode := 0, b.texts()
	for i, it := range items {
		e, err := encode.example(it)
		if err != nil {
			return nil, fmt.Errorf("train: question %d: %w", i, err)
		}
		if e.length() > text.MaxTokens {
			long++
			continue
		}
		examples = append(examples, e)
	}
	switch {
	case text.Questions != 0 && len(examples) != text.Questions:
		return nil, fmt.Errorf("%w: text.questions is %d, but there are %d: %d of %d were left out with more than "+
			"text.max_tokens = %d tokens, %s", ErrRecipe, text.Questions, len(examples), long, len(items), text.MaxTokens,
			r.excludedHint())
	case len(examples) < text.QuestionsPerStep:
		return nil, fmt.Errorf("%w: text.questions_per_step is %d, but there are only %d questions", ErrRecipe,
			text.QuestionsPerStep, len(examples))
	}
	return examples, nil
}

// excludedHint says what of Options.Excluded may be the reason for a wrong number of questions.
func (r *run) excludedHint() string {
	if len(r.opts.Excluded) == 0 {
		return "and none was excluded: the recipe may be meant with --exclude FILE, see docs/training.md"
	}
	return "and excluded ones (--exclude) before that"
}

// readItems reads the data file, or else draws questions, without the excluded ones. It returns the file's SHA-256.
func (r *run) readItems() (items []tasks.Item, sum string, err error) {
	if r.opts.Data == "" {
		items, err = r.drawItems()
		return items, "", err
	}
	reader, err := registry.Reader(r.recipe.Task)
	if err != nil {
		return nil, "", fmt.Errorf("%w: task: %w", ErrRecipe, err)
	}
	data, err := os.ReadFile(r.opts.Data)
	if err != nil {
		return nil, "", fmt.Errorf("train: %w", err)
	}
	all, err := reader.ReadItems(bytes.NewReader(data))
	if err != nil {
		return nil, "", fmt.Errorf("train: %s: %w", r.opts.Data, err)
	}
	for i, it := range all {
		key, err := reader.ItemKey(it)
		if err != nil {
			return nil, "", fmt.Errorf("train: %s: item %d: %w", r.opts.Data, i, err)
		}
		if !r.opts.Excluded[key] {
			items = append(items, it)
		}
	}
	hash := sha256.Sum256(data)
	return items, hex.EncodeToString(hash[:]), nil
}

// drawItems generates the questions of a task by the recipe's seed.
func (r *run) drawItems() (items []tasks.Item, err error) {
	count := r.recipe.Text.Questions
	task, err := registry.Filer(r.recipe.Task)
	if err != nil {
		if _, unknown := registry.Reader(r.recipe.Task); unknown != nil {
			return nil, fmt.Errorf("%w: task: %w", ErrRecipe, unknown)
		}
		return nil, fmt.Errorf("%w: task %s has no questions to generate: give a data file as --data", ErrRecipe,
			r.recipe.Task)
	}
	if count == 0 {
		return nil, fmt.Errorf("%w: text.questions is 0, want the number of questions to generate, or a data file", ErrRecipe)
	}
	next, err := task.Generator(task.Kinds()[0].Name, r.recipe.Seed)
	if err != nil {
		return nil, fmt.Errorf("%w: task: %w", ErrRecipe, err)
	}
	for len(items) < count {
		for _, it := range next() {
			key, err := task.ItemKey(it)
			if err != nil {
				return nil, fmt.Errorf("train: generated question: %w", err)
			}
			if !r.opts.Excluded[key] && len(items) < count {
				items = append(items, it)
			}
		}
	}
	return items, nil
}
