package weights

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// slowCache is a contentCache that takes a second to store a file, and keeps nothing of some.
type slowCache struct {
	Cache
	fails     string // in the names of files that cannot be stored
	now, most atomic.Int64
	ended     atomic.Int64
}

func (c *slowCache) getContent(ctx context.Context, name string, limit int64) (content, error) {
	return movedContent(c.Get(ctx, name, limit))
}

func movedContent(data []byte, err error) (content, error) { return inMemory(data), err }

func (c *slowCache) startPut(name string, data content) func(context.Context) error {
	kept := bytesOf(data)
	c.most.Store(max(c.most.Load(), c.now.Add(1)))
	return func(ctx context.Context) error {
		time.Sleep(time.Second)
		defer c.ended.Add(1)
		c.now.Add(-1)
		if c.fails != "" && strings.Contains(name, c.fails) {
			return errors.New("no room")
		}
		return c.Put(ctx, name, kept)
	}
}

// TestStoring: files are stored while others are used, a few at a time; Flush waits for all of them, and what could not
// be stored is told by then. The next visit reads from the cache alone.
func TestStoring(t *testing.T) {
	want := testPackage(1)
	src := newMemory(t, writePackage(t, want))
	cache := &slowCache{Cache: DirCache(t.TempDir()), fails: "tokenizer.json"}
	synctest.Test(t, func(t *testing.T) {
		var troubles []error
		cached := Cached(src, cache, "m", func(err error) { troubles = append(troubles, err) })
		checkModel(t, cached, want)
		if got := cache.most.Load(); got != storeAhead {
			t.Errorf("%d files were stored at a time, want %d", got, storeAhead)
		}
		if cache.now.Load() == 0 {
			t.Error("everything was stored before the last file was used")
		}
		cached.Flush(t.Context())
		if n := cache.now.Load(); n != 0 {
			t.Errorf("%d files are still being stored after Flush", n)
		}
		if len(troubles) != 1 || !strings.Contains(troubles[0].Error(), "tokenizer.json: no room") {
			t.Errorf("troubles: %v; want one, of tokenizer.json", troubles)
		}
		began := cache.ended.Load()
		again := Cached(src, cache, "m", nil)
		checkModel(t, again, want)
		again.Flush(t.Context())
		if n := cache.ended.Load() - began; n != 2 { // the manifest, and what could not be stored
			t.Errorf("the second visit stored %d files, want 2", n)
		}
	})
}

// TestStoringCancelled: whoever gives up a load does not wait for what is being stored.
func TestStoringCancelled(t *testing.T) {
	src := newMemory(t, writePackage(t, testPackage(1)))
	cache := &slowCache{Cache: DirCache(t.TempDir())}
	synctest.Test(t, func(t *testing.T) {
		cached := Cached(src, cache, "m", nil)
		s, err := Open(t.Context(), cached)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		began := time.Now()
		if _, err := s.Load(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Load: %v, want %v", err, context.DeadlineExceeded)
		}
		cached.Flush(ctx)
		if took := time.Since(began); took != 1500*time.Millisecond {
			t.Errorf("it took %v", took)
		}
		time.Sleep(time.Minute) // what was begun is completed
		if n := cache.now.Load(); n != 0 {
			t.Errorf("%d files are still being stored", n)
		}
	})
}
