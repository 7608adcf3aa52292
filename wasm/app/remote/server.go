package remote

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/ui"
	"github.com/coconut-page/coconut/weights"
)

// Reasoner is what a Server needs of a *reasoner.Reasoner.
type Reasoner interface {
	Ask(ctx context.Context, question string, o reasoner.Options, onStep func(reasoner.Step)) (*reasoner.Result, error)
}

// Arriving is a Reasoner that can be asked while parts of it are still on their way.
type Arriving interface {
	Reasoner
	// Rest waits for all of it, and then describes it again: how it came is known only then.
	Rest() (ui.Info, error)
}

// Server is the worker's side: it loads the model and answers, one request after the other.
type Server struct {
	// Load fetches a model and says what it is; "" names the page's own. The model may be Arriving.
	Load func(ctx context.Context, name string, progress func(ui.Progress)) (Reasoner, ui.Info, error)
	// Forget deletes the weights that Load has kept for the next visit.
	Forget func(ctx context.Context) error
	// Send passes an encoded Event to the page.
	Send func(msg string)
	// Yield lets messages in that have arrived meanwhile. A worker has one thread, which computes until the program waits for
	// something: without Yield a cancel would be read when there is nothing left to cancel.
	Yield func()

	mu      sync.Mutex
	cancels map[int]context.CancelFunc // of the requests under way, by ID
	turn    sync.Mutex                 // held by the request that computes
	loaded  Reasoner                   // the page's own model; guarded by turn, as are the next two
	others  map[string]Reasoner        // those that have raced
	yielded time.Time
}

// Hello says that the server listens.
func (s *Server) Hello() { s.send(Event{Type: EventHello}) }

// Receive takes one message of the page. It does not block: the work is done by a goroutine of its own.
func (s *Server) Receive(msg string) {
	r, err := decodeRequest(msg)
	if err != nil {
		s.send(Event{Type: EventExit, Message: err.Error()})
		return
	}
	if r.Type == RequestCancel {
		s.cancel(r.ID)
		return
	}
	ctx := s.register(r.ID)
	go s.serve(ctx, r)
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

// cancel ends a request; one that is over is not in the map any more.
func (s *Server) cancel(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel, ok := s.cancels[id]; ok {
		cancel()
		delete(s.cancels, id)
	}
}

func (s *Server) serve(ctx context.Context, r Request) {
	e, err := s.inTurn(ctx, r)
	if err == nil && e.rest != nil { // questions may be asked meanwhile
		e.ID = r.ID
		s.send(e)
		var info ui.Info
		info, err = e.rest()
		e = Event{Type: EventReady, Info: &info}
	}
	if err != nil {
		e = s.ending(ctx, r, err)
	}
	e.ID = r.ID
	s.cancel(r.ID) // frees the context, before anyone hears that the request is over
	s.send(e)
}

// inTurn does what computes, one request after the other.
func (s *Server) inTurn(ctx context.Context, r Request) (Event, error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.yield()
	return s.do(ctx, r)
}

func (s *Server) do(ctx context.Context, r Request) (Event, error) {
	if err := ctx.Err(); err != nil {
		return Event{}, err
	}
	switch r.Type {
	case RequestLoad:
		return s.load(ctx, r.ID)
	case RequestForget:
		return s.forget(ctx), nil
	case RequestRace:
		return s.race(ctx, r.ID, *r.Race)
	case RequestBatch:
		return s.batch(ctx, r.ID, *r.Batch)
	}
	return s.ask(ctx, r.ID, *r.Ask)
}

func (s *Server) load(ctx context.Context, id int) (Event, error) {
	model, info, err := s.Load(ctx, "", func(p ui.Progress) {
		s.send(Event{Type: EventProgress, ID: id, Progress: &p})
	})
	if err != nil {
		return Event{}, err
	}
	s.loaded, s.others = model, map[string]Reasoner{info.Name: model}
	if a, ok := model.(Arriving); ok {
		return Event{Type: EventOpened, Info: &info, rest: a.Rest}, nil
	}
	return Event{Type: EventReady, Info: &info}, nil
}

func (s *Server) forget(ctx context.Context) Event {
	e := Event{Type: EventForgot}
	if err := s.Forget(ctx); err != nil {
		e.Message = Sentence(err)
	}
	return e
}

// errNotLoaded answers an ask that came before a load: a fault of the page, not of the visitor.
var errNotLoaded = fault.New("remote", "no model is loaded")

func (s *Server) ask(ctx context.Context, id int, a ui.Ask) (Event, error) {
	if s.loaded == nil {
		return Event{}, errNotLoaded
	}
	model := s.loaded
	if a.Model != "" {
		other, err := s.other(ctx, a.Model, func(ui.Progress) {})
		if err != nil {
			return Event{}, err
		}
		model = other
	}
	o := reasoner.Options{Thoughts: a.Thoughts, TopK: a.TopK, Trace: true, Nodes: true, Changes: a.Changes, WithoutThoughts: a.AtOnce}
	res, err := model.Ask(ctx, a.Question, o, func(step reasoner.Step) {
		if step.Kind != promptStep {
			step.Hidden = nil // the page does not draw it, and as JSON it would be the better part of the message
			s.send(Event{Type: EventStep, ID: id, Step: &step})
		}
		s.yieldNowAndThen()
	})
	if err != nil {
		return Event{}, err
	}
	res.Steps = slices.DeleteFunc(res.Steps, func(step reasoner.Step) bool { return step.Kind == promptStep })
	return Event{Type: EventResult, Result: res}, nil
}

// promptStep is the kind of the steps that read the question: hundreds, and nothing in them to show.
const promptStep = "prompt"

// yieldEvery is how long a cancel may lie unread. A turn of the event loop takes some tens of microseconds, a step of a small model no
// more than that: to yield at each would cost as much as the work.
const yieldEvery = 8 * time.Millisecond

func (s *Server) yieldNowAndThen() {
	if passed(s.yielded, yieldEvery) {
		s.yield()
	}
}

// passed says whether it is so long since a time. A clock that was set back counts as such: what waits for it must not wait for hours.
func passed(since time.Time, d time.Duration) bool {
	elapsed := time.Since(since)
	return elapsed >= d || elapsed < 0
}

func (s *Server) yield() {
	s.Yield()
	s.yielded = time.Now()
}

// ending turns the error a request ended with into its last event.
func (s *Server) ending(ctx context.Context, r Request, err error) Event {
	if ctx.Err() != nil {
		return Event{Type: EventStopped}
	}
	f := describe(err)
	// The page's own model fails a question over its weights only if they did not arrive.
	switch {
	case r.Type == RequestLoad || r.ownModel() && errors.Is(err, runtime.ErrWeights):
		f.Kind = ui.FailedLoad
	case errors.Is(err, weights.ErrUnreachable):
		f.Message = "The model for such questions is not on this device, and its server cannot be reached."
	}
	return Event{Type: EventFailed, Failure: &f}
}

func (s *Server) send(e Event) {
	msg, err := e.encode()
	if err != nil { // a float of the result that is no number; the page is told rather than left waiting
		msg, _ = Event{Type: EventExit, ID: e.ID, Message: err.Error()}.encode()
	}
	s.Send(msg)
}
