package weights

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// countingSource counts reads and can be switched off.
type countingSource struct {
	Source
	mu    sync.Mutex
	reads map[string]int
	down  error
}

func (s *countingSource) ReadFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.reads == nil {
		s.reads = map[string]int{}
	}
	s.reads[name]++
	if s.down != nil {
		return nil, s.down
	}
	return s.Source.ReadFile(ctx, name, limit)
}

func (s *countingSource) total() (n int) {
	for _, reads := range s.reads {
		n += reads
	}
	return n
}

// load opens and loads a model through a cache.
func load(t *testing.T, src Source, cache Cache) (*CachedSource, error) {
	t.Helper()
	cached := Cached(src, cache, "here", func(err error) { t.Logf("trouble: %v", err) })
	store, err := Open(t.Context(), cached)
	if err != nil {
		return cached, err
	}
	_, err = store.Load(t.Context(), nil)
	return cached, err
}

const shipped = "models/prosqa-coconut"

// TestCacheSavesFetching checks that a second load fetches only the manifest, and a third one, with the source down,
// nothing at all.
func TestCacheSavesFetching(t *testing.T) {
	cache := DirCache(filepath.Join(t.TempDir(), "cache"))
	src := &countingSource{Source: Dir(shipped)}
	first, err := load(t, src, cache)
	if err != nil {
		t.Fatal(err)
	}
	fetched, stored := first.Traffic()
	if fetched == 0 || stored != 0 {
		t.Errorf("first load: %d bytes fetched, %d from the cache", fetched, stored)
	}
	src.reads = nil
	second, err := load(t, src, cache)
	if err != nil {
		t.Fatal(err)
	}
	if again, from := second.Traffic(); again != 0 || from != fetched || src.total() != 1 {
		t.Errorf("second load: %d bytes fetched, %d from the cache (want %d), %d reads of the source (want the manifest's)",
			again, from, fetched, src.total())
	}
	src.down = ErrUnavailable
	if _, err := load(t, src, cache); err != nil {
		t.Errorf("with the source down: %v", err)
	}
	src.down = ErrNotFound
	if _, err := load(t, src, cache); !errors.Is(err, ErrNotFound) {
		t.Errorf("a model that was taken away: %v, want ErrNotFound", err)
	}
}

// TestCacheAcrossModels checks that a chunk shared by two models is fetched once, though each has its own address.
func TestCacheAcrossModels(t *testing.T) {
	common := FromInt8s("common", make([]int8, 4096), 4096)
	names := []string{"one", "two"}
	cache := DirCache(filepath.Join(t.TempDir(), "cache"))
	for i, name := range names {
		own := FromInt8s("own", []int8{int8(i), 2, 3}, 3)
		dir := writePackage(t, Package{Name: name, Tensors: []Tensor{common, own}, ChunkSize: 4096})
		src := &countingSource{Source: Dir(dir)}
		cached := Cached(src, cache, name, nil)
		store, err := Open(t.Context(), cached)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.Load(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		chunks := store.Manifest().Chunks
		if got, want := src.reads[chunks[0].Path()], 1-i; got != want {
			t.Errorf("model %s: the common chunk was fetched %d times, want %d", name, got, want)
		}
		if got := src.reads[chunks[1].Path()]; got != 1 {
			t.Errorf("model %s: its own chunk was fetched %d times", name, got)
		}
	}
}

// TestCacheHeals checks that a corrupt entry is dropped, fetched again automatically, and stored again.
func TestCacheHeals(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "cache")
	src := &countingSource{Source: Dir(shipped)}
	if _, err := load(t, src, DirCache(folder)); err != nil {
		t.Fatal(err)
	}
	chunks, err := filepath.Glob(filepath.Join(folder, "chunks", "*"))
	if err != nil || len(chunks) == 0 {
		t.Fatalf("no chunks in the cache: %v", err)
	}
	good, err := os.ReadFile(chunks[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{
		"one bit": append(bytes.Clone(good[:len(good)-1]), good[len(good)-1]^1), "cut off": good[:len(good)/2], "empty": {}, "longer": append(bytes.Clone(good), 0),
	} {
		if err := os.WriteFile(chunks[0], bad, 0o644); err != nil {
			t.Fatal(err)
		}
		src.reads = nil
		if _, err := load(t, src, DirCache(folder)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if src.total() != 2 {
			t.Errorf("%s: %d reads of the source, want the manifest and one chunk", name, src.total())
		}
		if now, err := os.ReadFile(chunks[0]); err != nil || !bytes.Equal(now, good) {
			t.Errorf("%s: the cache was not healed: %v", name, err)
		}
	}
}

// fullCache stores nothing.
type fullCache struct{}

func (fullCache) Get(context.Context, string, int64) ([]byte, error) { return nil, ErrNotFound }
func (fullCache) Put(context.Context, string, []byte) error          { return errors.New("quota exceeded") }
func (fullCache) Delete(context.Context, string) error               { return nil }

// TestCacheWithoutRoom checks that a model loads where nothing can be stored, and that the user can be told.
func TestCacheWithoutRoom(t *testing.T) {
	var told []string
	src := Cached(Dir(shipped), fullCache{}, "here", func(err error) { told = append(told, err.Error()) })
	store, err := Open(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Load(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if len(told) == 0 || !strings.Contains(told[0], "quota exceeded") {
		t.Errorf("told %q, want the quota", told)
	}
}

// TestRetry checks which errors are retried, how often, and that the waits grow and end with the context.
func TestRetry(t *testing.T) {
	for _, c := range []struct {
		name  string
		err   error
		times int // how often the source fails
		want  int // reads
		ok    bool
	}{
		{"works", nil, 0, 1, true},
		{"unavailable twice", ErrUnavailable, 2, 3, true},
		{"cut off once", ErrTruncated, 1, 2, true},
		{"unavailable for ever", ErrUnavailable, 99, 5, false},
		{"not there", ErrNotFound, 99, 1, false},
		{"forbidden", errors.New("403"), 99, 1, false},
		{"unreachable for ever", ErrUnreachable, 99, 5, false},
		{"hopeless", errors.Join(ErrUnreachable, errors.New("hopeless")), 99, 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			reads, notices := 0, 0
			hopeless := func(err error) bool { return strings.HasSuffix(err.Error(), "hopeless") }
			src := &retrySource{hopeless: hopeless, notify: func(error, time.Duration) { notices++ },
				src: sourceFunc(func() ([]byte, error) {
					if reads++; reads <= c.times {
						return nil, c.err
					}
					return []byte("x"), nil
				})}
			var waits []time.Duration
			src.wait = func(_ context.Context, d time.Duration) error {
				waits = append(waits, d)
				return nil
			}
			_, err := src.ReadFile(t.Context(), "chunks/x", 9)
			if reads != c.want || (err == nil) != c.ok || err != nil && !errors.Is(err, c.err) {
				t.Errorf("%d reads, %v, want %d and success %t", reads, err, c.want, c.ok)
			}
			if notices != len(waits) {
				t.Errorf("%d notices of %d waits", notices, len(waits))
			}
			for i, d := range waits {
				if base := retryFirst << i; d < base/2 || d >= base*3/2 {
					t.Errorf("wait %d is %v, want around %v", i+1, d, base)
				}
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled wait: %v", err)
	}
}

type sourceFunc func() ([]byte, error)

func (f sourceFunc) ReadFile(context.Context, string, int64) ([]byte, error) { return f() }
