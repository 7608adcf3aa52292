package wholefile

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// ErrNotEmpty is wrapped by WriteFolder's error about a folder with something in it.
var ErrNotEmpty = errors.New("is not empty; remove it, or choose another folder")

// WriteFolder writes a folder of files, each by its function, in the order of their names. The folder must not exist or
// be empty, and appears when it is complete. It returns the size of all files in bytes. Errors wrap ErrNotEmpty, or are
// those of the functions, or the file system's.
func WriteFolder(path string, files map[string]func(to io.Writer) error) (size int64, err error) {
	if err := vacant(path); err != nil {
		return 0, err
	}
	path = filepath.Clean(path)
	temporary, err := os.MkdirTemp(filepath.Dir(path), "."+filepath.Base(path)+".tmp*")
	if err != nil {
		return 0, named(err, path)
	}
	defer os.RemoveAll(temporary) // it is gone once renamed
	for _, name := range slices.Sorted(maps.Keys(files)) {
		n, err := Write(filepath.Join(temporary, name), files[name])
		if err != nil {
			return 0, err
		}
		size += n
	}
	if err := os.Chmod(temporary, 0o755); err != nil {
		return 0, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) { // it is empty, if it exists
		return 0, err
	}
	return size, os.Rename(temporary, path)
}

// vacant fails if there is something at path that would be replaced.
func vacant(path string) error {
	entries, err := os.ReadDir(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("%s %w", path, ErrNotEmpty)
	}
	return err
}
