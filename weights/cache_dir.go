package weights

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
)

// DirCache keeps entries as files below a folder, which is made when the first one is stored. Several processes may share it.
func DirCache(folder string) Cache { return dirCache(folder) }

type dirCache string

func (c dirCache) Get(ctx context.Context, name string, limit int64) ([]byte, error) {
	return dirSource(c).ReadFile(ctx, name, limit)
}

// Put writes under a temporary name first, so that a killed process leaves nothing that looks like an entry.
func (c dirCache) Put(ctx context.Context, name string, data []byte) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := os.MkdirAll(string(c), 0o755); err != nil {
		return fmt.Errorf("weights: %w", err)
	}
	root, err := os.OpenRoot(string(c))
	if err != nil {
		return fmt.Errorf("weights: %w", err)
	}
	defer root.Close()
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return fmt.Errorf("weights: %w", err)
	}
	temporary := path.Join(path.Dir(name), fmt.Sprintf("%s%d-%s", temporaryPrefix, os.Getpid(), path.Base(name)))
	defer func() {
		if err != nil {
			err = fmt.Errorf("weights: %w", errors.Join(err, ignoreMissing(root.Remove(temporary))))
		}
	}()
	if err := root.WriteFile(temporary, data, 0o644); err != nil {
		return err
	}
	return root.Rename(temporary, name)
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
