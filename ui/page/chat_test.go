package page

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/engine"
)

// fakeText is an engine for language models that notes what it is asked.
type fakeText struct {
	calls []string
	last  engine.Complete
}

func (f *fakeText) LoadModel(name string) { f.calls = append(f.calls, "load "+name) }
func (f *fakeText) Complete(c engine.Complete) {
	f.last, f.calls = c, append(f.calls, "complete")
}
func (f *fakeText) Convert(c engine.Convert) {
	kind := "convert"
	if c.OnlyNeed {
		kind = "need"
	}
	what := fmt.Sprint(c.Files)
	if c.Address != "" {
		what += " " + c.Address
	}
	f.calls = append(f.calls, fmt.Sprintf("%s %s %s %s", kind, c.Name, c.Format, what))
}
func (f *fakeText) ForgetModel(name string) { f.calls = append(f.calls, "forget "+name) }
func (f *fakeText) Cancel()                 { f.calls = append(f.calls, "cancel") }
func (f *fakeText) Close()                  { f.calls = append(f.calls, "close") }

// newChat is a chat whose model is ready.
func newChat(t *testing.T) (*ChatState, *fakeText) {
	t.Helper()
	f := &fakeText{}
	c := newChatState()
	c.Engine = f
	c.Load("smol")
	c.OnReady(engine.Info{Name: "smol", Chats: true})
	return &c, f
}

func (c *ChatState) say(text string) {
	c.Draft = text
	c.Send()
}

func wantMessages(t *testing.T, c *ChatState, want ...string) {
	t.Helper()
	var got []string
	for _, m := range c.Messages {
		got = append(got, m.Role+": "+m.Text)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the messages are %q, want %q", got, want)
	}
}

func TestChatTurns(t *testing.T) {
	c, f := newChat(t)
	c.say("  ")
	c.say("Hello")
	c.Draft = "too early"
	c.Send()
	c.OnPrefill(engine.Prefill{Read: 3, Total: 3})
	c.OnToken(engine.Token{ID: 1, Text: "Good "})
	c.OnToken(engine.Token{ID: 2, Text: "day"})
	if c.Partial != "Good day" || !c.Writing {
		t.Errorf("meanwhile the chat is %+v", c)
	}
	c.OnCompletion(engine.Completion{Text: "Good day", Prompt: 3, Tokens: 2, Finish: "stop", PrefillMS: 10, DecodeMS: 20})
	wantMessages(t, c, "user: Hello", "assistant: Good day")
	if c.Status != "2 tokens in 30 ms, 100 a second; the first after 10 ms." || c.Draft != "too early" {
		t.Errorf("the chat says %q, the draft is %q", c.Status, c.Draft)
	}
	c.Send()
	if len(f.last.Messages) != 3 || f.last.Temperature != defaultTemperature || f.last.TopP != nucleus {
		t.Errorf("the request is %+v", f.last)
	}
	c.OnCompletion(engine.Completion{Prompt: 9, Cached: 7, Finish: "length", Threads: 2})
	if !strings.Contains(c.Status, "7 of 9 tokens of the chat had been read before") ||
		!strings.Contains(c.Status, "; 2 threads") || !strings.Contains(c.Status, "cut off") {
		t.Errorf("the chat says %q", c.Status)
	}
	c.Restart()
	wantMessages(t, c)
	c.Temperature = 0
	c.say("Again")
	if f.last.TopP != 0 || f.last.RepetitionPenalty != 0 {
		t.Errorf("without variety the request is %+v", f.last)
	}
}

// TestChatStops keeps what was written before a stop.
func TestChatStops(t *testing.T) {
	c, f := newChat(t)
	c.say("Hello")
	c.OnToken(engine.Token{Text: "Go"})
	c.Stop()
	c.Stop()
	c.OnStopped()
	wantMessages(t, c, "user: Hello", "assistant: Go")
	if got := fmt.Sprint(f.calls); got != "[load smol complete cancel]" || c.Writing || c.CanStop() {
		t.Errorf("calls %s, chat %+v", got, c)
	}
}

// TestChatFails gives a message back that was not answered.
func TestChatFails(t *testing.T) {
	c, f := newChat(t)
	c.say("Hello")
	c.OnFailed(engine.Failure{Kind: engine.FailedQuestion, Message: "Too long."})
	wantMessages(t, c)
	if c.Draft != "Hello" || c.Problem != "Too long." || c.Phase != ModelReady {
		t.Errorf("the chat is %+v", c)
	}
	c.Send()
	if c.Problem != "" {
		t.Errorf("the problem stays: %q", c.Problem)
	}
	c.OnFailed(engine.Failure{Kind: engine.FailedMemory, Message: "x"})
	if c.Phase != ModelFailed || c.Opened || !strings.Contains(c.Error, "memory") || c.Draft != "Hello" {
		t.Errorf("without memory the chat is %+v", c)
	}
	c.Load("smol")
	if got := fmt.Sprint(f.calls); got != "[load smol complete complete load smol]" || c.Error != "" {
		t.Errorf("calls %s, chat %+v", got, c)
	}
	c.Stop()
	c.OnStopped()
	if c.Phase != ModelAbsent || c.Opened {
		t.Errorf("after a stopped download the chat is %+v", c)
	}
}

// TestChatDeletes deletes the loaded model, and chooses another one.
func TestChatDeletes(t *testing.T) {
	c, f := newChat(t)
	if !c.IsKept("smol") {
		t.Error("a model that is ready is not kept")
	}
	c.say("Hello")
	c.Delete("smol") // not while it writes
	c.OnCompletion(engine.Completion{Text: "x"})
	c.Delete("smol")
	c.OnForgotten("The disk is locked.")
	if !c.IsKept("smol") || !strings.Contains(c.Status, "locked") {
		t.Errorf("after a deletion that failed the chat is %+v", c)
	}
	c.OnForgotten("")
	if c.IsKept("smol") || c.Phase != ModelAbsent || len(c.Messages) > 0 {
		t.Errorf("after the deletion the chat is %+v", c)
	}
	c.Choose("other")
	if got := fmt.Sprint(f.calls); got != "[load smol complete forget smol close close]" || c.Chosen != "other" {
		t.Errorf("calls %s, chosen %s", got, c.Chosen)
	}
}

// TestChatContinues: a model that does not chat continues a text.
func TestChatContinues(t *testing.T) {
	c, f := newChat(t)
	c.Info.Chats = false
	c.say("Once upon")
	c.OnCompletion(engine.Completion{Text: " a time"})
	c.say(" there")
	if f.last.Prompt != "Once upon a time there" || len(f.last.Messages) > 0 {
		t.Errorf("the request is %+v", f.last)
	}
}

func TestTextModels(t *testing.T) {
	s := &State{Chat: newChatState()}
	if _, ok := s.ChatModel(); ok {
		t.Error("there is a model without any")
	}
	s.Info.Models = []engine.ModelInfo{{Name: "a", Task: "prosqa"}, {Name: "b"}, {Name: "c"}}
	for chosen, want := range map[string]string{"": "b", "c": "c", "a": "b"} {
		s.Chat.Chosen = chosen
		if m, ok := s.ChatModel(); !ok || m.Name != want || len(s.TextModels()) != 2 {
			t.Errorf("chosen %q: %+v, want %s", chosen, m, want)
		}
	}
}
