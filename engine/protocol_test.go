package engine

import (
	"context"
	"reflect"
	"testing"

	"github.com/coconut-page/coconut/reasoner"
)

func TestRequestRoundTrip(t *testing.T) {
	for _, want := range []Request{
		{Type: RequestLoad, ID: 1},
		{Type: RequestAsk, ID: 2, Ask: &Ask{Question: "\"Is\" 𝒶?\n", Thoughts: 6, TopK: 5}},
		{Type: RequestCancel, ID: 2},
	} {
		msg, err := want.encode()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decodeRequest(msg); err != nil || !reflect.DeepEqual(*got, want) {
			t.Errorf("decodeRequest(%s) = %+v, %v; want %+v", msg, got, err, want)
		}
	}
}

func TestEventRoundTrip(t *testing.T) {
	for _, want := range []Event{
		{Type: EventHello},
		{Type: EventProgress, ID: 1, Progress: &Progress{Done: 1 << 40, Total: 1 << 41, Layer: 1, Layers: 3, Seconds: 0.5}},
		{Type: EventReady, ID: 1, Info: &Info{Name: "m", Thoughts: 6, Parameters: 5, Bytes: 6, Kernels: "k"}},
		{Type: EventStep, ID: 2, Step: &reasoner.Step{
			Kind: "thought", Index: 3, Top: []reasoner.Candidate{{Token: "<eos>", Prob: 0.25}}, Millis: 0.5,
		}},
		{Type: EventResult, ID: 2, Result: &reasoner.Result{
			Answer: "Tom is a hat.", Tokens: []string{"a"}, Path: []string{"Tom", "hat"},
		}},
		{Type: EventStopped, ID: 2},
		{Type: EventFailed, ID: 2, Failure: &Failure{Kind: FailedQuestion, Message: "m", Text: "t", Sentence: 4}},
		{Type: EventExit, Message: "gone"},
	} {
		msg, err := want.encode()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decodeEvent(msg); err != nil || !reflect.DeepEqual(*got, want) {
			t.Errorf("decodeEvent(%s) = %+v, %v; want %+v", msg, got, err, want)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, msg := range []string{
		``, `null`, `[]`, `{"type":"ask","id":1}`, `{"type":"","id":1}`, `{"type":"load","id":"1"}`, `{"type":"ready"}`,
		`{"type":"result","id":1}`,
		`{"type":"step"}`, `{"type":"failed"}`, `{"type":"dance"}`, `{"type":"load"`,
	} {
		if r, err := decodeRequest(msg); err == nil {
			t.Errorf("decodeRequest(%s) = %+v; want an error", msg, r)
		}
		if e, err := decodeEvent(msg); err == nil {
			t.Errorf("decodeEvent(%s) = %+v; want an error", msg, e)
		}
	}
}

// FuzzDecode: what is accepted holds what its type needs, whatever came in.
func FuzzDecode(f *testing.F) {
	f.Add(`{"type":"ask","id":2,"ask":{"question":"Is Tom a hat or cat?","thoughts":6,"top_k":5}}`)
	f.Add(`{"type":"result","id":2,"result":{"answer":"x","steps":[{"kind":"thought","top":[{"token":"a","prob":0.5}]}]}}`)
	f.Add(`{"type":"exit","message":"gone"}`)
	f.Fuzz(func(t *testing.T, msg string) {
		if r, err := decodeRequest(msg); err == nil && r.Type == RequestAsk && r.Ask == nil {
			t.Errorf("decodeRequest(%q) accepts an ask without a question", msg)
		}
		if e, err := decodeEvent(msg); err == nil {
			(&Client{listener: silent{}}).tell(e)
		}
	})
}

// silent is a listener that looks at what it is given, and says nothing.
type silent struct{}

func (silent) OnProgress(Progress)         {}
func (silent) OnOpened(Info)               {}
func (silent) OnReady(Info)                {}
func (silent) OnStep(reasoner.Step)        {}
func (silent) OnResult(r *reasoner.Result) { _ = r.Answer }
func (silent) OnStopped()                  {}
func (silent) OnStanding(l Standing)       { _ = l.Model }
func (silent) OnTally([]BatchItem)         {}
func (silent) OnDone()                     {}
func (silent) OnForgotten(string)          {}
func (silent) OnFailed(Failure)            {}

// FuzzServer sends the worker anything: whatever it takes on it ends, by exactly one last event with the request's
// number.
func FuzzServer(f *testing.F) {
	for _, msg := range []string{
		`{"type":"load","id":1}`, `{"type":"ask","id":2,"ask":{"question":"Who","thoughts":2}}`,
		`{"type":"race","id":3,"race":{"question":"Who","models":["model","cot","cot",""]}}`,
		`{"type":"batch","id":4,"batch":{"kind":"short","seed":18446744073709551615,"count":3}}`,
		`{"type":"forget","id":5}`, `{"type":"cancel","id":6}`, `{"type":"dance"}`,
		`{"type":"batch","id":-1,"batch":{"kind":"","count":-3}}`,
	} {
		f.Add(msg)
	}
	f.Fuzz(func(t *testing.T, msg string) {
		var heard []Event
		last := make(chan Event, 1)
		server := &Server{
			Load:   loads(&countingReasoner{}),
			Extend: ServeMany,
			Forget: func(context.Context, string) error { return nil },
			Yield:  func() {},
			Send: func(msg string) {
				e, err := decodeEvent(msg)
				if err != nil {
					t.Errorf("the worker says %s: %v", msg, err)
				}
				if heard = append(heard, *e); e.Type.last() {
					last <- *e
				}
			},
		}
		server.Receive(`{"type":"load","id":0}`)
		if e := <-last; e.Type != EventReady {
			t.Fatalf("the load ended with %+v", e)
		}
		server.Receive(msg)
		r, err := decodeRequest(msg)
		if err == nil && r.Type == RequestCancel {
			return // of nothing: it has no answer
		}
		e := <-last
		if err != nil && e.Type != EventExit || err == nil && e.ID != r.ID {
			t.Errorf("%s ends with %+v", msg, e)
		}
		server.mu.Lock()
		defer server.mu.Unlock()
		if len(server.cancels) > 0 || len(last) > 0 {
			t.Errorf("%s: %d requests are left, and %d events after the last", msg, len(server.cancels), len(last))
		}
	})
}
