package engine

import (
	"encoding/json"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/reasoner"
)

// Event is a message from the worker to the page.
type Event struct {
	Type EventType `json:"type"`
	ID   int       `json:"id,omitempty"` // of the request it belongs to; hello and exit have none

	Version  int              `json:"version,omitempty"`  // of EventHello
	Progress *Progress        `json:"progress,omitempty"` // of EventProgress
	Info     *Info            `json:"info,omitempty"`     // of EventOpened and EventReady
	Step     *reasoner.Step   `json:"step,omitempty"`     // of EventStep
	Result   *reasoner.Result `json:"result,omitempty"`   // of EventResult
	Standing *Standing        `json:"standing,omitempty"` // of EventStanding
	Items    []BatchItem      `json:"items,omitempty"`    // of EventTally
	Failure  *Failure         `json:"failure,omitempty"`  // of EventFailed

	Prefill    *Prefill    `json:"prefill,omitempty"`    // of EventPrefill
	Thought    *Thought    `json:"thought,omitempty"`    // of EventThought
	Token      *Token      `json:"token,omitempty"`      // of EventToken
	Completion *Completion `json:"completion,omitempty"` // of EventCompletion
	Need       *Need       `json:"need,omitempty"`       // of EventNeed

	Tokens json.RawMessage `json:"tokens,omitempty"` // of EventTokens: a Tokens
	State  json.RawMessage `json:"state,omitempty"`  // of EventState: a State

	Message string `json:"message,omitempty"` // of EventExit, and of an EventForgot that failed
}

// EventType says what an Event tells.
type EventType string

// The events. Those that end a request are its last; the others come before that, in any number.
const (
	EventHello    EventType = "hello"    // the worker listens; what is sent before it is lost
	EventProgress EventType = "progress" // of a load
	EventOpened   EventType = "opened"   // of a load: questions may come from now on
	EventReady    EventType = "ready"    // ends a load
	EventStep     EventType = "step"     // of an ask
	EventResult   EventType = "result"   // ends an ask
	EventStanding EventType = "standing" // of a race
	EventTally    EventType = "tally"    // of a batch
	EventDone     EventType = "done"     // ends a race or a batch
	EventPrefill  EventType = "prefill"  // of a complete: some of the prompt has been read
	EventThought  EventType = "thought"  // of a complete by a model with a latent scheme
	EventToken    EventType = "token"    // of a complete
	EventNeed     EventType = "need"     // of a convert, before anything is read
	EventStopped  EventType = "stopped"  // ends what was cancelled
	EventFailed   EventType = "failed"   // ends what went wrong
	EventForgot   EventType = "forgot"   // ends a forget

	EventCompletion EventType = "completion" // ends a complete
	EventConverted  EventType = "converted"  // ends a convert
	EventTokens     EventType = "tokens"     // ends a tokenize
	EventState      EventType = "state"      // ends a call of a session

	EventExit EventType = "exit" // the program in the worker could not start, or has ended
)

// last reports whether an event ends its request.
func (t EventType) last() bool {
	switch t {
	case EventProgress, EventOpened, EventStep, EventStanding, EventTally, EventPrefill, EventThought, EventToken,
		EventNeed:
		return false
	}
	return true
}

func (e *Event) encode() (string, error) { return encode("event", e) }

// decodeEvent reads a message of the worker, and refuses one that lacks what its type needs.
func decodeEvent(msg string) (*Event, error) {
	e := &Event{}
	if err := json.Unmarshal([]byte(msg), e); err != nil {
		return nil, fault.Errorf("engine", "decode event: %w", err)
	}
	if !e.whole() {
		return nil, fault.Errorf("engine", "decode event: type %q is unknown or lacks its contents", e.Type)
	}
	return e, nil
}

// whole reports whether an event is of a known type and has what its type needs.
func (e *Event) whole() bool {
	switch e.Type {
	case EventHello, EventTally, EventDone, EventStopped, EventForgot, EventExit, EventTokens, EventState:
		return true
	case EventProgress:
		return e.Progress != nil
	case EventOpened, EventReady, EventConverted:
		return e.Info != nil
	case EventStep:
		return e.Step != nil
	case EventResult:
		return e.Result != nil
	case EventStanding:
		return e.Standing != nil
	case EventFailed:
		return e.Failure != nil
	case EventPrefill:
		return e.Prefill != nil
	case EventThought:
		return e.Thought != nil
	case EventToken:
		return e.Token != nil
	case EventCompletion:
		return e.Completion != nil
	case EventNeed:
		return e.Need != nil
	}
	return false
}
