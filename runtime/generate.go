package runtime

import (
	"context"
	"slices"
	"time"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// Options says how Generate runs.
type Options struct {
	// Thoughts is the number of latent steps, 0 to n_positions. With 0 the model may write its reasoning after <eot>.
	Thoughts int
	// StopEarly ends the latent mode as soon as the model's stop head says so, after Thoughts steps at the latest. It
	// requires a model with a stop head.
	StopEarly bool
	// TopK is how many candidates each step of the trace lists; 0 skips that work.
	TopK int
	// MaxNewTokens bounds the answer, forced tokens and <eos> included. 0 means the config's max_new_tokens.
	MaxNewTokens int
	// Reuse reads the prompt from where it differs from earlier ones of this model that were read with Reuse, too. It
	// changes no bit of the result but Cached and the times.
	Reuse bool
	// WithoutThoughts takes no latent steps whatever Thoughts says, and forces the answer marker "###" (unless ForceAnswer
	// says otherwise), so that the model has to answer at once.
	WithoutThoughts bool
	// ForceAnswer is read after <eot> before the model continues by itself. The Top of <bot> and of thoughts follows it,
	// too.
	ForceAnswer []int
	// Choose, if not nil, chooses every token that is not forced, from the logits [vocab_size], which it may change; a
	// Sampler's Choose does so at random. Without it the likeliest token is taken.
	Choose func(logits []float32) int
	// Alter, if not nil, is called with a copy of each thought before it is fed back, which it may change: thought k,
	// counted from 1, is the hidden state [n_embd] after <bot> and k-1 latent steps, projected if the model does so. It
	// is an error for models that pause, which have no thoughts.
	Alter func(k int, thought []float32)
	// Probe, if not nil, is called with the session after <bot> (k is 0) and after each of its latent steps (k is their
	// number), before the step is reported. It may read and fork the session but not advance it; an error ends the
	// generation.
	Probe func(k int, s *Session) error
}

// generation is one call of Generate.
type generation struct {
	ctx           context.Context
	model         *Model
	session       *Session
	options       Options
	bot, eot, eos int
	onStep        func(Step)
	result        Result
}

// Generate answers a prompt: it reads prompt and <bot>, thinks, reads <eot>, and writes the likeliest token (the lowest
// id among equals), or the one that Options.Choose takes, until <eos> or a limit. onStep, if not nil, is called after
// every step, in the calling goroutine.
//
// ctx is checked before every step and every batch of the prompt; an error then wraps its cause. Other errors wrap
// ErrTokenizer, ErrOptions, ErrToken, or ErrContextFull if prompt, thoughts and forced tokens do not fit. With an error
// there is no result.
func (m *Model) Generate(ctx context.Context, prompt []int, o Options, onStep func(Step)) (*Result, error) {
	g := &generation{ctx: ctx, model: m, options: o, onStep: onStep}
	if err := g.prepare(len(prompt)); err != nil {
		return nil, err
	}
	if err := g.begin(prompt); err != nil {
		return nil, err
	}
	defer g.session.release()
	for _, run := range []func() error{func() error { return g.read(prompt) }, g.think, g.answer} {
		if err := run(); err != nil {
			return nil, err
		}
	}
	return &g.result, nil
}

// prepare checks the options and fills in what they leave open.
func (g *generation) prepare(promptTokens int) error {
	if g.model.vocab == nil {
		return ErrTokenizer.Errorf("none was set")
	}
	for name, id := range map[string]*int{tokenizer.Bot: &g.bot, tokenizer.Eot: &g.eot, tokenizer.Eos: &g.eos} {
		var ok bool
		if *id, ok = g.model.vocab.ID(name); !ok {
			return ErrTokenizer.Errorf("it has no %s", name)
		}
	}
	o, c := &g.options, g.model.config
	if o.Thoughts < 0 || o.TopK < 0 || o.MaxNewTokens < 0 {
		return ErrOptions.Errorf("Thoughts %d, TopK %d, MaxNewTokens %d: none may be negative", o.Thoughts, o.TopK,
			o.MaxNewTokens)
	}
	if o.StopEarly && !c.StopHead {
		return ErrOptions.Errorf("StopEarly: the model has no stop head")
	}
	if o.MaxNewTokens == 0 {
		o.MaxNewTokens = c.MaxNewTokens
	}
	if o.Alter != nil && c.Pauses() {
		return ErrOptions.Errorf("Alter: method %s has no thoughts to alter", c.Method)
	}
	if err := g.prepareAnswer(); err != nil {
		return err
	}
	if need := promptTokens + 2 + o.Thoughts + len(o.ForceAnswer); o.Thoughts > c.MaxPositions || need > c.MaxPositions {
		return ErrContextFull.Errorf("%d prompt tokens, <bot>, %d thoughts, <eot> and %d forced tokens do not fit into %d "+
			"positions",
			promptTokens, o.Thoughts, len(o.ForceAnswer), c.MaxPositions)
	}
	return nil
}

func (g *generation) prepareAnswer() error {
	o := &g.options
	if o.WithoutThoughts {
		o.Thoughts = 0
		if len(o.ForceAnswer) == 0 {
			marker, ok := g.model.vocab.ID(tokenizer.AnswerMarker)
			if !ok {
				return ErrTokenizer.Errorf("it has no %s", tokenizer.AnswerMarker)
			}
			o.ForceAnswer = []int{marker}
		}
	}
	if len(o.ForceAnswer) > o.MaxNewTokens {
		return ErrOptions.Errorf("ForceAnswer has %d tokens, MaxNewTokens is %d", len(o.ForceAnswer), o.MaxNewTokens)
	}
	for _, token := range o.ForceAnswer {
		if err := g.model.checkToken(token); err != nil {
			return ErrOptions.Errorf("ForceAnswer: %w", err)
		}
	}
	return nil
}

// begin opens the session: what an earlier prompt shares with this one, with Options.Reuse, or else a new one.
func (g *generation) begin(prompt []int) (err error) {
	if g.options.Reuse {
		g.session, g.result.Cached, err = g.model.kept.Take(append(slices.Clip(prompt), g.bot))
	}
	if g.session == nil {
		g.session = g.model.NewSession()
	}
	return err
}

// read reads the prompt, in batches, and <bot>. The hidden states of the prompt's tokens are not needed, so they are
// not computed to the end. A token's step is given its share of its batch's time.
func (g *generation) read(prompt []int) error {
	for _, token := range prompt[:g.result.Cached] { // these are spared: they stand in the trace, and take no time
		if err := g.step(StepPrompt, token, func() error { return nil }); err != nil {
			return err
		}
	}
	for batch := range slices.Chunk(prompt[g.result.Cached:], prefillBatch) {
		if err := g.interrupted(); err != nil {
			return err
		}
		start := time.Now()
		if err := g.session.prefill(batch, false); err != nil {
			return err
		}
		share := time.Since(start) / time.Duration(len(batch))
		for _, token := range batch {
			if err := g.stepAfter(share, StepPrompt, token, func() error { return nil }); err != nil {
				return err
			}
		}
	}
	g.result.PromptTokens = len(prompt)
	if g.options.Reuse && g.result.Cached < len(prompt) {
		g.model.kept.Keep(g.session, slices.Clone(prompt))
	}
	return g.step(StepBot, g.bot, func() error { return g.session.Step(g.bot) })
}

// interrupted returns an error once the context is done.
func (g *generation) interrupted() error {
	if err := context.Cause(g.ctx); err != nil {
		return fault.Errorf("runtime", "generate: %w", err)
	}
	return nil
}

// think takes the latent steps: thoughts, or <pause> tokens in a model that was trained with those.
func (g *generation) think() error {
	token, latent := -1, g.session.Think
	if g.model.config.Pauses() {
		pause, ok := g.model.vocab.ID(tokenizer.Pause)
		if !ok {
			return ErrTokenizer.Errorf("it has no %s, which method %s needs", tokenizer.Pause, g.model.config.Method)
		}
		token, latent = pause, func() error { return g.session.Step(pause) }
	}
	for k := range g.options.Thoughts {
		if err := g.step(StepThought, token, g.altered(k+1, latent)); err != nil {
			return err
		}
		if !g.options.StopEarly {
			continue
		}
		if stop, err := g.session.Stop(); err != nil || stop > 0 {
			return err
		}
	}
	return nil
}

// altered returns latent step k with Options.Alter applied.
func (g *generation) altered(k int, latent func() error) func() error {
	if g.options.Alter == nil {
		return latent
	}
	return func() error {
		thought, err := g.session.Thought()
		if err != nil {
			return err
		}
		thought = slices.Clone(thought)
		g.options.Alter(k, thought)
		return g.session.Feed(thought)
	}
}

// answer reads <eot> and the forced tokens, and decodes greedily from there. <eos> is not read: nothing follows it.
func (g *generation) answer() error {
	if err := g.step(StepEot, g.eot, func() error { return g.session.Step(g.eot) }); err != nil {
		return err
	}
	r := &g.result
	for !r.Finished && len(r.Tokens) < g.options.MaxNewTokens && g.session.cache.room(1) == nil {
		if err := g.say(); err != nil {
			return err
		}
	}
	return nil
}

// say chooses the next token, forced or the likeliest, and reads it.
func (g *generation) say() error {
	r, start := &g.result, time.Now()
	token, err := 0, error(nil)
	if n := len(r.Tokens); n < len(g.options.ForceAnswer) {
		token = g.options.ForceAnswer[n]
	} else if token, err = g.choose(); err != nil {
		return err
	}
	r.Tokens = append(r.Tokens, token)
	chosen := time.Since(start)
	return g.stepAfter(chosen, StepToken, token, func() error {
		if token == g.eos {
			r.Finished = true
			return nil
		}
		return g.session.Step(token)
	})
}

// choose chooses the next token by itself.
func (g *generation) choose() (int, error) {
	if g.options.Choose == nil {
		return g.session.Best()
	}
	logits := make([]float32, g.model.config.VocabSize)
	if err := g.session.Logits(logits); err != nil {
		return 0, err
	}
	token := g.options.Choose(logits)
	if err := g.model.checkToken(token); err != nil {
		return 0, ErrOptions.Errorf("Choose: %w", err)
	}
	return token, nil
}

func (g *generation) step(kind StepKind, token int, run func() error) error {
	return g.stepAfter(0, kind, token, run)
}

// stepAfter does one step: it checks the context, runs, and adds the step to the trace. before is time already spent on
// the step.
func (g *generation) stepAfter(before time.Duration, kind StepKind, token int, run func() error) error {
	if err := g.interrupted(); err != nil {
		return err
	}
	start := time.Now()
	if err := run(); err != nil {
		return err
	}
	step := Step{Kind: kind, TokenID: token, Token: g.model.vocab.Token(token), Duration: before + time.Since(start)}
	if kind != StepPrompt && !g.result.Finished {
		step.Hidden = slices.Clone(g.session.Hidden())
		if err := g.look(&step); err != nil {
			return err
		}
	}
	step = g.result.add(step)
	if g.onStep != nil {
		g.onStep(step)
	}
	return nil
}

// look fills in what the model would say after a step.
func (g *generation) look(step *Step) error {
	if g.options.Probe != nil && (step.Kind == StepBot || step.Kind == StepThought) {
		latent := g.result.Thoughts // the tokens before this step
		if step.Kind == StepThought {
			latent++
		}
		if err := g.options.Probe(latent, g.session); err != nil {
			return err
		}
	}
	k := g.options.TopK
	if k == 0 {
		return nil
	}
	if step.Kind != StepBot && step.Kind != StepThought {
		step.Top = g.session.Top(k)
		return nil
	}
	step.Direct = g.session.Top(k)
	fork := g.session.Fork()
	if err := fork.Prefill(append([]int{g.eot}, g.options.ForceAnswer...)); err != nil {
		return err
	}
	step.Top = fork.Top(k)
	return nil
}
