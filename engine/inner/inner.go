// Package inner gives access to what is inside a model, for programs in Web Workers whose pages ask for that: tokens,
// hidden states, logits, latent steps. docs/protocol.md describes the requests.
package inner

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"math"
	"sync"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/runtime"
)

// Model is what Sessions need of a model; *completion.Model is one.
type Model interface {
	Runtime() *runtime.Model
	// Tokenizer is nil for a model without one.
	Tokenizer() runtime.Tokenizer
	// Prompt turns a text to be continued into tokens.
	Prompt(text string) ([]int, error)
}

var (
	// ErrNoSession is wrapped by errors about a session that was never started, or was closed.
	ErrNoSession = fault.New("inner", "there is no such session")
	// ErrNoAccess says that a model gives no access to its tokens and states.
	ErrNoAccess = fault.New("inner", "the model gives no access to its tokens and states")
	// ErrNoTokenizer says that a model has no tokenizer, so it takes token ids only.
	ErrNoTokenizer = fault.New("inner", "the model has no tokenizer; use token ids")
	// ErrSession is wrapped by errors about a call of a session that makes no sense.
	ErrSession = fault.New("inner", "bad call of a session")
)

// Sessions serves the requests that look into a model, RequestTokenize and RequestSession. The zero value has no
// sessions.
type Sessions struct {
	mu       sync.Mutex
	sessions map[int]*session
	last     int
}

// session is one that can be asked for by its number. It takes one call at a time.
type session struct {
	*runtime.Session
	model Model
	busy  bool // guarded by Sessions.mu
}

// Serve is engine.Server's Extend.
func (n *Sessions) Serve(ctx context.Context, s *engine.Server, r *engine.Request) (*engine.Event, error) {
	loaded, err := s.Loaded()
	if err != nil {
		return nil, err
	}
	m, ok := loaded.(Model)
	if !ok {
		return nil, ErrNoAccess
	}
	switch r.Type {
	case engine.RequestSession:
		e := &engine.Event{Type: engine.EventState}
		e.State, err = answer(r.Session, func(c *engine.SessionCall) (any, error) { return n.call(ctx, m, c, s.Pause) })
		return e, err
	case engine.RequestTokenize:
		e := &engine.Event{Type: engine.EventTokens}
		e.Tokens, err = answer(r.Tokenize, func(t *engine.Tokenize) (any, error) { return tokensOf(m.Tokenizer(), t) })
		return e, err
	}
	return nil, ErrNoAccess.Errorf("a %s is not served here", r.Type)
}

// answer decodes what a request asks for, and encodes what comes of it.
func answer[T any](asked json.RawMessage, f func(*T) (any, error)) (json.RawMessage, error) {
	call := new(T)
	if err := json.Unmarshal(asked, call); err != nil {
		return nil, fault.Errorf("inner", "decode request: %w", err)
	}
	answered, err := f(call)
	if err != nil {
		return nil, err
	}
	return json.Marshal(answered)
}

// call does something with a session.
func (n *Sessions) call(ctx context.Context, model Model, c *engine.SessionCall, pause func()) (
	*engine.State, error) {
	if c.Do == engine.DoNew {
		return n.add(&session{Session: model.Runtime().NewSession(), model: model}), nil
	}
	s, err := n.take(c.Session)
	if err != nil {
		return nil, err
	}
	defer n.give(s)
	switch c.Do {
	case engine.DoFork:
		return n.add(&session{Session: s.Fork(), model: s.model}), nil
	case engine.DoClose:
		n.remove(c.Session)
		return &engine.State{Session: c.Session, Length: s.Len()}, nil
	}
	state := &engine.State{Session: c.Session}
	if err := s.do(ctx, c, state, pause); err != nil {
		return nil, err
	}
	state.Length = s.Len()
	return state, nil
}

// do runs the session, or looks at it.
func (s *session) do(ctx context.Context, c *engine.SessionCall, state *engine.State, pause func()) error {
	var err error
	switch c.Do {
	case engine.DoPrefill:
		err = s.prefill(ctx, c, pause)
	case engine.DoThink:
		err = s.think(ctx, c.Count, pause)
	case engine.DoFeed:
		err = s.feed(c.Vector)
	case engine.DoTruncate:
		return s.Truncate(c.Count)
	case engine.DoTop:
		state.Top, err = s.top(c.Count)
		return err
	case engine.DoLogits:
		logits := make([]float32, s.model.Runtime().Config().VocabSize)
		err = s.Logits(logits)
		state.Vector = littleEndian(logits)
		return err
	case engine.DoHidden:
	default:
		return ErrSession.Errorf("do is %q", c.Do)
	}
	if err != nil {
		return err
	}
	if s.Hidden() == nil {
		return runtime.ErrEmpty
	}
	state.Vector = littleEndian(s.Hidden())
	return nil
}

// partOfPrompt is how many tokens are read between two pauses.
const partOfPrompt = 64

// prefill reads tokens or a text. What was read before an interruption is forgotten.
func (s *session) prefill(ctx context.Context, c *engine.SessionCall, pause func()) (err error) {
	tokens := c.Tokens
	if len(tokens) == 0 {
		if s.model.Tokenizer() == nil {
			return ErrNoTokenizer
		}
		if tokens, err = s.model.Prompt(c.Text); err != nil {
			return err
		}
	}
	if len(tokens) == 0 {
		return ErrSession.Errorf("there is nothing to read")
	}
	if err := s.fits(tokens); err != nil {
		return err
	}
	before := s.Session.Fork()
	for len(tokens) > 0 {
		part := min(len(tokens), partOfPrompt)
		if err = s.Prefill(tokens[:part]); err == nil {
			pause()
			err = ctx.Err()
		}
		if err != nil {
			s.Session = before
			return err
		}
		tokens = tokens[part:]
	}
	return nil
}

// fits refuses all of a prompt of which a later part would be refused.
func (s *session) fits(tokens []int) error {
	c := s.model.Runtime().Config()
	if n := s.Len() + len(tokens); n > c.MaxPositions {
		return runtime.ErrContextFull.Errorf("%d positions of %d", n, c.MaxPositions)
	}
	for _, token := range tokens {
		if token < 0 || token >= c.VocabSize {
			return runtime.ErrToken.Errorf("%d, there are %d", token, c.VocabSize)
		}
	}
	return nil
}

// think takes latent steps; those before an interruption are forgotten.
func (s *session) think(ctx context.Context, steps int, pause func()) error {
	if steps < 0 {
		return ErrSession.Errorf("%d latent steps", steps)
	}
	before := s.Session.Fork()
	for range steps {
		err := s.Think()
		if err == nil {
			pause()
			err = ctx.Err()
		}
		if err != nil {
			s.Session = before
			return err
		}
	}
	return nil
}

// feed reads a vector.
func (s *session) feed(vector []byte) error {
	if len(vector)%4 != 0 {
		return ErrSession.Errorf("a vector of %d bytes; want four for each number", len(vector))
	}
	values := make([]float32, len(vector)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(vector[4*i:]))
		if v := float64(values[i]); math.IsNaN(v) || math.IsInf(v, 0) {
			return ErrSession.Errorf("number %d of the vector is %v", i, v)
		}
	}
	return s.Feed(values)
}

// top lists the likeliest next tokens.
func (s *session) top(k int) ([]engine.Choice, error) {
	switch {
	case s.Hidden() == nil:
		return nil, runtime.ErrEmpty
	case k < 1:
		return nil, ErrSession.Errorf("%d candidates", k)
	}
	var all []engine.Choice
	for _, c := range s.Top(min(k, s.model.Runtime().Config().VocabSize)) {
		choice := engine.Choice{ID: c.ID, Prob: c.Prob}
		if t := s.model.Tokenizer(); t != nil {
			choice.Token = t.Token(c.ID)
		}
		all = append(all, choice)
	}
	return all, nil
}

// add keeps a session under a new number.
func (n *Sessions) add(s *session) *engine.State {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.sessions == nil {
		n.sessions = map[int]*session{}
	}
	n.last++
	n.sessions[n.last] = s
	return &engine.State{Session: n.last, Length: s.Len()}
}

// take takes a session for a call.
func (n *Sessions) take(number int) (*session, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	s, ok := n.sessions[number]
	if !ok {
		return nil, ErrNoSession.Errorf("number %d", number)
	}
	if s.busy {
		return nil, ErrSession.Errorf("the one before it has not ended")
	}
	s.busy = true
	return s, nil
}

func (n *Sessions) give(s *session) {
	n.mu.Lock()
	defer n.mu.Unlock()
	s.busy = false
}

func (n *Sessions) remove(number int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.sessions, number)
}

// littleEndian is the bytes of numbers, each with the lowest first.
func littleEndian(values []float32) []byte {
	b := make([]byte, 0, 4*len(values))
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}
