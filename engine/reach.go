package engine

import (
	"errors"
	"sync/atomic"

	"github.com/coconut-page/coconut/weights"
)

// Reach decides whether to retry the download of a model that the page can do without. A visitor without a network
// waits for none of them; and once the server of one gave no answer, nobody waits for the next.
type Reach struct {
	// Offline reports whether the browser knows that it has no network.
	Offline func() bool
	lost    atomic.Bool
}

// Hopeless reports whether retrying after an error is pointless.
func (r *Reach) Hopeless(err error) bool {
	return errors.Is(err, weights.ErrUnreachable) && (r.lost.Load() || r.Offline())
}

// Tried notes how the download of a model ended: with an error, or nil if the model is there.
func (r *Reach) Tried(err error) { r.lost.Store(errors.Is(err, weights.ErrUnreachable)) }
