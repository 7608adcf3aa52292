package weights

import (
	"context"
	"errors"

	"github.com/coconut-page/coconut/internal/fault"
)

// Store is an opened model: its manifest is read and checked, its tensors are not loaded yet. It is safe for concurrent
// use.
type Store struct {
	src      Source
	manifest *Manifest
}

// Open reads a model's manifest. The error wraps ErrManifest for a bad manifest, and otherwise comes from the source.
func Open(ctx context.Context, src Source) (*Store, error) {
	data, err := src.ReadFile(ctx, ManifestName, MaxManifestSize)
	if errors.Is(err, ErrTooLarge) {
		return nil, ErrManifest.Errorf("%w", err)
	}
	if err != nil {
		return nil, err
	}
	m, err := ParseManifest(data)
	if err != nil {
		return nil, err
	}
	s := &Store{src: src, manifest: m}
	s.keep(ctx, ManifestName, data)
	return s, nil
}

// Manifest returns the model's manifest; the caller must not change it.
func (s *Store) Manifest() *Manifest { return s.manifest }

// File reads one of the small files, verified. The error wraps ErrNotFound if the manifest does not list it or the
// source does not have it, and ErrChecksum if its bytes are wrong the second time too.
func (s *Store) File(ctx context.Context, name string) ([]byte, error) {
	for _, f := range s.manifest.Files {
		if f.Name == name {
			return movedBytes(s.fetchContent(ctx, f.Path(), f.SHA256, f.Size))
		}
	}
	return nil, ErrNotFound.Errorf("the manifest lists no file %q", name)
}

// fetchContent reads a file and verifies it. If anything is wrong it tries once more, bypassing the caches, because
// the file may have been corrupted on the way. It does not retry a missing file, one that was tried often enough, or
// a cancelled context: a second try would not help.
func (s *Store) fetchContent(ctx context.Context, path, sum string, size int64) (content, error) {
	data, err := verify(ctx, path, sum, size)(readContent(ctx, s.src, path, size, false))
	if err != nil && ctx.Err() == nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, errGaveUp) {
		if data, err = verify(ctx, path, sum, size)(readContent(ctx, s.src, path, size, true)); err != nil {
			return nil, fault.Errorf("weights", "at the second try too: %w", err)
		}
	}
	if err == nil {
		s.keepContent(ctx, path, data)
	}
	return data, err
}

// keep tells a cache that a file's bytes are right.
func (s *Store) keep(ctx context.Context, name string, data []byte) {
	if k, ok := s.src.(keeper); ok {
		k.Keep(ctx, name, data)
	}
}

// keepContent is keep for content.
func (s *Store) keepContent(ctx context.Context, name string, data content) {
	switch k := s.src.(type) {
	case *CachedSource:
		k.keepContent(ctx, name, data)
	case keeper:
		k.Keep(ctx, name, bytesOf(data))
	}
}

// verify returns a function that passes on what a source returned only if it is the file that the manifest names.
func verify(ctx context.Context, path, sum string, size int64) func(content, error) (content, error) {
	return func(data content, err error) (content, error) {
		switch {
		case errors.Is(err, ErrTooLarge):
			return nil, ErrChecksum.Errorf("%s: %w", path, err)
		case err != nil:
			return nil, err
		case int64(data.size()) < size:
			return nil, ErrChecksum.Errorf("%s: %w: %d bytes, want %d", path, ErrTruncated, data.size(), size)
		}
		got, err := data.digest(ctx)
		if err != nil {
			return nil, fault.Errorf("weights", "hash %s: %w", path, err)
		}
		if got != sum {
			return nil, ErrChecksum.Errorf("%s: the SHA-256 of its %d bytes is %s", path, data.size(), got)
		}
		return data, nil
	}
}
