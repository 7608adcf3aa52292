package remote

import (
	"encoding/json"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui"
)

// Request is a message from the page to the worker.
//
// Each gets exactly one last event with its ID: ready, result, done or forgot, failed, or stopped. A cancel gets none of its own; it only
// makes the request it names end sooner.
type Request struct {
	Type RequestType `json:"type"`
	// ID is chosen by the page, and counted up, so that an event that comes late is told from one that is awaited.
	ID    int       `json:"id"`
	Ask   *ui.Ask   `json:"ask,omitempty"`   // of RequestAsk
	Race  *ui.Race  `json:"race,omitempty"`  // of RequestRace
	Batch *ui.Batch `json:"batch,omitempty"` // of RequestBatch
}

// RequestType says what a Request wants.
type RequestType string

const (
	RequestLoad   RequestType = "load"
	RequestAsk    RequestType = "ask"
	RequestRace   RequestType = "race"
	RequestBatch  RequestType = "batch"
	RequestCancel RequestType = "cancel"
	RequestForget RequestType = "forget"
)

// Event is a message from the worker to the page.
type Event struct {
	Type EventType `json:"type"`
	ID   int       `json:"id,omitempty"` // of the request it belongs to; none on hello and exit

	Progress *ui.Progress     `json:"progress,omitempty"` // of EventProgress
	Info     *ui.Info         `json:"info,omitempty"`     // of EventOpened and EventReady
	Step     *reasoner.Step   `json:"step,omitempty"`     // of EventStep
	Result   *reasoner.Result `json:"result,omitempty"`   // of EventResult
	Lap      *ui.Lap          `json:"lap,omitempty"`      // of EventLap
	Items    []ui.BatchItem   `json:"items,omitempty"`    // of EventTally
	Failure  *ui.Failure      `json:"failure,omitempty"`  // of EventFailed
	Message  string           `json:"message,omitempty"`  // of EventExit, and of EventForgot that failed

	rest func() (ui.Info, error) // of EventOpened, in the worker: waits for the rest of the model
}

// EventType says what an Event tells.
type EventType string

const (
	EventHello    EventType = "hello"    // the worker listens; what is sent before it is lost
	EventProgress EventType = "progress" // of a load
	EventOpened   EventType = "opened"   // of a load: questions may come
	EventReady    EventType = "ready"    // ends a load
	EventStep     EventType = "step"     // of an ask
	EventResult   EventType = "result"   // ends an ask
	EventLap      EventType = "lap"      // of a race
	EventTally    EventType = "tally"    // of a batch
	EventDone     EventType = "done"     // ends a race or a batch
	EventStopped  EventType = "stopped"  // ends what was cancelled
	EventFailed   EventType = "failed"   // ends what went wrong
	EventForgot   EventType = "forgot"   // ends a forget
	EventExit     EventType = "exit"     // from worker.js: the program could not start, or ended
)

// ownModel says whether it is the page's own model that a request is put to.
func (r Request) ownModel() bool {
	return r.Ask != nil && r.Ask.Model == "" || r.Batch != nil && r.Batch.Model == ""
}

func (r Request) encode() (string, error) { return encode("request", r) }

func (e Event) encode() (string, error) { return encode("event", e) }

func encode(what string, v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fault.Errorf("remote", "encode %s: %w", what, err)
	}
	return string(b), nil
}

// decodeRequest reads a message of the page, and refuses one that lacks what its type needs.
func decodeRequest(msg string) (Request, error) {
	var r Request
	if err := json.Unmarshal([]byte(msg), &r); err != nil {
		return Request{}, fault.Errorf("remote", "decode request: %w", err)
	}
	switch {
	case r.Type == RequestLoad, r.Type == RequestCancel, r.Type == RequestForget, r.Type == RequestAsk && r.Ask != nil,
		r.Type == RequestRace && r.Race != nil, r.Type == RequestBatch && r.Batch != nil:
		return r, nil
	default:
		return Request{}, fault.Errorf("remote", "decode request: type %q is unknown or lacks its contents", r.Type)
	}
}

// decodeEvent reads a message of the worker, and refuses one that lacks what its type needs.
func decodeEvent(msg string) (Event, error) {
	var e Event
	if err := json.Unmarshal([]byte(msg), &e); err != nil {
		return Event{}, fault.Errorf("remote", "decode event: %w", err)
	}
	whole := map[EventType]bool{
		EventHello:    true,
		EventProgress: e.Progress != nil,
		EventOpened:   e.Info != nil,
		EventReady:    e.Info != nil,
		EventStep:     e.Step != nil,
		EventResult:   e.Result != nil,
		EventLap:      e.Lap != nil,
		EventTally:    true,
		EventDone:     true,
		EventStopped:  true,
		EventFailed:   e.Failure != nil,
		EventForgot:   true,
		EventExit:     true,
	}
	if !whole[e.Type] {
		return Event{}, fault.Errorf("remote", "decode event: type %q is unknown or lacks its contents", e.Type)
	}
	return e, nil
}
