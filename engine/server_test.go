package engine

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/coconut-page/coconut/internal/fault"
)

func TestLoadAndAsk(t *testing.T) {
	client, r, _ := startPair(t, loads(&fakeReasoner{}))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	client.Ask(Ask{Question: "Hm", Thoughts: 2})
	r.expect(t, "step thought 0 hidden 0", "step thought 1 hidden 0", "result Hm! steps 2")
	client.Ask(Ask{Question: "Again", Thoughts: 1})
	r.expect(t, "step thought 0 hidden 0", "result Again! steps 1")
}

// TestWarm: what a warm program does is done once, after the first answer.
func TestWarm(t *testing.T) {
	warm, sent := make(chan struct{}, 4), make(chan string, 100)
	server := &Server{Load: loads(&fakeReasoner{}), Send: func(msg string) { sent <- msg }, Yield: func() {},
		Warm: func() { warm <- struct{}{} }}
	request := func(msg, last string) {
		server.Receive(msg)
		for !strings.Contains(<-sent, `"type":"`+last+`"`) {
		}
	}
	request(`{"id":1,"type":"load"}`, "ready")
	if len(warm) > 0 {
		t.Error("it was warm before any question")
	}
	for range 3 {
		request(`{"id":2,"type":"ask","ask":{"question":"Hm","thoughts":1}}`, "result")
	}
	<-warm
	server.Turn(func(func()) {})
	if len(warm) > 0 {
		t.Error("it became warm twice")
	}
}

func TestCancelAsk(t *testing.T) {
	client, r, _ := startPair(t, loads(&fakeReasoner{}))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	client.Ask(Ask{Question: "Endless", Thoughts: -1})
	r.expect(t, "step thought 0 hidden 0")
	client.Cancel()
	for got := ""; got != "stopped"; { // steps that were under way before the cancel
		if got = <-r.lines; got != "stopped" && !strings.HasPrefix(got, "step") {
			t.Fatalf("the listener heard %q; want steps, then stopped", got)
		}
	}
	client.Cancel() // nothing is under way
	client.Ask(Ask{Question: "Hm", Thoughts: 1})
	r.expect(t, "step thought 0 hidden 0", "result Hm! steps 1")
}

func TestCancelLoad(t *testing.T) {
	client, r, _ := startPair(t, func(ctx context.Context, _ string, progress func(Progress)) (Model, Info, error) {
		progress(Progress{Done: 0, Total: 5})
		<-ctx.Done()
		return nil, Info{}, fault.Errorf("weights", "%w", ctx.Err())
	})
	client.Load()
	r.expect(t, "progress 0/5")
	client.Cancel()
	r.expect(t, "stopped")
}

// A question that is asked while the weights are being deleted does not hide that they were.
func TestAskWhileForgetting(t *testing.T) {
	client, r, _ := startPair(t, loads(&fakeReasoner{}))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	client.Forget()
	client.Ask(Ask{Question: "Hm", Thoughts: 1})
	got := map[string]bool{}
	for range 3 {
		got[<-r.lines] = true
	}
	if !got["forgotten []"] || !got["result Hm! steps 1"] {
		t.Errorf("the listener heard %v", got)
	}
}

// TestPassed: a clock that was set back delays nothing.
func TestPassed(t *testing.T) {
	for elapsed, want := range map[time.Duration]bool{-time.Hour: true, 0: false, time.Minute: false, time.Hour: true} {
		if got := passed(time.Now().Add(-elapsed), 30*time.Minute); got != want {
			t.Errorf("after %v: passed says %t", elapsed, got)
		}
	}
}

// TestForget checks that a forget is answered once it is done, and says why it failed.
func TestForget(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{{nil, "forgotten []"}, {fault.New("weights", "locked"), "forgotten [Locked.]"}} {
		server := &Server{Forget: func(context.Context, string) error { return c.err }, Yield: func() {}}
		events := make(chan string, 9)
		server.Send = func(msg string) { events <- msg }
		server.Receive(`{"type":"forget","id":4}`)
		e, err := decodeEvent(<-events)
		if err != nil || e.ID != 4 {
			t.Fatalf("event %+v, %v", e, err)
		}
		r := &recorder{lines: make(chan string, 9)}
		(&Client{listener: r}).tell(e)
		r.expect(t, c.want)
	}
}
