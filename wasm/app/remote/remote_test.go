package remote

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/ui"
	"github.com/coconut-page/coconut/weights"
)

// recorder is a listener that passes each call on as a line of text.
type recorder struct{ lines chan string }

func (r *recorder) say(format string, args ...any) { r.lines <- fmt.Sprintf(format, args...) }

func (r *recorder) OnProgress(p ui.Progress) { r.say("progress %d/%d", p.Done, p.Total) }
func (r *recorder) OnOpened(i ui.Info)       { r.say("opened %s", i.Name) }
func (r *recorder) OnReady(i ui.Info)        { r.say("ready %s", i.Name) }
func (r *recorder) OnStep(s reasoner.Step) {
	r.say("step %s %d hidden %d", s.Kind, s.Index, len(s.Hidden))
}
func (r *recorder) OnResult(res *reasoner.Result) {
	r.say("result %s steps %d", res.Answer, len(res.Steps))
}
func (r *recorder) OnLap(l ui.Lap) {
	answer := ""
	if l.Result != nil {
		answer = l.Result.Answer
	}
	if l.Absent {
		answer = "absent"
	}
	r.say("lap %s [%s] %d/%d [%s]", l.Model, answer, l.Done, l.Total, l.Problem)
}
func (r *recorder) OnTally(items []ui.BatchItem) { r.say("tally %d", len(items)) }
func (r *recorder) OnDone()                      { r.say("done") }
func (r *recorder) OnStopped()                   { r.say("stopped") }
func (r *recorder) OnForgotten(problem string) {
	r.say("forgotten [%s]", problem)
}
func (r *recorder) OnFailed(f ui.Failure) {
	r.say("failed %s: %s [%s %d]", f.Kind, f.Message, f.Text, f.Sentence)
}

// expect takes the next calls, in order.
func (r *recorder) expect(t *testing.T, want ...string) {
	t.Helper()
	for _, w := range want {
		if got := <-r.lines; got != w {
			t.Fatalf("the listener heard %q; want %q", got, w)
		}
	}
}

// TestRace: the page's own model is there, the second is fetched once, and one that is lost ends nothing.
func TestRace(t *testing.T) {
	fetched := 0
	client, r, _ := startPair(t, func(_ context.Context, name string, progress func(ui.Progress)) (Reasoner, ui.Info, error) {
		switch name {
		case "":
			return &countingReasoner{}, modelInfo, nil
		case "lost":
			return nil, ui.Info{}, fault.New("weights", "not there")
		case "far":
			return nil, ui.Info{}, fault.Errorf("weights", "tried in vain: %w", weights.ErrUnreachable)
		}
		fetched++
		progress(ui.Progress{Done: 5, Total: 9})
		return &countingReasoner{}, ui.Info{Name: name}, nil
	})
	client.Load()
	r.expect(t, "ready model")
	client.Race(ui.Race{Question: "Who", Models: []string{"model", "lost", "far", "cot"}})
	r.expect(t, "lap model [] 0/0 []", "lap model [Who 5] 0/0 []", "lap lost [] 0/0 []", "lap lost [] 0/0 [Not there.]",
		"lap far [] 0/0 []", "lap far [absent] 0/0 []",
		"lap cot [] 0/0 []", "lap cot [] 5/9 []", "lap cot [Who 5] 0/0 []", "done")
	client.Race(ui.Race{Question: "Who", Models: []string{"cot"}})
	r.expect(t, "lap cot [] 0/0 []", "lap cot [Who 10] 0/0 []", "done")
	if fetched != 1 {
		t.Errorf("fetched %d times", fetched)
	}
	for _, f := range []func(){
		func() { client.Ask(ui.Ask{Question: "Who", Model: "far"}) },
		func() { client.Batch(ui.Batch{Kind: "prontoqa", Count: 2, Model: "far"}) },
	} {
		f()
		r.expect(t, "failed question: The model for such questions is not on this device, and its server cannot be reached. [ 0]")
	}
}

// TestBatchTellsOfDepth: what a batch tells of a question is what the model's result says.
func TestBatchTellsOfDepth(t *testing.T) {
	for needed, want := range map[int]bool{0: false, 7: true} {
		var got []ui.BatchItem
		s := &Server{loaded: shallow{needed}, Yield: func() {}, Send: func(msg string) {
			e, err := decodeEvent(msg)
			if err != nil {
				t.Error(err)
			}
			got = append(got, e.Items...)
		}}
		if _, err := s.batch(t.Context(), 1, ui.Batch{Kind: "short", Count: 2, Thoughts: 6}); err != nil {
			t.Fatal(err)
		}
		if len(got) != 2 || got[0].Deep != want || got[1].Deep != want {
			t.Errorf("%d thoughts needed: told %+v", needed, got)
		}
	}
}

// shallow answers as if so many thoughts were needed.
type shallow struct{ needed int }

func (s shallow) Ask(context.Context, string, reasoner.Options, func(reasoner.Step)) (*reasoner.Result, error) {
	return &reasoner.Result{Path: []string{"a", "b"}, ThoughtsNeeded: s.needed}, nil
}

// countingReasoner says how often it was asked.
type countingReasoner struct{ asked int }

func (c *countingReasoner) Ask(_ context.Context, question string, o reasoner.Options, _ func(reasoner.Step)) (*reasoner.Result, error) {
	if c.asked++; strings.Contains(question, "unreadable") {
		return nil, &tasks.SyntaxError{Reason: "it is unreadable"}
	}
	return &reasoner.Result{Answer: fmt.Sprint(question, " ", c.asked), Path: []string{"a", "b"}}, nil
}

func TestRaceBadQuestion(t *testing.T) {
	client, r, _ := startPair(t, loads(&countingReasoner{}))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	client.Race(ui.Race{Question: "unreadable", Models: []string{"model"}})
	r.expect(t, "lap model [] 0/0 []", "failed question: It is unreadable. [ 0]")
}

// TestBatch: every question is asked once, and a cancelled batch tells of what was done.
func TestBatch(t *testing.T) {
	model := &countingReasoner{}
	client, r, _ := startPair(t, loads(model))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	client.Batch(ui.Batch{Kind: "short", Seed: 5, Count: 7})
	r.expect(t, "tally 7", "done")
	if model.asked != 7 {
		t.Errorf("asked %d questions, want 7", model.asked)
	}
	client.Batch(ui.Batch{Kind: "prosqa", Seed: 1, Count: ui.MaxBatch, Thoughts: 3})
	client.Cancel()
	for {
		line := <-r.lines
		if line == "stopped" || line == "done" { // the fake answers at once: it may be done before the cancel arrives
			break
		}
		if !strings.HasPrefix(line, "tally") {
			t.Fatalf("heard %q", line)
		}
	}
}

// fakeReasoner takes steps until its context ends, or as many as it was asked for thoughts.
type fakeReasoner struct{ err error }

func (f *fakeReasoner) Ask(ctx context.Context, question string, o reasoner.Options, onStep func(reasoner.Step)) (*reasoner.Result, error) {
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

// startPair joins a client and a server whose model is loaded by load. Each Yield takes one message in, if there is one.
func startPair(t *testing.T, load func(ctx context.Context, name string, progress func(ui.Progress)) (Reasoner, ui.Info, error)) (*Client, *recorder, func() *worker) {
	t.Helper()
	var last *worker
	client := NewClient(func(receive func(string)) Port {
		w := &worker{toPage: make(chan string, 100), toServer: make(chan string, 100), done: make(chan struct{})}
		last = w
		server := &Server{Load: load, Send: w.post, Forget: func(context.Context) error { return nil }}
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

var modelInfo = ui.Info{Name: "model", Thoughts: 6}

// loads returns a loader that reports progress and ends with the reasoner.
func loads(r Reasoner) func(context.Context, string, func(ui.Progress)) (Reasoner, ui.Info, error) {
	return func(_ context.Context, _ string, progress func(ui.Progress)) (Reasoner, ui.Info, error) {
		progress(ui.Progress{Done: 1, Total: 2})
		progress(ui.Progress{Done: 2, Total: 2})
		return r, modelInfo, nil
	}
}

func TestLoadAndAsk(t *testing.T) {
	client, r, _ := startPair(t, loads(&fakeReasoner{}))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	client.Ask(ui.Ask{Question: "Hm", Thoughts: 2})
	r.expect(t, "step thought 0 hidden 0", "step thought 1 hidden 0", "result Hm! steps 2")
	client.Ask(ui.Ask{Question: "Again", Thoughts: 1})
	r.expect(t, "step thought 0 hidden 0", "result Again! steps 1")
}

func TestCancelAsk(t *testing.T) {
	client, r, _ := startPair(t, loads(&fakeReasoner{}))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	client.Ask(ui.Ask{Question: "Endless", Thoughts: -1})
	r.expect(t, "step thought 0 hidden 0")
	client.Cancel()
	for got := ""; got != "stopped"; { // steps that were under way before the cancel
		if got = <-r.lines; got != "stopped" && !strings.HasPrefix(got, "step") {
			t.Fatalf("the listener heard %q; want steps, then stopped", got)
		}
	}
	client.Cancel() // nothing is under way
	client.Ask(ui.Ask{Question: "Hm", Thoughts: 1})
	r.expect(t, "step thought 0 hidden 0", "result Hm! steps 1")
}

func TestCancelLoad(t *testing.T) {
	client, r, _ := startPair(t, func(ctx context.Context, _ string, progress func(ui.Progress)) (Reasoner, ui.Info, error) {
		progress(ui.Progress{Done: 0, Total: 5})
		<-ctx.Done()
		return nil, ui.Info{}, fault.Errorf("weights", "%w", ctx.Err())
	})
	client.Load()
	r.expect(t, "progress 0/5")
	client.Cancel()
	r.expect(t, "stopped")
}

func TestFailures(t *testing.T) {
	broken := func(context.Context, string, func(ui.Progress)) (Reasoner, ui.Info, error) {
		return nil, ui.Info{}, fault.Errorf("reasoner", "%w", fault.New("weights", "chunk 3: bad checksum"))
	}
	client, r, _ := startPair(t, broken)
	client.Load()
	r.expect(t, "failed load: Chunk 3: bad checksum. [ 0]")
	client.Ask(ui.Ask{Question: "Too early"})
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
		client.Ask(ui.Ask{Question: "x"})
		if got := <-r.lines; !strings.HasPrefix(got, "failed question: ") || !strings.HasSuffix(got, tt.want) {
			t.Errorf("%v: the listener heard %q; want a question failure ending in %q", tt.err, got, tt.want)
		}
	}
}

// A worker that dies fails what is under way; the next load starts another, and what the dead one still says is not heard.
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
	client, r, last := startPair(t, func(ctx context.Context, _ string, progress func(ui.Progress)) (Reasoner, ui.Info, error) {
		progress(ui.Progress{Total: 5})
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

// TestOutOfMemory knows the words of Go and of the browsers.
func TestOutOfMemory(t *testing.T) {
	for message, want := range map[string]ui.FailureKind{
		"fatal error: runtime: out of memory": ui.FailedMemory,
		"RangeError: WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance": ui.FailedMemory,
		"Array buffer allocation failed":            ui.FailedMemory,
		"RuntimeError: memory access out of bounds": ui.FailedEngine,
		"unreachable": ui.FailedEngine,
		"":            ui.FailedEngine,
	} {
		if got := ended(message).Kind; got != want {
			t.Errorf("ended(%q) is %s; want %s", message, got, want)
		}
	}
}

// A question that is asked while the weights are being deleted does not hide that they were.
func TestAskWhileForgetting(t *testing.T) {
	client, r, _ := startPair(t, loads(&fakeReasoner{}))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	client.Forget()
	client.Ask(ui.Ask{Question: "Hm", Thoughts: 1})
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

func TestLateEvents(t *testing.T) {
	client, r, _ := startPair(t, loads(&fakeReasoner{}))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	client.receive(1, `{"type":"stopped","id":1}`)
	client.receive(1, `{"type":"stopped"}`)
	client.receive(1, `{"type":"progress","id":7,"progress":{"done":1,"total":1}}`)
	client.Ask(ui.Ask{Question: "Hm", Thoughts: 1})
	r.expect(t, "step thought 0 hidden 0", "result Hm! steps 1")
}

func TestMalformedMessages(t *testing.T) {
	client, r, last := startPair(t, loads(&fakeReasoner{}))
	client.Load()
	r.expect(t, "progress 1/2", "progress 2/2", "ready model")
	last().Send(`{"type":"ask","id":9}`)
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

// TestForget checks that a forget is answered once it is done, and says why it failed.
func TestForget(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{{nil, "forgotten []"}, {fault.New("weights", "locked"), "forgotten [Locked.]"}} {
		server := &Server{Forget: func(context.Context) error { return c.err }, Yield: func() {}}
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
