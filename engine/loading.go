package engine

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Loading tells the page how far a model has come.
type Loading struct {
	Tell func(Progress)

	mu     sync.Mutex
	layers func(*Progress) // fills in the layers; nil until the model's manifest is read
	last   Progress
}

// Bytes says that more bytes have arrived, and so that the last trouble is over.
func (l *Loading) Bytes(done, total int64) {
	l.update(func(p *Progress) { p.Done, p.Total, p.Trouble = done, total, "" })
}

// Failed says that something went wrong and is tried again after a while.
func (l *Loading) Failed(err error, wait time.Duration) {
	l.update(func(p *Progress) {
		p.Trouble = fmt.Sprintf("%s It is tried again in %.1f s.", Sentence(err), wait.Seconds())
	})
}

// Opened says how to fill in the state of the layers.
func (l *Loading) Opened(layers func(*Progress)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.layers = layers
}

// Count counts the seconds, one for each tick, until ctx ends. The difference of two times would include those in
// which the device slept, and the estimate of what is left would be hours.
func (l *Loading) Count(ctx context.Context, second <-chan time.Time) {
	for {
		select {
		case <-second:
			l.update(func(p *Progress) { p.Seconds++ })
		case <-ctx.Done():
			return
		}
	}
}

func (l *Loading) update(change func(p *Progress)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(&l.last)
	if l.layers != nil {
		l.layers(&l.last)
	}
	l.Tell(l.last)
}
