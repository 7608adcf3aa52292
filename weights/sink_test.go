package weights

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
)

// failing is a cache that fails to store an entry, or stores something else.
type failing struct {
	Cache
	puts  int // that go well
	wrong bool
}

var errFull = errors.New("no room")

func (f *failing) Put(ctx context.Context, name string, data []byte) error {
	if f.puts--; f.puts >= 0 {
		return f.Cache.Put(ctx, name, data)
	}
	if f.wrong {
		return f.Cache.Put(ctx, name, make([]byte, len(data)))
	}
	return errFull
}

// TestCacheSink writes a model to a cache, in either compression, and reads it from there alone.
func TestCacheSink(t *testing.T) {
	for _, compression := range []Compression{Zstd, Gzip} {
		p := testPackage(1)
		p.Compression = compression
		cache := DirCache(filepath.Join(t.TempDir(), "cache"))
		m, err := WriteTo(t.Context(), CacheSink(cache), p)
		if err != nil {
			t.Fatal(err)
		}
		src := CacheSource(cache, func(err error) { t.Errorf("trouble: %v", err) })
		checkModel(t, src, p)
		if fetched, stored := src.Traffic(); fetched != 0 || stored < m.Bytes() {
			t.Errorf("%d bytes were fetched and %d read from the cache, of %d", fetched, stored, m.Bytes())
		}
		if err := cache.Delete(t.Context(), m.Chunks[1].Path()); err != nil {
			t.Fatal(err)
		}
		store, err := Open(t.Context(), CacheSource(cache, nil))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.Load(t.Context(), nil); !errors.Is(err, ErrGone) {
			t.Errorf("without a chunk the error is %v, want ErrGone", err)
		}
	}
	if _, err := Open(t.Context(), CacheSource(DirCache(t.TempDir()), nil)); !errors.Is(err, ErrGone) {
		t.Errorf("without anything the error is %v, want ErrGone", err)
	}
}

// TestCacheSinkFails: as long as anything is missing, or is not what was written, there is no model.
func TestCacheSinkFails(t *testing.T) {
	p := testPackage(1)
	m, err := Write(t.TempDir(), p)
	if err != nil {
		t.Fatal(err)
	}
	for puts := range len(m.Files) + len(m.Chunks) + 1 {
		for wrong, want := range map[bool]error{false: errFull, true: ErrChecksum} {
			cache := DirCache(filepath.Join(t.TempDir(), "cache"))
			_, err := WriteTo(t.Context(), CacheSink(&failing{cache, puts, wrong}), p)
			if puts == 0 && wrong {
				continue // the empty file is what it should be
			}
			if !errors.Is(err, want) {
				t.Errorf("after %d files the error is %v, want %v", puts, err, want)
			}
			if _, err := Open(t.Context(), CacheSource(cache, nil)); err == nil {
				t.Errorf("after %d files there is a model", puts)
			}
		}
	}
}

// TestWriteStops when its context has ended, with that one's cause.
func TestWriteStops(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	p := testPackage(1)
	calls := 0
	p.Tensors[3].Data, p.Load = nil, func(int) ([]byte, error) {
		calls++
		cancel(errFull)
		return make([]byte, 12), nil
	}
	p.ChunkSize = 16
	if _, err := WriteTo(ctx, DirSink(t.TempDir()), p); !errors.Is(err, errFull) || calls != 1 {
		t.Errorf("after %d calls the error is %v, want %v after one", calls, err, errFull)
	}
}
