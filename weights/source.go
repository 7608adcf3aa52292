package weights

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"

	"github.com/coconut-page/coconut/internal/fault"
)

// Source reads the files of one model, wherever they are. It is safe for concurrent use, and returns promptly once its
// context is done.
type Source interface {
	// ReadFile reads the named file (slash-separated, relative to the manifest), which may have at most limit bytes; never
	// more than that is kept in memory. The error wraps ErrNotFound or ErrTooLarge where that is the reason, and the
	// context's error where that is.
	ReadFile(ctx context.Context, name string, limit int64) ([]byte, error)
}

// Refetcher is implemented by sources that may have a cache in front of them.
type Refetcher interface {
	// RefetchFile is ReadFile bypassing all caches. A Store calls it for a file whose bytes were wrong, since a cache
	// would only return the same bytes again.
	RefetchFile(ctx context.Context, name string, limit int64) ([]byte, error)
}

// Dir reads from a folder on disk. Links that lead out of the folder are not followed.
func Dir(path string) Source { return dirSource(path) }

type dirSource string

func (s dirSource) ReadFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	root, err := os.OpenRoot(string(s))
	if err != nil {
		return nil, openError(err)
	}
	defer root.Close()
	return readFile(ctx, root.FS(), name, limit)
}

// FS reads from a file system, for instance an embedded one.
func FS(fsys fs.FS) Source { return fsSource{fsys} }

type fsSource struct{ fsys fs.FS }

func (s fsSource) ReadFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	return readFile(ctx, s.fsys, name, limit)
}

func readFile(ctx context.Context, fsys fs.FS, name string, limit int64) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, fault.Errorf("weights", "read %s: %w", name, err)
	}
	f, err := fsys.Open(name) // refuses a name that is not local, as fs.FS requires
	if err != nil {
		return nil, openError(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fault.Errorf("weights", "%w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fault.Errorf("weights", "read %s: not a regular file", name)
	}
	return readLimited(f, name, info.Size(), limit)
}

// statusError returns the error for a server's status other than 200; text describes it.
func statusError(status int, text string) error {
	switch {
	case status == 404 || status == 410:
		return ErrNotFound.Errorf("%s", text)
	case status == 408 || status == 429 || status >= 500:
		return ErrUnavailable.Errorf("%s", text)
	}
	return errors.New(text)
}

func openError(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNotFound.Errorf("%w", err)
	}
	return fault.Errorf("weights", "%w", err)
}

// readLimited reads all of r, but no more than limit bytes. size is the expected number, negative if unknown.
func readLimited(r io.Reader, name string, size, limit int64) ([]byte, error) {
	if size > limit {
		return nil, ErrTooLarge.Errorf("%s has %d bytes, at most %d", name, size, limit)
	}
	// With room for size and one more read, a file of the expected size is read without growing the buffer. One byte more
	// than limit reveals a file that is too long.
	data := bytes.NewBuffer(make([]byte, 0, max(size, 0)+bytes.MinRead))
	_, err := data.ReadFrom(io.LimitReader(r, min(limit, math.MaxInt64-1)+1))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, ErrTruncated.Errorf("%s ends after %d bytes: %w", name, data.Len(), err)
	case err != nil:
		return nil, fault.Errorf("weights", "read %s: %w", name, err)
	case int64(data.Len()) > limit:
		return nil, ErrTooLarge.Errorf("%s has more than %d bytes", name, limit)
	}
	return data.Bytes(), nil
}
