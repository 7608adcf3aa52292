//go:build !js

package hub

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// repository is a model's folder in the cache: blobs holds files by their hash, snapshots/COMMIT has a link to one
// under each name, and refs/REVISION is the commit of a branch or a tag.
type repository string

func (c *Client) repository(s Source) repository {
	return repository(filepath.Join(c.Cache, "models--"+strings.ReplaceAll(s.Repository, "/", "--")))
}

func (r repository) blob(f file) string { return filepath.Join(string(r), "blobs", f.hash) }

func (r repository) snapshot(commit string) string {
	return filepath.Join(string(r), "snapshots", commit)
}

func (r repository) ref(revision string) string {
	return filepath.Join(string(r), "refs", filepath.FromSlash(revision))
}

// commit returns the commit that a revision had when it was fetched.
func (r repository) commit(revision string) (string, error) {
	if sha1Pattern.MatchString(revision) {
		return revision, nil
	}
	data, err := readLimited(r.ref(revision), maxRevision)
	if errors.Is(err, fs.ErrNotExist) {
		return "", ErrNotCached.Errorf("revision %s: %w", revision, err)
	}
	commit := strings.TrimSpace(string(data))
	if err == nil && !sha1Pattern.MatchString(commit) {
		err = ErrNotCached.Errorf("%s holds no commit", r.ref(revision))
	}
	return commit, err
}

// remember notes the commit of a revision.
func (r repository) remember(revision, commit string) error {
	if revision == commit {
		return nil
	}
	path := r.ref(revision)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name()) // it is gone once renamed
	_, err = temporary.WriteString(commit)
	if err := errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

// complete makes a file be in the cache, verified, and in the snapshot.
func (c *Client) complete(ctx context.Context, s Source, commit string, f file) (err error) {
	if f.hash == "" {
		if f, err = c.describe(ctx, s, commit, f.name); err != nil {
			return err
		}
	}
	r := c.repository(s)
	blob, pointer := r.blob(f), filepath.Join(r.snapshot(commit), filepath.FromSlash(f.name))
	if info, err := os.Lstat(pointer); err == nil && info.Mode().IsRegular() && c.whole(ctx, f, pointer) {
		return nil // on systems without links the file itself may be in the snapshot
	}
	for _, path := range []string{blob, pointer} {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
	}
	if !c.whole(ctx, f, blob) {
		unlock, err := c.lock(ctx, r, f)
		if err != nil {
			return err
		}
		if !c.whole(ctx, f, blob) { // nobody else has fetched it meanwhile
			err = c.download(ctx, s, commit, f, blob)
		}
		if err := errors.Join(err, unlock()); err != nil {
			return err
		}
	}
	return link(blob, pointer)
}

// whole reports whether a file is there as it should be.
func (c *Client) whole(ctx context.Context, f file, path string) bool {
	err := f.verify(ctx, path)
	if errors.Is(err, ErrMismatch) {
		c.notify(err)
	}
	return err == nil
}

// link makes pointer a link to blob, unless it is the same file. The link is relative, so that the cache can be moved.
func link(blob, pointer string) error {
	if same(blob, pointer) {
		return nil
	}
	target, err := filepath.Rel(filepath.Dir(pointer), blob)
	if err != nil {
		return err
	}
	if err := os.Remove(pointer); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err = os.Symlink(target, pointer)
	if err != nil && !same(blob, pointer) { // Windows allows symbolic links to few
		err = os.Link(blob, pointer)
	}
	if same(blob, pointer) { // another program may have been faster
		return nil
	}
	return err
}

func same(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}
