package weights

import (
	"bytes"
	"context"
	"os"
	"path/filepath"

	"github.com/coconut-page/coconut/internal/fault"
)

// Sink keeps the files of a model that is being written, see WriteTo. Names are those that a Source reads them by.
type Sink interface {
	// WriteFile keeps a file, whole or not at all, and returns when what it kept has been read back and compared. The
	// error wraps ErrChecksum if that differs.
	WriteFile(ctx context.Context, name string, data []byte) error
}

// DirSink writes to a folder on disk, which Dir reads. A chunk or small file that is there already is left alone.
func DirSink(path string) Sink { return dirSink(path) }

type dirSink string

func (s dirSink) WriteFile(_ context.Context, name string, data []byte) error {
	if addressed(name) {
		there, err := os.ReadFile(filepath.Join(string(s), filepath.FromSlash(name)))
		if err == nil && bytes.Equal(there, data) {
			return nil
		}
	}
	return writeFile(string(s), name, data)
}

// CacheSink writes to a cache, which CacheSource reads. It overwrites what is there.
func CacheSink(cache Cache) Sink { return cacheSink{cache} }

// CacheSource reads a model that was written to a cache by CacheSink, and lies nowhere else. trouble is that of Cached.
// The error wraps ErrGone for a file that is no longer there.
func CacheSource(cache Cache, trouble func(error)) *CachedSource {
	return Cached(nowhere{}, cache, cachedOnly, trouble)
}

// cachedOnly takes the place of a model's address.
const cachedOnly = "in this cache alone"

type cacheSink struct{ cache Cache }

func (s cacheSink) WriteFile(ctx context.Context, name string, data []byte) error {
	if name == ManifestName {
		name = manifestEntry(cachedOnly)
	}
	if err := s.cache.Put(ctx, name, data); err != nil {
		return fault.Errorf("weights", "store %s: %w", name, err)
	}
	back, err := s.cache.Get(ctx, name, int64(len(data)))
	if err != nil {
		return fault.Errorf("weights", "read the stored %s: %w", name, err)
	}
	if !bytes.Equal(back, data) {
		return ErrChecksum.Errorf("%s: what was read back differs", name)
	}
	return nil
}

// nowhere is the source of a model that is in a cache alone.
type nowhere struct{}

func (nowhere) ReadFile(_ context.Context, name string, _ int64) ([]byte, error) {
	return nil, ErrGone.Errorf("%s is missing, and the model is nowhere else", name)
}
