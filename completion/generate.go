package completion

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/runtime"
)

// generation is one call of Generate.
type generation struct {
	ctx     context.Context
	model   *Model
	prompt  []int
	options Options
	onToken func(Token)

	session *runtime.Session
	sampler *runtime.Sampler
	decoder decoder
	stopper stopper
	logits  []float32 // [the tokenizer's size], or [vocab_size] without one
	text    strings.Builder
	result  Result

	thinker   func() error // takes the latent steps, and reads what comes after them
	after     []int        // the tokens that come between the latent steps and the text
	forbidden []int        // the tokens that may not be written
}

// Generate continues a prompt, which Prompt or Chat makes, until a token or string that ends the text or a limit.
// onToken, if not nil, is called with every token as soon as it is chosen, in the calling goroutine.
//
// ctx is checked before every token and every part of the prompt; the error then wraps its cause. Other errors wrap
// ErrPrompt, ErrOptions, or those of package runtime. What onToken was told before an error stands.
func (m *Model) Generate(ctx context.Context, prompt []int, o Options, onToken func(Token)) (*Result, error) {
	return m.generation(ctx, prompt, o, onToken).run()
}

// generation makes a generation that has not begun.
func (m *Model) generation(ctx context.Context, prompt []int, o Options, onToken func(Token)) *generation {
	g := &generation{ctx: ctx, model: m, prompt: prompt, options: o, onToken: onToken, decoder: m.decoder(),
		stopper: stopper{stops: o.Stop}}
	g.thinker = g.think
	return g
}

// run does the work of Generate.
func (g *generation) run() (*Result, error) {
	if err := g.prepare(); err != nil {
		return nil, err
	}
	defer g.keep()
	began := time.Now()
	for _, run := range []func() error{g.read, g.thinker} {
		if err := run(); err != nil {
			return nil, err
		}
	}
	g.result.PrefillTime = time.Since(began)
	began = time.Now()
	if err := g.write(); err != nil {
		return nil, err
	}
	g.finish()
	g.result.DecodeTime = time.Since(began)
	return &g.result, nil
}

// prepare checks prompt and options.
func (g *generation) prepare() (err error) {
	if err := g.options.validate(); err != nil {
		return err
	}
	if err := g.model.room(g.prompt, g.options.Thoughts, g.after); err != nil {
		return err
	}
	g.sampler, err = runtime.NewSampler(g.options.Sampling)
	return err
}

// Fits returns an error that wraps ErrPrompt if Reason cannot read a prompt, which Question makes, and take so many
// thoughts: the prompt is empty, or no room is left for an answer.
func (m *Model) Fits(prompt []int, thoughts int) error {
	return m.room(prompt, thoughts, m.scheme().End)
}

// room checks that a prompt, thoughts and the tokens after them leave room for an answer.
func (m *Model) room(prompt []int, thoughts int, after []int) error {
	most := m.model.Config().MaxPositions
	switch {
	case len(prompt) == 0:
		return ErrPrompt.Errorf("it is empty; there is nothing to continue")
	case len(prompt)+thoughts+len(after) >= most:
		return ErrTooLong.Errorf("%d tokens and %d thoughts leave no room in a context of %d for an answer", len(prompt),
			thoughts, most)
	}
	return nil
}

// prefillPart is how many tokens of a prompt are read between two looks at the context.
const prefillPart = 64

// read reads the prompt from where it differs from earlier ones.
func (g *generation) read() error {
	session, cached, err := g.model.kept.Take(g.prompt)
	if err != nil {
		return err
	}
	if session == nil {
		session = g.model.model.NewSession()
	}
	g.session, g.result.Prompt, g.result.Cached = session, len(g.prompt), cached
	g.sampler.See(g.prompt...)
	g.prefilled(cached)
	for part := range slices.Chunk(g.prompt[cached:], prefillPart) {
		if err := g.interrupted(); err != nil {
			return err
		}
		if err := session.Prefill(part); err != nil {
			return g.cause(err)
		}
		g.prefilled(session.Len())
	}
	if !g.onlyTokens() {
		g.model.kept.Keep(session, g.prompt) // for the same question with other thoughts
	}
	return nil
}

// onlyTokens reports whether the text follows the prompt at once, so that all that is read can be found again.
func (g *generation) onlyTokens() bool { return g.options.Thoughts == 0 && len(g.after) == 0 }

func (g *generation) prefilled(read int) {
	if g.options.OnPrefill != nil {
		g.options.OnPrefill(read, len(g.prompt))
	}
}

// think takes the latent steps.
func (g *generation) think() error {
	for range g.options.Thoughts {
		if err := g.interrupted(); err != nil {
			return err
		}
		if err := g.session.Think(); err != nil {
			return g.cause(err)
		}
		g.result.Thoughts++
	}
	return nil
}

// interrupted returns an error once the context is done.
func (g *generation) interrupted() error {
	if cause := context.Cause(g.ctx); cause != nil {
		return fault.Errorf("completion", "%w", cause)
	}
	return nil
}

// cause prefers the context's reason to an error that follows from it, such as weights that are no longer read.
func (g *generation) cause(err error) error {
	if interrupted := g.interrupted(); interrupted != nil {
		return interrupted
	}
	return err
}

// write writes tokens.
func (g *generation) write() error {
	for {
		if err := g.interrupted(); err != nil {
			return err
		}
		token, err := g.choose()
		if err != nil {
			return err
		}
		if slices.Contains(g.model.ends, token.ID) || slices.Contains(g.options.StopIDs, token.ID) {
			g.result.Finish = FinishStop
			return nil
		}
		if g.say(token); g.result.Finish != "" {
			return nil
		}
		if err := g.session.Step(token.ID); err != nil {
			return g.cause(err)
		}
	}
}

// choose chooses the next token.
func (g *generation) choose() (Token, error) {
	logits, err := g.scores()
	if err != nil {
		return Token{}, err
	}
	for _, id := range g.forbidden {
		if id < len(logits) {
			logits[id] = float32(math.Inf(-1))
		}
	}
	var allowed []int
	if g.options.Constrain != nil {
		if allowed = g.options.Constrain.Allowed(); len(allowed) == 0 {
			return Token{}, ErrOptions.Errorf("Constrain: the model has no token that may come next")
		}
	}
	token := Token{ID: g.sampler.Choose(logits, allowed)}
	token.Token = g.model.spell(token.ID)
	token.Special = g.model.tokens != nil && g.model.tokens.Special(token.ID)
	if g.options.Constrain != nil {
		g.options.Constrain.Accept(token.ID)
	}
	if g.options.Top > 0 {
		g.model.look(&token, logits, g.options.Top)
	}
	return token, nil
}

// scores are the scores of all tokens that there are, in the generation's own memory.
func (g *generation) scores() ([]float32, error) {
	if g.logits == nil {
		g.logits = make([]float32, g.model.config.VocabSize)
	}
	if err := g.session.Logits(g.logits); err != nil {
		return nil, err
	}
	if t := g.model.tokens; t != nil {
		return g.logits[:t.VocabSize()], nil // what is beyond pads the embedding
	}
	return g.logits, nil
}

// say writes a token, and sets Finish if the text ends with it.
func (g *generation) say(token Token) {
	r := &g.result
	r.IDs = append(r.IDs, token.ID)
	token.Text = g.stopper.push(g.decoder.Push(token.ID))
	g.tell(token)
	switch {
	case g.stopper.stopped:
		r.Finish = FinishStop
	case len(r.IDs) == g.options.MaxTokens, g.session.Len() == g.model.model.Config().MaxPositions:
		r.Finish = FinishLength
	}
}

func (g *generation) tell(token Token) {
	g.text.WriteString(token.Text)
	if g.onToken != nil {
		g.onToken(token)
	}
}

// finish writes what was held back.
func (g *generation) finish() {
	rest := g.stopper.push(g.decoder.Flush()) + g.stopper.flush()
	if rest != "" {
		g.tell(Token{ID: -1, Text: rest})
	}
	g.result.Text = g.text.String()
}

// keep keeps what was read for the next turn, even if the text was interrupted. Thoughts are no tokens, so nothing
// after them can be found again.
func (g *generation) keep() {
	if g.session == nil || g.session.Len() == 0 || !g.onlyTokens() {
		return
	}
	read := append(slices.Clone(g.prompt), g.result.IDs...)
	g.model.kept.Keep(g.session, read[:g.session.Len()])
}
