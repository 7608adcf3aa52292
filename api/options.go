package api

import (
	"time"

	"github.com/coconut-page/coconut/reasoner"
)

// Limits bound what one request, and all of them together, can use. A zero field has the default that New documents.
type Limits struct {
	// Body is the most bytes of a request's body (128 KiB), Question the most bytes of the question in it (32 KiB).
	Body     int64
	Question int
	// Thoughts is the most latent steps (64), Tokens the most generated tokens (256), TopK the most candidates of a step (16).
	Thoughts, Tokens, TopK int
	// Running is how many questions are answered at the same time (1), Waiting how many more may wait for their turn (64); who comes
	// then is answered 429.
	Running, Waiting int
	// Time is the most that a request may take, its wait for a turn included; 0 is no limit, and starts no timer.
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

// SameOrigin, as Options.Origin, lets no page of another origin ask. Programs that are no browsers do not say where they come from, and may.
const SameOrigin = "same"

// Options are what a handler is made of.
type Options struct {
	Models *Models
	Limits Limits
	// Origin is whose pages may ask, beside those of the server itself: an origin such as https://example.org, in the form that ParseOrigin
	// gives, "*" or "" for any, SameOrigin for none. Nothing here depends on cookies, so what is at stake is computing time, and who may read what models there are.
	Origin string
	// Answered, if not nil, hears of every question that was answered, for logs and metrics.
	Answered func(*reasoner.Result)
	// Failed, if not nil, hears of the errors that are no fault of the asker's.
	Failed func(error)
}
