package weights

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/coconut-page/coconut/internal/fault"
)

// Retry reads from a source that may fail for a while: errors that wrap ErrUnavailable or ErrTruncated (the network, a
// server's 5xx, 408 and 429, a dropped connection) are retried, up to five tries in all, after waits of about 0.3, 0.6,
// 1.2 and 2.4 seconds. The waits are random around these values, so that many readers do not all hit a recovering
// server at once. Other errors, such as a 404 or 403, are returned at once.
func Retry(src Source) Source { return RetryNotify(src, func(error, time.Duration) {}) }

// RetryNotify is Retry that reports every failure before it retries, and the wait. notify may be called by several
// goroutines.
func RetryNotify(src Source, notify func(err error, wait time.Duration)) Source {
	return RetryUnless(src, func(error) bool { return false }, notify)
}

// RetryUnless is RetryNotify that gives up at once on a hopeless error. hopeless may be called by several goroutines.
func RetryUnless(src Source, hopeless func(error) bool, notify func(err error, wait time.Duration)) Source {
	return &retrySource{src: src, wait: sleep, hopeless: hopeless, notify: notify}
}

const (
	retryTries = 5
	retryFirst = 300 * time.Millisecond
)

type retrySource struct {
	src  Source
	wait func(ctx context.Context, d time.Duration) error // replaced in tests

	hopeless func(error) bool
	notify   func(err error, wait time.Duration)
}

func (s *retrySource) ReadFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	return movedBytes(s.readContent(ctx, name, limit, false))
}

// RefetchFile implements Refetcher.
func (s *retrySource) RefetchFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	return movedBytes(s.readContent(ctx, name, limit, true))
}

func (s *retrySource) readContent(ctx context.Context, name string, limit int64, fresh bool) (content, error) {
	for try := 1; ; try++ {
		data, err := readContent(ctx, s.src, name, limit, fresh)
		if err == nil || ctx.Err() != nil || !errors.Is(err, ErrUnavailable) && !errors.Is(err, ErrTruncated) {
			return data, err
		}
		if try == retryTries || s.hopeless(err) {
			return nil, errGaveUp.Errorf("%d times: %w", try, err)
		}
		pause := retryFirst << (try - 1)
		pause = pause/2 + rand.N(pause)
		s.notify(err, pause)
		if err := s.wait(ctx, pause); err != nil {
			return nil, err
		}
	}
}

// errGaveUp marks errors of reads that were retried often enough.
var errGaveUp = fault.New("weights", "tried in vain")

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fault.Errorf("weights", "%w", ctx.Err())
	}
}
