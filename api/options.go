package api

import (
	"net/http"
	"time"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/reasoner"
)

// Limits bound what one request, and all of them together, can use. A zero field means the default in brackets.
type Limits struct {
	// Body is the size limit of a request's body (128 KiB), Question that of the question in it (32 KiB), in bytes.
	Body     int64
	Question int
	// Thoughts is the maximum number of latent steps (64), Tokens of generated tokens (256), TopK of candidates of a step
	// (16).
	Thoughts, Tokens, TopK int
	// Running is how many questions are answered at the same time (1), Waiting how many more may wait for their turn (64);
	// further requests get a 429.
	Running, Waiting int
	// Time is the most that a request may take, including its wait for a turn; 0 means no limit, and starts no timer.
	Time time.Duration
}

func (l Limits) withDefaults() Limits {
	for _, d := range []struct {
		field *int
		value int
	}{{&l.Question, 32 << 10}, {&l.Thoughts, 64}, {&l.Tokens, 256}, {&l.TopK, 16}, {&l.Running, 1}, {&l.Waiting, 64}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	if l.Body == 0 {
		l.Body = 128 << 10
	}
	return l
}

// SameOrigin, as Options.Origin, admits no pages of other origins. Programs other than browsers send no origin, and are
// admitted.
const SameOrigin = "same"

// Options configure a handler.
type Options struct {
	Models *Models
	Limits Limits
	// Origin is the origin whose pages may use the API, besides the server's own: an origin such as https://example.org,
	// in the form that ParseOrigin returns, "*" or "" for any, SameOrigin for none. Nothing here depends on cookies, so
	// only computing time and the list of models are at stake.
	Origin string
	// Admit, if not nil, is called before a question is read, and says how long its client must wait until it may ask
	// again; 0 admits it. Otherwise the answer is 429 rate_limit_exceeded.
	Admit func(*http.Request) (wait time.Duration)
	// Answered, if not nil, is called for every question that was answered, for logs and metrics.
	Answered func(*reasoner.Result)
	// Completed, if not nil, is called for every text that a language model has written.
	Completed func(model string, r *completion.Result)
	// Failed, if not nil, is called with errors that are not the client's fault.
	Failed func(error)
}
