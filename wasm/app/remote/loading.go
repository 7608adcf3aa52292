package remote

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coconut-page/coconut/ui"
	"github.com/coconut-page/coconut/weights"
)

// Reach says whether to try again for a model that the page can do without. A visitor without a network waits for none of them; nor, once
// one could not be had because its server gave no answer, for the next.
type Reach struct {
	// Offline says whether the browser knows that it has no network.
	Offline func() bool
	lost    atomic.Bool
}

// Hopeless says whether it is no use to try again after an error.
func (r *Reach) Hopeless(err error) bool {
	return errors.Is(err, weights.ErrUnreachable) && (r.lost.Load() || r.Offline())
}

// Tried notes what came of a model: the error that it ended with, nil if it is there.
func (r *Reach) Tried(err error) { r.lost.Store(errors.Is(err, weights.ErrUnreachable)) }

// Loading tells the page how far a model is.
type Loading struct {
	Tell func(ui.Progress)

	mu     sync.Mutex
	layers func(*ui.Progress) // fills in the layers; nil until the model's manifest is read
	last   ui.Progress
}

// Bytes says that more bytes have arrived; what was in trouble is over.
func (l *Loading) Bytes(done, total int64) {
	l.update(func(p *ui.Progress) { p.Done, p.Total, p.Trouble = done, total, "" })
}

// Failed says that something went wrong and is tried again.
func (l *Loading) Failed(err error, wait time.Duration) {
	l.update(func(p *ui.Progress) {
		p.Trouble = fmt.Sprintf("%s It is tried again in %.1f s.", Sentence(err), wait.Seconds())
	})
}

// Opened says how to fill in what has become of the layers.
func (l *Loading) Opened(layers func(*ui.Progress)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.layers = layers
}

// Count counts the seconds, one for each tick, until ctx ends. The difference of two times would count those in which the device slept,
// too, and the estimate of what is left would be hours.
func (l *Loading) Count(ctx context.Context, second <-chan time.Time) {
	for {
		select {
		case <-second:
			l.update(func(p *ui.Progress) { p.Seconds++ })
		case <-ctx.Done():
			return
		}
	}
}

func (l *Loading) update(change func(p *ui.Progress)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(&l.last)
	if l.layers != nil {
		l.layers(&l.last)
	}
	l.Tell(l.last)
}
