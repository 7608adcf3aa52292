package engine

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

// A worker that dies fails what is under way; the next load starts another, and what the dead one still says is not
// heard.
func TestWorkerDies(t *testing.T) {
	client, r, last := startPair(t, loads(&fakeReasoner{}))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	dead := last()
	client.receive(1, `{"type":"exit","message":"unreachable"}`)
	r.expect(t, "failed engine: unreachable [ 0]")
	client.Load()
	client.receive(1, `{"type":"exit","message":"again"}`)
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	if last() == dead {
		t.Error("Load after the worker died: no other worker was started")
	}
}

// A worker that does not heed a cancel is ended; one that did is left alone, and so is the one after it.
func TestWorkerHangs(t *testing.T) {
	client, r, last := startPair(t, func(ctx context.Context, _ string, progress func(Progress)) (Model, Info, error) {
		progress(Progress{Total: 5})
		select {} // whatever ctx says
	})
	client.stopWithin = 0
	client.Load()
	r.expect(t, "progress 0/5")
	hanging := last()
	client.Cancel()
	r.expect(t, "failed engine: it did not stop [ 0]")
	<-hanging.done
	client.Load()
	client.end(1)
	r.expect(t, "progress 0/5")
	if client.port == nil {
		t.Error("the timer of the first worker's request ended the second")
	}
}

func TestLateEvents(t *testing.T) {
	client, r, _ := startPair(t, loads(&fakeReasoner{}))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	client.receive(1, `{"type":"stopped","id":1}`)
	client.receive(1, `{"type":"stopped"}`)
	client.receive(1, `{"type":"progress","id":7,"progress":{"done":1,"total":1}}`)
	client.Ask(Ask{Question: "Hm", Thoughts: 1})
	r.expect(t, "step thought 0 hidden 0", "result Hm! steps 1")
}

func TestMalformedMessages(t *testing.T) {
	client, r, last := startPair(t, loads(&fakeReasoner{}))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	last().Send(`{"type":"ask"}`)
	if got := <-r.lines; !strings.HasPrefix(got, "failed engine: ") {
		t.Errorf("a request without its contents: the listener heard %q; want a failure of the engine", got)
	}
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	client.receive(2, `{"type":"ready"}`)
	if got := <-r.lines; !strings.HasPrefix(got, "failed engine: ") {
		t.Errorf("an event without its contents: the listener heard %q; want a failure of the engine", got)
	}
}

func TestNewQuestion(t *testing.T) {
	client := NewClient(nil)
	q := client.NewQuestion("prosqa", 3)
	if _, err := prosqa.Parse(q); err != nil {
		t.Errorf("NewQuestion(3) = %q, which cannot be parsed: %v", q, err)
	}
	if again := client.NewQuestion("prosqa", 3); again != q {
		t.Errorf("NewQuestion(3), again = %q; want the same question", again)
	}
	if other := client.NewQuestion("prosqa", 4); other == q {
		t.Errorf("NewQuestion(4) = NewQuestion(3)")
	}
}

// TestVersions: a client ends a worker that speaks another version of the protocol, and says so.
func TestVersions(t *testing.T) {
	for hello, want := range map[string]string{
		`{"type":"hello","version":1}`: "",
		`{"type":"hello","version":2}`: "failed engine: it speaks version 2 of the protocol, and this page version 1 [ 0]",
		`{"type":"hello"}`:             "failed engine: it speaks version 0 of the protocol, and this page version 1 [ 0]",
	} {
		var port *worker
		client := NewClient(func(func(string)) Port {
			port = &worker{toServer: make(chan string, 1), done: make(chan struct{})}
			return port
		})
		r := &recorder{lines: make(chan string, 1)}
		client.Listen(r)
		client.Load()
		client.receive(1, hello)
		if want == "" {
			if got := <-port.toServer; got != `{"type":"load","id":1}` {
				t.Errorf("%s: the client sends %s", hello, got)
			}
			continue
		}
		r.expect(t, want)
		<-port.done
	}
}

// TestRefused checks that a request that cannot be read is refused alone: what else is under way goes on.
func TestRefused(t *testing.T) {
	var sent []string
	s := &Server{Send: func(msg string) { sent = append(sent, msg) }, Code: func(err error) string {
		if errors.Is(err, ErrRequest) {
			return "options"
		}
		return "other"
	}}
	for _, msg := range []string{`{"type":"ask","id":9}`, `{"type":"ask","id":9,"ask":{"thoughts":"3"}}`} {
		sent = nil
		s.Receive(msg)
		if len(sent) != 1 {
			t.Fatalf("%s: sent %q", msg, sent)
		}
		e, err := decodeEvent(sent[0])
		if err != nil || e.Type != EventFailed || e.ID != 9 || e.Failure.Code != "options" || e.Failure.Message == "" {
			t.Errorf("%s: %s", msg, sent[0])
		}
	}
}
