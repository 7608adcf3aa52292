package page

import (
	"fmt"
	"testing"

	"github.com/coconut-page/coconut/engine"
)

// besideState is a page whose reasoner has answered a question, with two other language models.
func besideState() (*State, *fakeText) {
	f := &fakeText{}
	s := &State{Chat: newChatState(), Beside: Beside{ChatState: newChatState()}}
	s.Chat.Engine, s.Beside.Engine = &fakeText{}, f
	s.Info.Models = []engine.ModelInfo{{Name: "latent", Method: "coconut", Thoughts: 6}, {Name: "smol"},
		{Name: "chain", Method: "cot"}}
	s.Chat.Load("latent")
	s.Chat.OnReady(engine.Info{Name: "latent", Thoughts: 6, Latent: true, Chats: true})
	s.Chat.say("How many?")
	s.Chat.OnCompletion(engine.Completion{Text: "### 10"})
	return s, f
}

func TestBeside(t *testing.T) {
	s, f := besideState()
	if m, ok := s.BesideModel(); !ok || m.Name != "chain" || len(s.BesideModels()) != 2 {
		t.Fatalf("beside stands %+v, want the model that writes its steps", m)
	}
	s.AskBeside()
	s.AskBeside() // not while it loads
	s.Beside.OnOpened(engine.Info{Name: "chain", Latent: true, Chats: true})
	s.Beside.OnToken(engine.Token{Text: "<<3+12"})
	if got := s.Beside.Answer(); got != "<<3+12" || s.CanAskBeside() {
		t.Errorf("meanwhile the answer is %q, and it can be asked: %t", got, s.CanAskBeside())
	}
	s.Beside.OnReady(engine.Info{Name: "chain", Latent: true, Chats: true}) // the rest of it has arrived
	s.Beside.OnCompletion(engine.Completion{Text: "<<3+12=15>>", Tokens: 9})
	if r := f.last; r.Prompt != "How many?" || r.Temperature != 0 || r.RepetitionPenalty != 0 || len(r.Messages) > 0 {
		t.Errorf("the request is %+v", r)
	}
	status := s.Beside.Status
	s.Beside.OnReady(engine.Info{Name: "chain", Latent: true, Chats: true}) // a small model answers before all is noted
	if s.Beside.Status != status {
		t.Errorf("the answer's status %q becomes %q", status, s.Beside.Status)
	}
	s.Chat.say("And now?")
	s.Chat.OnCompletion(engine.Completion{Text: "### 11"})
	s.AskBeside()
	if got := fmt.Sprint(f.calls); got != "[close load chain complete complete]" || f.last.Prompt != "And now?" {
		t.Errorf("calls %s, asked %q", got, f.last.Prompt)
	}
}

// TestBesideStops: a stopped download asks nothing when another model comes.
func TestBesideStops(t *testing.T) {
	s, f := besideState()
	s.AskBeside()
	s.Beside.Stop()
	s.Beside.OnStopped()
	s.Beside.OnFailed(engine.Failure{Kind: engine.FailedLoad, Message: "No network."})
	if !s.CanAskBeside() || s.Beside.Error != "No network." {
		t.Errorf("after a failure it stands %+v", s.Beside)
	}
	s.Beside.Choose("smol")
	s.AskBeside()
	s.Beside.OnReady(engine.Info{Name: "smol", Chats: true})
	if got := fmt.Sprint(f.calls); got != "[close load chain cancel close load smol complete]" ||
		len(f.last.Messages) != 1 || f.last.Messages[0].Text != "How many?" {
		t.Errorf("calls %s, asked %+v", got, f.last)
	}
}

// TestAsksOneQuestion: a model that was trained on questions and chains is asked by its scheme, also if its tokenizer
// could chat.
func TestAsksOneQuestion(t *testing.T) {
	c, f := newChat(t)
	c.OnReady(engine.Info{Name: "chain", Latent: true, Chats: true})
	c.say("First?")
	c.OnCompletion(engine.Completion{Text: "1"})
	c.Temperature = 0.5
	c.say("Second?")
	if r := f.last; r.Prompt != "Second?" || len(r.Messages) > 0 || r.RepetitionPenalty != 0 || *r.Thoughts != 0 {
		t.Errorf("the request is %+v", r)
	}
}
