package engine

import (
	"encoding/json"

	"github.com/coconut-page/coconut/internal/fault"
)

// Version is the version of the protocol. The worker names it in its first event, hello. It is raised when a client
// that knows the old version would misread the new one: when a message or a field goes or changes its meaning, or when
// a request gets an event that a client must answer to. A new optional field leaves it as it is.
const Version = 1

// ErrRequest is wrapped by errors about a message of the page that is no request.
var ErrRequest = fault.New("engine", "decode request")

// Request is a message from the page to the worker.
//
// Every request is answered by exactly one last event with its ID: ready, result, done, completion, converted, forgot,
// tokens, state, failed or stopped. A cancel is the exception: it has no event of its own, and only makes the request
// that it names end sooner.
type Request struct {
	Type RequestType `json:"type"`
	// ID is chosen by the page and counted up from 1, so that a late event can be told from the one that is awaited.
	// A cancel has the ID of the request that it cancels.
	ID int `json:"id"`
	// Model names the model that a RequestLoad or RequestForget is about; "" for the page's own.
	Model    string    `json:"model,omitempty"`
	Ask      *Ask      `json:"ask,omitempty"`      // of RequestAsk
	Race     *Race     `json:"race,omitempty"`     // of RequestRace
	Batch    *Batch    `json:"batch,omitempty"`    // of RequestBatch
	Complete *Complete `json:"complete,omitempty"` // of RequestComplete
	Convert  *Convert  `json:"convert,omitempty"`  // of RequestConvert

	// These are read by the only worker that knows them, so that the page's program does not have their types.
	Tokenize json.RawMessage `json:"tokenize,omitempty"` // of RequestTokenize: a Tokenize
	Session  json.RawMessage `json:"session,omitempty"`  // of RequestSession: a SessionCall
}

// RequestType says what a Request wants.
type RequestType string

// The requests, by the method of Engine that sends them.
const (
	RequestLoad     RequestType = "load"
	RequestAsk      RequestType = "ask"
	RequestRace     RequestType = "race"
	RequestBatch    RequestType = "batch"
	RequestComplete RequestType = "complete"
	RequestConvert  RequestType = "convert"
	RequestCancel   RequestType = "cancel"
	RequestForget   RequestType = "forget"

	// Only a worker that gives access to a model's tokens and states answers these; Client does not send them.
	RequestTokenize RequestType = "tokenize"
	RequestSession  RequestType = "session"
)

// ownModel reports whether a request is put to the page's own model.
func (r *Request) ownModel() bool {
	return r.Ask != nil && r.Ask.Model == "" || r.Batch != nil && r.Batch.Model == "" || r.Complete != nil
}

func (r *Request) encode() (string, error) { return encode("request", r) }

// decodeRequest reads a message of the page, and refuses one that lacks what its type needs.
func decodeRequest(msg string) (*Request, error) {
	r := &Request{}
	if err := json.Unmarshal([]byte(msg), r); err != nil {
		return nil, ErrRequest.Errorf("%w", err)
	}
	switch {
	case r.Type == RequestLoad, r.Type == RequestCancel, r.Type == RequestForget, r.Type == RequestAsk && r.Ask != nil,
		r.Type == RequestRace && r.Race != nil, r.Type == RequestBatch && r.Batch != nil,
		r.Type == RequestComplete && r.Complete != nil, r.Type == RequestConvert && r.Convert != nil,
		r.Type == RequestTokenize, r.Type == RequestSession:
		return r, nil
	default:
		return nil, ErrRequest.Errorf("type %q is unknown or lacks its contents", r.Type)
	}
}

func encode(what string, v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fault.Errorf("engine", "encode %s: %w", what, err)
	}
	return string(b), nil
}
