package engine

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// echo writes its prompt's words, again and again until MaxTokens.
type echo struct{}

func (echo) Complete(ctx context.Context, c Complete, on Hearer) (*Completion, error) {
	words := strings.Fields(c.Prompt)
	for _, m := range c.Messages {
		words = append(words, m.Text)
	}
	on.Prefill(Prefill{len(words), len(words)})
	for k := 0; c.Thoughts != nil && k <= *c.Thoughts; k++ {
		on.Thought(Thought{k, []Guess{{words[0], 0.5}}})
	}
	done := &Completion{Prompt: len(words), Finish: "length"}
	for i := 0; i < c.MaxTokens || c.MaxTokens == 0; i++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		token := Token{i, words[i%len(words)]}
		done.Text += token.Text
		on.Token(token)
	}
	return done, nil
}

func TestComplete(t *testing.T) {
	client, r, _ := startPair(t, func(_ context.Context, name string, _ func(Progress)) (Model, Info, error) {
		return echo{}, Info{Name: name}, nil
	})
	client.LoadModel("smollm2")
	r.expect(t, "ready smollm2")
	client.Complete(Complete{Prompt: "to be", MaxTokens: 3})
	r.expect(t, "prefill 2/2", "token 0 to", "token 1 be", "token 2 to", "completion tobeto length")
	one := 1
	client.Complete(Complete{Prompt: "to be", MaxTokens: 1, Thoughts: &one})
	r.expect(t, "prefill 2/2", "thought 0 to 0.5", "thought 1 to 0.5", "token 0 to", "completion to length")
	client.Complete(Complete{Messages: []Message{{"user", "Hello"}}})
	r.expect(t, "prefill 1/1", "token 0 Hello")
	client.Cancel()
	for got := ""; got != "stopped"; {
		if got = <-r.lines; got != "stopped" && !strings.HasPrefix(got, "token") {
			t.Fatalf("the listener heard %q; want tokens, then stopped", got)
		}
	}
	client.Ask(Ask{Question: "Hm"})
	r.expect(t, "failed question: The model continues texts and answers no questions of a task. [ 0]")
	client.LoadModel("another")
	r.expect(t, "ready another")
}

// TestWrongModel puts texts to what is no language model.
func TestWrongModel(t *testing.T) {
	client, r, _ := startPair(t, loads(&fakeReasoner{}))
	client.Complete(Complete{Prompt: "to"})
	r.expect(t, "failed engine: No model is loaded. [ 0]")
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	client.Complete(Complete{Prompt: "to"})
	r.expect(t, "failed question: The model answers the questions of a task and writes no texts. [ 0]")
	client.Convert(Convert{Files: []string{"x.gguf"}, Name: "x"})
	r.expect(t, "failed question: This worker converts no files. [ 0]")
}

// TestConvert leaves the loaded model alone as long as only the need is asked for, and then gives it up,
// says what is needed first, and passes on how far it is.
func TestConvert(t *testing.T) {
	events := make(chan string, 20)
	s := &Server{Load: loads(echo{}), Yield: func() {}, Send: func(msg string) { events <- msg }}
	s.Convert = func(_ context.Context, c Convert, onNeed func(Need), progress func(Progress)) (Info, error) {
		if (s.loaded != nil) != c.OnlyNeed {
			return Info{}, fmt.Errorf("the loaded model is %v", s.loaded)
		}
		onNeed(Need{Memory: 7, Storage: 9})
		if c.OnlyNeed {
			return Info{}, nil
		}
		progress(Progress{Done: 1, Total: 2})
		return Info{Name: c.Name}, nil
	}
	r := &recorder{lines: make(chan string, 20)}
	client := &Client{listener: r}
	for _, msg := range []string{`{"type":"load","id":1}`,
		`{"type":"convert","id":3,"convert":{"files":["x"],"name":"mine","only_need":true}}`,
		`{"type":"convert","id":2,"convert":{"files":["x"],"name":"mine"}}`} {
		s.Receive(msg)
		for last := false; !last; {
			e, err := decodeEvent(<-events)
			if err != nil {
				t.Fatal(err)
			}
			client.tell(e)
			last = e.Type.last()
		}
	}
	r.expect(t, "progress 1/2", "progress 2/2", "ready model", "need 7 9", "done", "need 7 9", "progress 1/2",
		"converted mine")
}
