//go:build !js

package hub

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/internal/filelock"
)

// lockPause is how long to wait before looking again whether a lock is free.
const lockPause = 100 * time.Millisecond

// lock waits until no other program fetches a file, and keeps them from it until unlock is called. It is the lock of
// Python's library: of a file in .locks, which may stay there. Where the system or the file system has no locks, two
// programs may fetch the same file twice.
func (c *Client) lock(ctx context.Context, r repository, f file) (unlock func() error, err error) {
	path := filepath.Join(c.Cache, ".locks", filepath.Base(string(r)), f.hash+".lock")
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	for waits := false; ; {
		held, err := filelock.Try(path)
		if err == nil {
			return held.Close, nil
		}
		if !errors.Is(err, filelock.ErrLocked) {
			return nil, fault.Errorf("hub", "%s: %w", path, err)
		}
		if !waits {
			c.notify(fault.Errorf("hub", "waiting for another program that fetches %s", f.name))
			waits = true
		}
		if err := sleep(ctx, lockPause); err != nil {
			return nil, err
		}
	}
}
