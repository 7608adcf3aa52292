package engine

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// Port carries messages to a worker.
type Port interface {
	Send(msg string)
	// Close ends the worker.
	Close()
}

// Dialer starts a worker. The worker's messages go to receive, one at a time, and never from within the Dialer's own
// call.
type Dialer func(receive func(msg string)) Port

// Client is the page's side: an Engine whose work is done by a Server in a worker. The first call starts the worker;
// the next one after it died starts another.
type Client struct {
	dial     Dialer
	listener Listener

	mu      sync.Mutex
	port    Port // nil: no worker runs
	workers int  // started so far: tells the messages of the present one from those of a dead one
	hello   bool // the worker listens
	waiting []*Request
	lastID  int
	current int // ID of the request under way, 0 if there is none
	loading int // ID of the load under way, which may be the same
	// A worker that has not stopped so long after a Cancel hangs, and is ended.
	stopWithin time.Duration
}

// stopWithin leaves a slow machine the time to reach the end of a chunk or a step, which is when it sees a cancel.
const stopWithin = 5 * time.Second

var _ Engine = (*Client)(nil)

// NewClient returns a client that has no worker yet. Listen must be called before anything else.
func NewClient(dial Dialer) *Client { return &Client{dial: dial, stopWithin: stopWithin} }

// Listen sets the listener of all events.
func (c *Client) Listen(l Listener) { c.listener = l }

// NewQuestion implements Engine. The question is made here and not in the worker, so that the page can open with one.
func (c *Client) NewQuestion(kind Kind, seed uint64) string { return NewQuestion(kind, seed) }

// Load implements Engine.
func (c *Client) Load() { c.begin(&Request{Type: RequestLoad}) }

// Ask implements Engine.
func (c *Client) Ask(a Ask) { c.begin(&Request{Type: RequestAsk, Ask: &a}) }

// Race implements Engine.
func (c *Client) Race(r Race) { c.begin(&Request{Type: RequestRace, Race: &r}) }

// Batch implements Engine.
func (c *Client) Batch(b Batch) { c.begin(&Request{Type: RequestBatch, Batch: &b}) }

// Forget implements Engine.
func (c *Client) Forget() { c.begin(&Request{Type: RequestForget}) }

// LoadModel loads one model instead of the page's own: a language model, in a worker that runs those. What was loaded
// before is given up.
func (c *Client) LoadModel(name string) { c.begin(&Request{Type: RequestLoad, Model: name}) }

// Complete has a text continued. OnPrefill and OnToken follow, then OnCompletion, OnFailed or OnStopped.
func (c *Client) Complete(r Complete) { c.begin(&Request{Type: RequestComplete, Complete: &r}) }

// Convert makes a model from the visitor's files. OnNeed and OnProgress follow, then OnConverted, OnFailed or
// OnStopped; OnNeed and then OnDone if only the need was asked for.
func (c *Client) Convert(r Convert) { c.begin(&Request{Type: RequestConvert, Convert: &r}) }

// ForgetModel deletes the weights of one model that were kept for the next visit. OnForgotten follows.
func (c *Client) ForgetModel(name string) { c.begin(&Request{Type: RequestForget, Model: name}) }

// Close ends the worker, with whatever is under way, and frees its memory. The next call starts another.
func (c *Client) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.port != nil {
		c.drop()
	}
}

// Cancel implements Engine.
func (c *Client) Cancel() {
	c.mu.Lock()
	defer c.mu.Unlock()
	// The question goes first: if the end of the load ended it, it would count as a failure.
	for _, id := range slices.Compact([]int{c.current, c.loading}) {
		if id != 0 {
			c.send(&Request{Type: RequestCancel, ID: id})
			time.AfterFunc(c.stopWithin, func() { c.end(id) })
		}
	}
}

// end ends the worker if a request that was cancelled long ago is still under way.
func (c *Client) end(id int) {
	if c.hangs(id) {
		c.tell(&Event{Type: EventExit, Message: "it did not stop"})
	}
}

func (c *Client) hangs(id int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.port == nil || c.current != id && c.loading != id {
		return false
	}
	c.drop()
	return true
}

// drop ends the worker. mu is held.
func (c *Client) drop() {
	c.port.Close()
	c.port, c.current, c.loading = nil, 0, 0
}

func (c *Client) begin(r *Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.port == nil {
		c.start()
	}
	c.lastID++
	r.ID, c.current = c.lastID, c.lastID
	if r.Type == RequestLoad {
		c.loading = c.lastID
	}
	c.send(r)
}

func (c *Client) start() {
	c.hello, c.waiting = false, nil
	c.workers++
	worker := c.workers
	c.port = c.dial(func(msg string) { c.receive(worker, msg) })
}

func (c *Client) send(r *Request) {
	if !c.hello {
		c.waiting = append(c.waiting, r)
		return
	}
	msg, err := r.encode()
	if err != nil {
		panic(err) // only a NaN in Ask.Changes could do that
	}
	c.port.Send(msg)
}

func (c *Client) receive(worker int, msg string) {
	e, err := decodeEvent(msg)
	switch {
	case err != nil:
		e = &Event{Type: EventExit, Message: err.Error()}
	case e.Type == EventHello && e.Version != Version:
		e = &Event{Type: EventExit, Message: fmt.Sprintf("it speaks version %d of the protocol, and this page version %d",
			e.Version, Version)}
	}
	if tell := c.accept(worker, e); tell {
		c.tell(e)
	}
}

// accept updates the client's own state, and reports whether the listener is to hear of the event.
func (c *Client) accept(worker int, e *Event) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.port == nil || worker != c.workers:
		return false
	case e.Type == EventHello:
		c.greet()
		return false
	case e.Type == EventExit:
		c.drop()
		return true
	case e.Type == EventForgot && e.ID != c.current: // a question may have been asked meanwhile
		return true
	case e.ID == 0 || e.ID != c.current && e.ID != c.loading: // of a request that is over
		return false
	case e.Type.last():
		c.finish(e)
	}
	return true
}

// finish notes that a request is over. A load that fails or is stopped takes with it the question that waits for the
// rest of the model, and vice versa: whichever is told first stands for both.
func (c *Client) finish(e *Event) {
	if e.Type == EventStopped || e.Type == EventFailed && e.Failure.Kind == FailedLoad {
		c.current, c.loading = 0, 0
	}
	if e.ID == c.current {
		c.current = 0
	}
	if e.ID == c.loading {
		c.loading = 0
	}
}

// greet sends what has waited for the worker's hello.
func (c *Client) greet() {
	c.hello = true
	for _, r := range c.waiting {
		c.send(r)
	}
	c.waiting = nil
}

func (c *Client) tell(e *Event) {
	l := c.listener
	if t, ok := l.(TextListener); ok && tellText(t, e) {
		return
	}
	switch e.Type {
	case EventProgress:
		l.OnProgress(*e.Progress)
	case EventOpened:
		l.OnOpened(*e.Info)
	case EventReady:
		l.OnReady(*e.Info)
	case EventStep:
		l.OnStep(*e.Step)
	case EventResult:
		l.OnResult(e.Result)
	case EventStanding:
		l.OnStanding(*e.Standing)
	case EventTally:
		l.OnTally(e.Items)
	case EventDone:
		l.OnDone()
	case EventForgot:
		l.OnForgotten(e.Message)
	case EventStopped:
		l.OnStopped()
	case EventFailed:
		l.OnFailed(*e.Failure)
	case EventExit:
		l.OnFailed(ended(e.Message))
	}
}
