package engine

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
)

// recorder is a listener that passes each call on as a line of text.
type recorder struct{ lines chan string }

func (r *recorder) say(format string, args ...any) { r.lines <- fmt.Sprintf(format, args...) }

func (r *recorder) OnProgress(p Progress) { r.say("progress %d/%d", p.Done, p.Total) }

func (r *recorder) OnOpened(i Info) { r.say("opened %s", i.Name) }

func (r *recorder) OnReady(i Info) { r.say("ready %s", i.Name) }

func (r *recorder) OnStep(s reasoner.Step) {
	r.say("step %s %d hidden %d", s.Kind, s.Index, len(s.Hidden))
}

func (r *recorder) OnResult(res *reasoner.Result) {
	r.say("result %s steps %d", res.Answer, len(res.Steps))
}

func (r *recorder) OnStanding(l Standing) {
	answer := ""
	if l.Result != nil {
		answer = l.Result.Answer
	}
	if l.Absent {
		answer = "absent"
	}
	r.say("standing %s [%s] %d/%d [%s]", l.Model, answer, l.Done, l.Total, l.Problem)
}

func (r *recorder) OnTally(items []BatchItem) { r.say("tally %d", len(items)) }

func (r *recorder) OnDone() { r.say("done") }

func (r *recorder) OnStopped() { r.say("stopped") }

func (r *recorder) OnForgotten(problem string) {
	r.say("forgotten [%s]", problem)
}

func (r *recorder) OnFailed(f Failure) {
	r.say("failed %s: %s [%s %d]", f.Kind, f.Message, f.Text, f.Sentence)
}

func (r *recorder) OnPrefill(p Prefill) { r.say("prefill %d/%d", p.Read, p.Total) }

func (r *recorder) OnThought(t Thought) {
	r.say("thought %d %s %v", t.Index, t.Top[0].Text, t.Top[0].Probability)
}

func (r *recorder) OnToken(t Token) { r.say("token %d %s", t.ID, t.Text) }

func (r *recorder) OnCompletion(c Completion) { r.say("completion %s %s", c.Text, c.Finish) }

func (r *recorder) OnNeed(n Need) { r.say("need %d %d", n.Memory, n.Storage) }

func (r *recorder) OnConverted(i Info) { r.say("converted %s", i.Name) }

// expect takes the next calls, in order.
func (r *recorder) expect(t *testing.T, want ...string) {
	t.Helper()
	for _, w := range want {
		if got := <-r.lines; got != w {
			t.Fatalf("the listener heard %q; want %q", got, w)
		}
	}
}

// countingReasoner says how often it was asked.
type countingReasoner struct{ asked int }

func (c *countingReasoner) Ask(
	_ context.Context, question string, _ reasoner.Options, _ func(reasoner.Step),
) (*reasoner.Result, error) {
	if c.asked++; strings.Contains(question, "unreadable") {
		return nil, &tasks.SyntaxError{Reason: "it is unreadable"}
	}
	return &reasoner.Result{Answer: fmt.Sprint(question, " ", c.asked), Path: []string{"a", "b"}}, nil
}

// fakeReasoner takes steps until its context ends, or as many as it was asked for thoughts.
type fakeReasoner struct{ err error }

func (f *fakeReasoner) Ask(
	ctx context.Context, question string, o reasoner.Options, onStep func(reasoner.Step),
) (*reasoner.Result, error) {
	if f.err != nil {
		return nil, f.err
	}
	res := &reasoner.Result{Answer: question + "!", Steps: []reasoner.Step{{Kind: "prompt"}}}
	onStep(res.Steps[0])
	for i := 0; i < o.Thoughts || o.Thoughts < 0; i++ {
		if err := ctx.Err(); err != nil {
			return nil, fault.Errorf("reasoner", "%w", err)
		}
		s := reasoner.Step{Kind: "thought", Index: i, Hidden: make([]float32, 64)}
		onStep(s)
		s.Hidden = nil // as reasoner.Options leaves it out of the result
		res.Steps = append(res.Steps, s)
	}
	return res, nil
}

// worker is one end of a port with a server behind it, and the messages in order, as a browser delivers them.
type worker struct {
	toPage, toServer chan string
	closed           sync.Once
	done             chan struct{}
}

func (w *worker) Send(msg string) {
	select {
	case w.toServer <- msg:
	case <-w.done:
	}
}

func (w *worker) Close() { w.closed.Do(func() { close(w.done) }) }

// post is the server's way to the page.
func (w *worker) post(msg string) {
	select {
	case w.toPage <- msg:
	case <-w.done:
	}
}

// startPair joins a client and a server whose model is loaded by load. Each Yield takes one message in, if there is
// one.
func startPair(t *testing.T, load loader) (*Client, *recorder, func() *worker) {
	t.Helper()
	var last *worker
	client := NewClient(func(receive func(string)) Port {
		w := &worker{toPage: make(chan string, 100), toServer: make(chan string, 100), done: make(chan struct{})}
		last = w
		forget := func(context.Context, string) error { return nil }
		server := &Server{Load: load, Forget: forget, Extend: ServeMany, Send: w.post}
		takeOne := func() {
			select {
			case msg := <-w.toServer:
				server.Receive(msg)
			case <-w.done:
			default:
			}
		}
		server.Yield = takeOne
		go pump(w.toPage, w.done, receive)
		go pump(w.toServer, w.done, server.Receive)
		server.Hello()
		return w
	})
	r := &recorder{lines: make(chan string, 100)}
	client.Listen(r)
	t.Cleanup(func() {
		if last != nil {
			last.Close()
		}
	})
	return client, r, func() *worker { return last }
}

func pump(from chan string, done chan struct{}, to func(string)) {
	for {
		select {
		case msg := <-from:
			to(msg)
		case <-done:
			return
		}
	}
}

// loader is what Server.Load is.
type loader = func(ctx context.Context, name string, progress func(Progress)) (Model, Info, error)

var modelInfo = Info{Name: "model", Thoughts: 6}

// loads returns a loader that reports progress and ends with the reasoner.
func loads(r Model) loader {
	return func(_ context.Context, _ string, progress func(Progress)) (Model, Info, error) {
		progress(Progress{Done: 1, Total: 2})
		progress(Progress{Done: 2, Total: 2})
		return r, modelInfo, nil
	}
}
