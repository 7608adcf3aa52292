//go:build !js

package hub

import (
	"context"
	"crypto/sha1" // git's, which names files by it
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"
	"regexp"

	"github.com/coconut-page/coconut/internal/fault"
)

// file is a file of a repository.
type file struct {
	name string
	size int64
	// hash is the SHA-256 of a large file, or git's SHA-1 of a small one, in hexadecimal digits. The cache names the file
	// by it. It is "" if nobody knows it.
	hash string
}

// maxSize is the size of the largest file that is believed: ten times what the hub allows.
const maxSize = 500 << 30

var (
	sha256Pattern = regexp.MustCompile(`^[0-9a-f]{64}$`)
	sha1Pattern   = regexp.MustCompile(`^[0-9a-f]{40}$`) // also of a commit
)

// check checks what the hub says of a file.
func (f file) check() error {
	if f.size < 0 || f.size > maxSize || !sha1Pattern.MatchString(f.hash) && !sha256Pattern.MatchString(f.hash) {
		return ErrAnswer.Errorf("the hub says that %.100q has %d bytes and the hash %.100q", f.name, f.size, f.hash)
	}
	return nil
}

// hasher computes a file's kind of hash. Git puts a line with the size before a file.
func (f file) hasher() hash.Hash {
	if sha256Pattern.MatchString(f.hash) {
		return sha256.New()
	}
	h := sha1.New()
	fmt.Fprintf(h, "blob %d\x00", f.size)
	return h
}

// verify reads the file at path and compares it. Errors wrap ErrMismatch, or are the file system's or the context's
// cause.
func (f file) verify(ctx context.Context, path string) error {
	opened, err := os.Open(path)
	if err != nil {
		return err
	}
	defer opened.Close()
	h := f.hasher()
	n, err := io.Copy(h, cancellable{opened, ctx})
	if err != nil {
		return fault.Errorf("hub", "%s: %w", path, err)
	}
	if n != f.size {
		return ErrMismatch.Errorf("%s has %d bytes, want %d", f.name, n, f.size)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != f.hash {
		return ErrMismatch.Errorf("%s has the hash %s, want %s", f.name, got, f.hash)
	}
	return nil
}

// cancellable is a reader that ends with its context.
type cancellable struct {
	io.Reader
	ctx context.Context
}

// Read implements io.Reader.
func (c cancellable) Read(p []byte) (int, error) {
	if err := context.Cause(c.ctx); err != nil {
		return 0, err
	}
	return c.Reader.Read(p)
}

// readLimited reads a whole file of at most limit bytes.
func readLimited(path string, limit int64) ([]byte, error) {
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	data, err := io.ReadAll(io.LimitReader(opened, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fault.Errorf("hub", "%s has more than %d bytes", path, limit)
	}
	return data, err
}
