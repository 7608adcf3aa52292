package engine

import (
	"context"
	"encoding/json"
	"errors"
	goruntime "runtime"
	"sync"
	"time"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// Server is the worker's side: it loads models and answers. Requests take turns: one computes at a time. An ask, a
// complete and the calls of sessions pass their turn on every few milliseconds; the others keep it.
type Server struct {
	// Load fetches a model and says what it is; "" names the page's own. The model may be Arriving.
	Load func(ctx context.Context, name string, progress func(Progress)) (Model, Info, error)
	// Forget deletes the weights that Load has kept for the next visit: of a model, or "" for the page's own and all that
	// race with it.
	Forget func(ctx context.Context, name string) error
	// Convert makes a model from the visitor's files. It is nil in a worker that cannot.
	Convert Converter
	// Extend serves the requests that not every worker knows: ServeMany a RequestRace and a RequestBatch, Sessions.Serve
	// of package inner a RequestTokenize and a RequestSession. It is nil in a worker that knows none of them.
	Extend func(ctx context.Context, s *Server, r *Request) (*Event, error)
	// Code names the class of an error for programs, as Failure.Code. It is nil in a worker whose page needs none.
	Code func(err error) string
	// Send passes an encoded Event to the page.
	Send func(msg string)
	// Yield lets in the messages that have arrived meanwhile. A worker has one thread, which computes until the program
	// waits for something: without Yield a cancel would be read when there is nothing left to cancel.
	Yield func()
	// Warm, if not nil, is called once, after the first question that was answered: then the program has worked for a
	// while, and has nothing to do. It has the turn.
	Warm func()

	warm    sync.Once
	mu      sync.Mutex
	cancels map[int]context.CancelFunc // of the requests under way, by ID
	turn    sync.Mutex                 // held by the request that computes
	loaded  Model                      // the page's own model; guarded by turn, as the next two are
	others  map[string]Model           // all models loaded so far, by name
	yielded time.Time
}

// Hello says that the server listens. It must be called once, before any other event is sent.
func (s *Server) Hello() { s.send(&Event{Type: EventHello, Version: Version}) }

// Receive takes one message of the page. It does not block: the work is done by a goroutine of its own.
func (s *Server) Receive(msg string) {
	r, err := decodeRequest(msg)
	if err != nil {
		s.refuse(msg, err)
		return
	}
	if r.Type == RequestCancel {
		s.cancel(r.ID)
		return
	}
	ctx := s.register(r.ID)
	go s.serve(ctx, r)
}

// refuse ends a request that cannot be read. Without its number nobody could be told but by the end of all.
func (s *Server) refuse(msg string, err error) {
	var of struct{ ID int }
	if json.Unmarshal([]byte(msg), &of); of.ID == 0 {
		s.send(&Event{Type: EventExit, Message: err.Error()})
		return
	}
	f := s.describe(err)
	s.send(&Event{Type: EventFailed, ID: of.ID, Failure: &f})
}

// describe is an error as the page hears of it, with its class if the page asks for that.
func (s *Server) describe(err error) Failure {
	f := describe(err)
	if s.Code != nil {
		f.Code = s.Code(err)
	}
	return f
}

func (s *Server) register(id int) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancels == nil {
		s.cancels = make(map[int]context.CancelFunc)
	}
	s.cancels[id] = cancel
	return ctx
}

// cancel ends a request; one that is over is no longer in the map.
func (s *Server) cancel(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel, ok := s.cancels[id]; ok {
		cancel()
		delete(s.cancels, id)
	}
}

// serve answers one request.
func (s *Server) serve(ctx context.Context, r *Request) {
	e, rest, err := s.inTurn(ctx, r)
	if err == nil && rest != nil { // the turn is over: questions may be asked meanwhile
		e.ID = r.ID
		s.send(e)
		var info Info
		info, err = rest()
		e = &Event{Type: EventReady, Info: &info}
	}
	if err != nil {
		e = s.ending(ctx, r, err)
	}
	e.ID = r.ID
	s.cancel(r.ID) // frees the context before anyone hears that the request is over
	s.send(e)
	if s.Warm != nil && err == nil && (r.Type == RequestAsk || r.Type == RequestComplete) {
		s.warm.Do(func() { s.Turn(func(func()) { s.Warm() }) })
	}
}

// inTurn does what computes, one request at a time. A load whose model is still arriving returns rest, which waits for
// it out of turn.
func (s *Server) inTurn(ctx context.Context, r *Request) (e *Event, rest func() (Info, error), err error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.yield()
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if r.Type == RequestLoad {
		return s.load(ctx, r)
	}
	e, err = s.do(ctx, r)
	return e, nil, err
}

func (s *Server) do(ctx context.Context, r *Request) (*Event, error) {
	switch r.Type {
	case RequestForget:
		return s.forget(ctx, r.Model), nil
	case RequestComplete:
		return s.complete(ctx, r.ID, *r.Complete)
	case RequestConvert:
		return s.convert(ctx, r.ID, *r.Convert)
	case RequestAsk:
		return s.ask(ctx, r.ID, *r.Ask)
	}
	if s.Extend == nil {
		return nil, errUnknown
	}
	return s.Extend(ctx, s, r)
}

// yieldEvery is how long a cancel may go unread. A turn of the event loop takes some tens of microseconds, and so does
// a step of a small model: to yield at every step would cost as much as the work.
const yieldEvery = 8 * time.Millisecond

// Loaded is the page's own model, for what Extend serves. The error says that there is none.
func (s *Server) Loaded() (Model, error) {
	if s.loaded == nil {
		return nil, errNotLoaded
	}
	return s.loaded, nil
}

// Pause lets in messages, and passes the turn on to the other requests, if that was long ago. What Extend serves should
// call it now and then. A mutex hands a turn to who has waited longest, and puts the caller last: without Gosched only
// the second time, since until then nobody has awoken to take it.
func (s *Server) Pause() {
	if passed(s.yielded, yieldEvery) {
		s.yield()
		s.turn.Unlock()
		goruntime.Gosched()
		s.turn.Lock()
	}
}

// Turn does what computes and belongs to no request. It has the turn, which it should pass on now and then by pause.
func (s *Server) Turn(do func(pause func())) {
	s.turn.Lock()
	defer s.turn.Unlock()
	do(s.Pause)
}

func (s *Server) yieldNowAndThen() {
	if passed(s.yielded, yieldEvery) {
		s.yield()
	}
}

// passed reports whether a duration has passed since a time. A clock that was set back counts as if it had: otherwise
// whatever waits might wait for hours.
func passed(since time.Time, d time.Duration) bool {
	elapsed := time.Since(since)
	return elapsed >= d || elapsed < 0
}

func (s *Server) yield() {
	s.Yield()
	s.yielded = time.Now()
}

// ending turns the error that a request ended with into its last event.
func (s *Server) ending(ctx context.Context, r *Request, err error) *Event {
	if ctx.Err() != nil {
		return &Event{Type: EventStopped}
	}
	f := s.describe(err)
	// The page's own model fails a question over its weights only if they did not arrive.
	switch {
	case r.Type == RequestLoad || r.ownModel() && errors.Is(err, runtime.ErrWeights):
		f.Kind = FailedLoad
	case errors.Is(err, weights.ErrUnreachable):
		f.Message = "The model for such questions is not on this device, and its server cannot be reached."
	}
	return &Event{Type: EventFailed, Failure: &f}
}

func (s *Server) send(e *Event) {
	msg, err := e.encode()
	if err != nil { // a NaN or infinity in the result; the page is told rather than left waiting
		msg, _ = (&Event{Type: EventExit, ID: e.ID, Message: err.Error()}).encode()
	}
	s.Send(msg)
}
