//go:build !js

package hub

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/coconut-page/coconut/formats/huggingface"
	"github.com/coconut-page/coconut/internal/fault"
)

// snapshot is one revision of a model, of which some files may not have been fetched yet.
type snapshot struct {
	source Source
	dir    string // in the cache
	files  map[string]file
	// need fetches and verifies a file.
	need func(ctx context.Context, f file) error
}

// Fetch brings a model into the cache and returns the path of its folder there, or of the file that the source names.
// It asks the hub what the revision is now, fetches what is missing of the files that package formats reads, and
// verifies them all. If the hub cannot be reached, the revision is what it was when it was last fetched. Errors wrap
// one of this package's, or are the context's cause or the file system's.
func (c *Client) Fetch(ctx context.Context, s Source) (string, error) {
	c = c.ready()
	if c.Offline {
		return c.fetchCached(ctx, s)
	}
	l, err := c.list(ctx, s)
	if errors.Is(err, ErrUnreachable) && ctx.Err() == nil {
		path, cacheErr := c.fetchCached(ctx, s)
		if cacheErr != nil {
			return "", errors.Join(err, cacheErr)
		}
		c.notify(err)
		return path, nil
	}
	if err != nil {
		return "", err
	}
	r := c.repository(s)
	need := func(ctx context.Context, f file) error { return c.complete(ctx, s, l.commit, f) }
	dir, err := snapshot{s, r.snapshot(l.commit), l.files, need}.fetch(ctx, c.Check)
	if err != nil {
		return "", err
	}
	return dir, r.remember(s.Revision, l.commit)
}

// fetchCached is Fetch without the hub.
func (c *Client) fetchCached(ctx context.Context, s Source) (string, error) {
	r := c.repository(s)
	commit, err := r.commit(s.Revision)
	if err != nil {
		return "", err
	}
	dir := r.snapshot(commit)
	files, err := cachedFiles(dir)
	if err != nil {
		return "", ErrNotCached.Errorf("%s: %w", s, err)
	}
	need := func(ctx context.Context, f file) error {
		if f.hash == "" { // the file itself, on systems without links
			return nil
		}
		return f.verify(ctx, filepath.Join(dir, filepath.FromSlash(f.name)))
	}
	return snapshot{s, dir, files, need}.fetch(ctx, c.Check)
}

// cachedFiles lists the files of a snapshot. The name of what a link leads to is its hash.
func cachedFiles(dir string) (map[string]file, error) {
	files := map[string]file{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := os.Stat(path)
		if err != nil {
			return nil // a link to a file that somebody has deleted: it is not there
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		f := file{name: filepath.ToSlash(name), size: info.Size()}
		if target, err := os.Readlink(path); err == nil {
			if base := filepath.Base(target); sha1Pattern.MatchString(base) || sha256Pattern.MatchString(base) {
				f.hash = base
			}
		}
		files[f.name] = f
		return nil
	})
	return files, err
}

// fetch fetches the files of a model and returns its path. check, if not nil, may refuse a config.json before the
// weights are fetched.
func (s snapshot) fetch(ctx context.Context, check func(config []byte) error) (string, error) {
	p, err := s.choose()
	if err != nil {
		return "", err
	}
	if err := s.needAll(ctx, p.small); err != nil {
		return "", err
	}
	if i := slices.IndexFunc(p.small, isConfig); i >= 0 && check != nil {
		config, err := s.read(p.small[i])
		if err != nil {
			return "", err
		}
		if err := check(config); err != nil {
			return "", fault.Errorf("hub", "%s: %w", s.source, err)
		}
	}
	return filepath.Join(s.dir, filepath.FromSlash(p.path)), s.needWeights(ctx, p)
}

// needWeights fetches the file with the weights, or the index and the files in it.
func (s snapshot) needWeights(ctx context.Context, p plan) error {
	if err := s.needAll(ctx, []string{p.weights}); err != nil || !p.index {
		return err
	}
	index, err := s.read(p.weights)
	if err != nil {
		return err
	}
	shards, err := huggingface.Shards(p.weights, index)
	if err != nil {
		return err
	}
	return s.needAll(ctx, shards)
}

func isConfig(name string) bool { return path.Base(name) == configFile }

func (s snapshot) needAll(ctx context.Context, names []string) error {
	for _, name := range names {
		f, ok := s.files[name]
		if !ok {
			return ErrNotFound.Errorf("%s has no file %s", s.source, name)
		}
		if err := s.need(ctx, f); err != nil {
			return err
		}
	}
	return nil
}
