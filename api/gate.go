package api

import (
	"context"
	"net/http"
)

// gate lets a number of requests compute at a time, and some more wait.
type gate struct {
	places  chan struct{} // one for everyone inside or waiting
	running chan struct{} // one for everyone inside
}

func newGate(running, waiting int) *gate {
	return &gate{make(chan struct{}, running+waiting), make(chan struct{}, running)}
}

// enter waits for a turn; leave must be called if there is no error.
func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	select {
	case g.places <- struct{}{}:
	default:
		return nil, &Error{Status: http.StatusTooManyRequests, Type: typeRate, Code: "overloaded",
			Message: "too many questions at once; try again in a moment", RetryAfter: 1}
	}
	select {
	case g.running <- struct{}{}:
		return func() { <-g.running; <-g.places }, nil
	case <-ctx.Done():
		<-g.places
		return nil, context.Cause(ctx)
	}
}
