package weights

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/coconut-page/coconut/internal/fault"
)

// Cache keeps files from one visit to the next. Names are those of a model's folder, plus "manifests/…" for manifests;
// all but the latter contain the hash of their bytes, so an entry cannot be stale, and models share what they have in
// common. Whatever Get returns is verified like everything else, so a cache need not check anything itself. It is safe
// for concurrent use.
type Cache interface {
	// Get returns an entry of at most limit bytes; the error wraps ErrNotFound if there is none.
	Get(ctx context.Context, name string, limit int64) ([]byte, error)
	// Put stores an entry, atomically.
	Put(ctx context.Context, name string, data []byte) error
	// Delete removes an entry; a missing one is not an error.
	Delete(ctx context.Context, name string) error
}

// CachedSource reads through a cache, see Cached.
type CachedSource struct {
	src             Source
	cache           Cache
	manifest        string
	trouble         func(error)
	fetched, stored atomic.Int64
	kept            sync.Map // names read from the cache: their bytes need not be stored again
	storing         chan struct{}
}

// storeAhead is how many files are being stored at a time while others are fetched and used.
const storeAhead = 4

// Cached puts a cache before a source. Only bytes that a Store has verified are kept, each file as soon as it has
// arrived, so an interrupted load resumes where it stopped. key tells the manifests of different models apart, for
// instance their address; the stored manifest is used only when the source does not answer. trouble, which may be nil,
// is told why something could not be stored (no room, for instance): the model then works from memory alone. A browser
// stores files while others are fetched and used: Flush waits for that.
func Cached(src Source, cache Cache, key string, trouble func(error)) *CachedSource {
	if trouble == nil {
		trouble = func(error) {}
	}
	return &CachedSource{src: src, cache: cache, manifest: manifestEntry(key), trouble: trouble,
		storing: make(chan struct{}, storeAhead)}
}

// manifestEntry is the name of a manifest in a cache.
func manifestEntry(key string) string { return "manifests/" + hash([]byte(key)) + ".json" }

// Traffic returns how many bytes of verified files came from the source, and how many from the cache.
func (s *CachedSource) Traffic() (fetched, stored int64) { return s.fetched.Load(), s.stored.Load() }

// ReadFile implements Source.
func (s *CachedSource) ReadFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	if name == ManifestName {
		return s.readManifest(ctx, limit)
	}
	return movedBytes(s.readContent(ctx, name, limit, false))
}

// readContent implements contentSource, for all but the manifest.
func (s *CachedSource) readContent(ctx context.Context, name string, limit int64, fresh bool) (content, error) {
	switch {
	case fresh:
		return s.refetchContent(ctx, name, limit)
	case !addressed(name):
		return readContent(ctx, s.src, name, limit, false)
	}
	data, err := getContent(ctx, s.cache, name, limit)
	if err == nil {
		s.stored.Add(int64(data.size()))
		s.kept.Store(name, true)
		return data, nil
	}
	if !errors.Is(err, ErrNotFound) && ctx.Err() == nil {
		s.trouble(fault.Errorf("weights", "read the stored %s: %w", name, err))
	}
	return s.count(readContent(ctx, s.src, name, limit, false))
}

// count counts what came from the source.
func (s *CachedSource) count(data content, err error) (content, error) {
	if err == nil {
		s.fetched.Add(int64(data.size()))
	}
	return data, err
}

// readManifest prefers the source's manifest, which may be newer than the stored one.
func (s *CachedSource) readManifest(ctx context.Context, limit int64) ([]byte, error) {
	data, err := s.src.ReadFile(ctx, ManifestName, limit)
	if err == nil || ctx.Err() != nil || errors.Is(err, ErrNotFound) {
		return data, err
	}
	old, cacheErr := s.cache.Get(ctx, s.manifest, limit)
	if cacheErr != nil {
		return nil, err
	}
	return old, nil
}

// RefetchFile drops the cache's entry, whose bytes were wrong, and reads from the source, bypassing the caches on the
// way.
func (s *CachedSource) RefetchFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	return movedBytes(s.refetchContent(ctx, name, limit))
}

func (s *CachedSource) refetchContent(ctx context.Context, name string, limit int64) (content, error) {
	if addressed(name) {
		s.kept.Delete(name)
		if err := s.cache.Delete(ctx, name); err != nil && ctx.Err() == nil {
			s.trouble(fault.Errorf("weights", "drop the stored %s: %w", name, err))
		}
	}
	return s.count(readContent(ctx, s.src, name, limit, true))
}

// Keep stores a verified file that did not come from the cache.
func (s *CachedSource) Keep(ctx context.Context, name string, data []byte) {
	s.keepContent(ctx, name, inMemory(data))
}

func (s *CachedSource) keepContent(ctx context.Context, name string, data content) {
	if name == ManifestName {
		name = s.manifest
	} else if _, kept := s.kept.Load(name); kept || !addressed(name) {
		return
	}
	to, ok := s.cache.(contentCache)
	if !ok {
		s.tell(ctx, name, s.cache.Put(ctx, name, bytesOf(data)))
		return
	}
	select {
	case s.storing <- struct{}{}:
	case <-ctx.Done():
		return
	}
	wait := to.startPut(name, data)
	go func() {
		defer func() { <-s.storing }()
		// The end of a load does not undo what the browser is about to store.
		ctx := context.WithoutCancel(ctx)
		s.tell(ctx, name, wait(ctx))
	}()
}

// tell tells of an error of storing a file.
func (s *CachedSource) tell(ctx context.Context, name string, err error) {
	if err != nil && ctx.Err() == nil {
		s.trouble(fault.Errorf("weights", "store %s: %w", name, err))
	}
}

// Flush waits until everything that was read so far is stored, or could not be, or until ctx is done.
func (s *CachedSource) Flush(ctx context.Context) {
	for range storeAhead {
		select {
		case s.storing <- struct{}{}:
			defer func() { <-s.storing }()
		case <-ctx.Done():
			return
		}
	}
}

// keeper is a source that is told which bytes turned out to be right.
type keeper interface {
	Keep(ctx context.Context, name string, data []byte)
}

// addressed reports whether a file's name contains its hash.
func addressed(name string) bool {
	return strings.HasPrefix(name, "chunks/") || strings.HasPrefix(name, "files/")
}
