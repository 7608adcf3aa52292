package engine

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks"
)

func TestFailures(t *testing.T) {
	broken := func(context.Context, string, func(Progress)) (Model, Info, error) {
		return nil, Info{}, fault.Errorf("reasoner", "%w", fault.New("weights", "chunk 3: bad checksum"))
	}
	client, r, _ := startPair(t, broken)
	client.Load()
	r.expect(t, "failed load: Chunk 3: bad checksum. [ 0]")
	client.Ask(Ask{Question: "Too early"})
	r.expect(t, "failed engine: No model is loaded. [ 0]")
}

func TestQuestionFailures(t *testing.T) {
	syntax := &tasks.SyntaxError{Sentence: 2, Text: "Odd.", Reason: "it is odd"}
	unknown := &tokenizer.UnknownWordError{Word: "hat", Offset: 4}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{fault.Errorf("reasoner", "%w", syntax), fmt.Sprintf("[%s %d]", syntax.Text, syntax.Sentence)},
		{fault.Errorf("reasoner", "%w", unknown), "[hat 0]"},
		{fault.New("runtime", "the context is full"), "failed question: The context is full. [ 0]"},
	} {
		client, r, _ := startPair(t, loads(&fakeReasoner{err: tt.err}))
		client.Load()
		r.expect(t, "progress 1/2", "progress 2/2", "ready model")
		client.Ask(Ask{Question: "x"})
		if got := <-r.lines; !strings.HasPrefix(got, "failed question: ") || !strings.HasSuffix(got, tt.want) {
			t.Errorf("%v: the listener heard %q; want a question failure ending in %q", tt.err, got, tt.want)
		}
	}
}

// TestOutOfMemory knows the words of Go and of the browsers.
func TestOutOfMemory(t *testing.T) {
	for message, want := range map[string]FailureKind{
		"fatal error: runtime: out of memory": FailedMemory,
		"RangeError: WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance": FailedMemory,
		"Array buffer allocation failed":            FailedMemory,
		"RuntimeError: memory access out of bounds": FailedEngine,
		"unreachable": FailedEngine,
		"":            FailedEngine,
	} {
		if got := ended(message).Kind; got != want {
			t.Errorf("ended(%q) is %s; want %s", message, got, want)
		}
	}
}
