package weights

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/coconut-page/coconut/internal/fault"
)

// DirCache keeps entries as files below a folder, which is created when the first one is stored. Several processes may
// share it.
func DirCache(folder string) Cache { return dirCache(folder) }

type dirCache string

func (c dirCache) Get(ctx context.Context, name string, limit int64) ([]byte, error) {
	return dirSource(c).ReadFile(ctx, name, limit)
}

// Put writes under a temporary name first, so a killed process leaves nothing that looks like an entry.
func (c dirCache) Put(ctx context.Context, name string, data []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fault.Errorf("weights", "store %q: not a name inside the cache", name)
	}
	return writeFile(string(c), name, data)
}

func (c dirCache) Delete(_ context.Context, name string) error {
	root, err := os.OpenRoot(string(c))
	if err != nil {
		return ignoreMissing(err)
	}
	defer root.Close()
	return ignoreMissing(root.Remove(name))
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
