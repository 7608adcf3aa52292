package inner_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/engine/code"
	"github.com/coconut-page/coconut/engine/inner"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// worker is a server with a real model.
type worker struct {
	t      *testing.T
	server *engine.Server
	events chan string
	model  *completion.Model
	last   int
}

func newWorker(t *testing.T) *worker {
	t.Helper()
	r, err := reasoner.Load(t.Context(), weights.FS(os.DirFS("../../weights/models/prosqa-coconut")), nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &worker{t: t, events: make(chan string, 100)}
	if w.model, err = completion.New(r.Model(), r.Tokenizer(), r.Info()); err != nil {
		t.Fatal(err)
	}
	w.server = &engine.Server{Send: func(msg string) { w.events <- msg }, Yield: func() {}, Code: code.Of,
		Extend: new(inner.Sessions).Serve,
		Load: func(context.Context, string, func(engine.Progress)) (engine.Model, engine.Info, error) {
			return w.model, engine.Info{}, nil
		}}
	w.send(&engine.Request{Type: engine.RequestLoad})
	w.end()
	return w
}

// send sends a request under the next number.
func (w *worker) send(r *engine.Request) {
	w.t.Helper()
	w.last++
	r.ID = w.last
	msg, err := json.Marshal(r)
	if err != nil {
		w.t.Fatal(err)
	}
	w.server.Receive(string(msg))
}

// end is the event that ends a request.
func (w *worker) end() *engine.Event {
	w.t.Helper()
	select {
	case msg := <-w.events:
		e := &engine.Event{}
		if err := json.Unmarshal([]byte(msg), e); err != nil {
			w.t.Fatal(err)
		}
		return e
	case <-time.After(20 * time.Second):
		w.t.Fatal("no event within 20 seconds")
		return nil
	}
}

// call calls a session and returns its state, or the code of the failure.
func (w *worker) call(c engine.SessionCall) (state engine.State, code string) {
	w.t.Helper()
	data, err := json.Marshal(c)
	if err != nil {
		w.t.Fatal(err)
	}
	w.send(&engine.Request{Type: engine.RequestSession, Session: data})
	e := w.end()
	if e.Type == engine.EventFailed {
		return state, e.Failure.Code
	}
	if err := json.Unmarshal(e.State, &state); err != nil {
		w.t.Fatal(err)
	}
	return state, ""
}

// want fails unless the call succeeds.
func (w *worker) want(c engine.SessionCall) engine.State {
	w.t.Helper()
	state, code := w.call(c)
	if code != "" {
		w.t.Fatalf("%+v failed: %s", c, code)
	}
	return state
}

func numbers(bytes []byte) []float32 {
	values := make([]float32, len(bytes)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(bytes[4*i:]))
	}
	return values
}

// TestSession: every state is bit by bit that of a session of the runtime.
func TestSession(t *testing.T) {
	w := newWorker(t)
	native := w.model.Runtime().NewSession()
	check := func(what string, state engine.State, err error) {
		t.Helper()
		if err != nil || state.Length != native.Len() || !slices.Equal(numbers(state.Vector), native.Hidden()) {
			t.Errorf("%s: the state has length %d, want %d, or another hidden state (%v)", what, state.Length, native.Len(), err)
		}
	}
	id := w.want(engine.SessionCall{Do: engine.DoNew}).Session
	tokens := slices.Repeat([]int{24, 58, 7}, 40) // more than a part
	check("prefill", w.want(engine.SessionCall{Session: id, Do: engine.DoPrefill, Tokens: tokens}), native.Prefill(tokens))
	before := native.Fork()
	check("think", w.want(engine.SessionCall{Session: id, Do: engine.DoThink, Count: 2}), thinkTwice(native))
	vector := make([]float32, len(native.Hidden()))
	vector[3] = -0.5
	check("feed", w.want(engine.SessionCall{Session: id, Do: engine.DoFeed, Vector: littleEndian(vector)}),
		native.Feed(vector))
	check("hidden", w.want(engine.SessionCall{Session: id, Do: engine.DoHidden}), nil)
	logits := make([]float32, w.model.Runtime().Config().VocabSize)
	if err := native.Logits(logits); err != nil {
		t.Fatal(err)
	}
	got := w.want(engine.SessionCall{Session: id, Do: engine.DoLogits})
	if !slices.Equal(numbers(got.Vector), logits) {
		t.Error("the logits differ")
	}
	top := w.want(engine.SessionCall{Session: id, Do: engine.DoTop, Count: 3}).Top
	for i, c := range native.Top(3) {
		if want := (engine.Choice{ID: c.ID, Token: c.Token, Prob: c.Prob}); i >= len(top) || top[i] != want {
			t.Errorf("top is %+v, want %+v at %d", top, want, i)
		}
	}
	w.want(engine.SessionCall{Session: id, Do: engine.DoTruncate, Count: len(tokens) - 1})
	native = before
	check("after truncate", w.want(engine.SessionCall{Session: id, Do: engine.DoPrefill, Tokens: []int{7}}), nil)
}

func thinkTwice(s *runtime.Session) error {
	if err := s.Think(); err != nil {
		return err
	}
	return s.Think()
}

// TestFork: what one of two sessions reads, the other does not.
func TestFork(t *testing.T) {
	w := newWorker(t)
	id := w.want(engine.SessionCall{Do: engine.DoNew}).Session
	first := w.want(engine.SessionCall{Session: id, Do: engine.DoPrefill, Text: "Tom is a wumpus ."})
	fork := w.want(engine.SessionCall{Session: id, Do: engine.DoFork})
	if fork.Session == id || fork.Length != first.Length {
		t.Errorf("the fork of %+v is %+v", first, fork)
	}
	w.want(engine.SessionCall{Session: id, Do: engine.DoThink, Count: 1})
	if kept := w.want(engine.SessionCall{Session: fork.Session, Do: engine.DoHidden}); !slices.Equal(kept.Vector,
		first.Vector) {
		t.Error("a fork changes with what it was made of")
	}
	w.want(engine.SessionCall{Session: fork.Session, Do: engine.DoClose})
	if _, code := w.call(engine.SessionCall{Session: fork.Session, Do: engine.DoHidden}); code != "disposed" {
		t.Errorf("a closed session fails with %q, want disposed", code)
	}
}

// TestBadCalls: each fails with its code, and leaves the session as it was.
func TestBadCalls(t *testing.T) {
	w := newWorker(t)
	empty := w.want(engine.SessionCall{Do: engine.DoNew}).Session
	id := w.want(engine.SessionCall{Do: engine.DoNew}).Session
	before := w.want(engine.SessionCall{Session: id, Do: engine.DoPrefill, Tokens: []int{24, 58}})
	nan := make([]byte, 4*w.model.Runtime().Config().Width)
	nan[2], nan[3] = 0xc0, 0x7f
	for _, tt := range []struct {
		call engine.SessionCall
		code string
	}{
		{engine.SessionCall{Session: 99, Do: engine.DoHidden}, "disposed"},
		{engine.SessionCall{Session: empty, Do: engine.DoHidden}, "empty"},
		{engine.SessionCall{Session: empty, Do: engine.DoThink, Count: 1}, "empty"},
		{engine.SessionCall{Session: empty, Do: engine.DoLogits}, "empty"},
		{engine.SessionCall{Session: empty, Do: engine.DoTop, Count: 1}, "empty"},
		{engine.SessionCall{Session: id, Do: "dance"}, "options"},
		{engine.SessionCall{Session: id, Do: engine.DoPrefill}, "options"},
		{engine.SessionCall{Session: id, Do: engine.DoPrefill, Text: "Tom is a bicycle ."}, "unknown-word"},
		{engine.SessionCall{Session: id, Do: engine.DoPrefill, Tokens: []int{1, 64}}, "options"},
		{engine.SessionCall{Session: id, Do: engine.DoPrefill, Tokens: append(make([]int, 100), -1)}, "options"},
		{engine.SessionCall{Session: id, Do: engine.DoPrefill, Tokens: make([]int, 511)}, "too-long"},
		{engine.SessionCall{Session: id, Do: engine.DoThink, Count: 511}, "too-long"},
		{engine.SessionCall{Session: id, Do: engine.DoThink, Count: -1}, "options"},
		{engine.SessionCall{Session: id, Do: engine.DoFeed, Vector: make([]byte, 4)}, "options"},
		{engine.SessionCall{Session: id, Do: engine.DoFeed, Vector: make([]byte, 3)}, "options"},
		{engine.SessionCall{Session: id, Do: engine.DoFeed, Vector: nan}, "options"},
		{engine.SessionCall{Session: id, Do: engine.DoTop}, "options"},
		{engine.SessionCall{Session: id, Do: engine.DoTruncate, Count: 3}, "options"},
	} {
		if _, code := w.call(tt.call); code != tt.code {
			t.Errorf("%+v fails with %q, want %q", tt.call.Do, code, tt.code)
		}
		after := w.want(engine.SessionCall{Session: id, Do: engine.DoHidden})
		if after.Length != before.Length || !slices.Equal(after.Vector, before.Vector) {
			t.Fatalf("after %+v the session is another", tt.call.Do)
		}
	}
}

// TestInterrupted: a cancelled call leaves the session as it was.
func TestInterrupted(t *testing.T) {
	w := newWorker(t)
	id := w.want(engine.SessionCall{Do: engine.DoNew}).Session
	before := w.want(engine.SessionCall{Session: id, Do: engine.DoPrefill, Tokens: []int{24, 58}})
	w.server.Yield = func() { w.server.Receive(`{"type":"cancel","id":` + string(rune('0'+w.last)) + `}`) }
	for _, call := range []string{`{"session":1,"do":"think","count":500}`, `{"session":1,"do":"prefill","text":"Tom"}`} {
		w.send(&engine.Request{Type: engine.RequestSession, Session: json.RawMessage(call)})
		if e := w.end(); e.Type != engine.EventStopped {
			t.Errorf("%s ends with %+v, want stopped", call, e)
		}
	}
	w.server.Yield = func() {}
	if after := w.want(engine.SessionCall{Session: id, Do: engine.DoHidden}); after.Length != before.Length {
		t.Errorf("the session has %d positions, want %d", after.Length, before.Length)
	}
}

// TestTokenize turns texts into ids and back.
func TestTokenize(t *testing.T) {
	w := newWorker(t)
	ask := func(request string) *engine.Event {
		w.send(&engine.Request{Type: engine.RequestTokenize, Tokenize: json.RawMessage(request)})
		return w.end()
	}
	for request, want := range map[string]string{
		`{"text":"Tom is a wumpus ."}`:   `{"ids":[24,58,7],"texts":["Tom","wumpus","."]}`,
		`{"text":""}`:                    `{"ids":[],"texts":[]}`,
		`{"ids":[24,-1,64]}`:             `{"ids":[24,-1,64],"texts":["Tom","",""]}`,
		`{"names":["Tom","."]}`:          `{"ids":[24,7],"texts":["Tom","."]}`,
		`{"names":["<bot>","elephant"]}`: "unknown-word",
		`{"text":"<bot>"}`:               "unknown-word",
		`7`:                              "failed",
	} {
		e := ask(request)
		got := string(e.Tokens)
		if e.Type == engine.EventFailed {
			got = e.Failure.Code
		}
		if got != want {
			t.Errorf("%s gives %s, want %s", request, got, want)
		}
	}
}

// littleEndian is the bytes of numbers.
func littleEndian(values []float32) (bytes []byte) {
	for _, v := range values {
		bytes = binary.LittleEndian.AppendUint32(bytes, math.Float32bits(v))
	}
	return bytes
}
