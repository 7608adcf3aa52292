// Package wholefile writes files that are never seen half-written.
package wholefile

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write writes a file under a temporary name beside its own, flushes it to the disk, and renames it once it is
// complete: other programs see the old file, or none, until then. It returns the size in bytes. Errors are those of
// write, or the file system's.
func Write(path string, write func(to io.Writer) error) (size int64, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".tmp*")
	if err != nil {
		return 0, named(err, path)
	}
	defer os.Remove(f.Name()) // it is gone once renamed
	size, err = fill(f, write)
	if err := errors.Join(err, f.Close()); err != nil {
		return 0, err
	}
	return size, os.Rename(f.Name(), path)
}

// fill writes the contents and flushes them to the disk.
func fill(f *os.File, write func(to io.Writer) error) (size int64, err error) {
	to := bufio.NewWriterSize(f, 1<<20)
	if err := write(to); err != nil {
		return 0, err
	}
	if err := to.Flush(); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	// Others must be able to read the file, and temporary files are private.
	return info.Size(), errors.Join(f.Chmod(0o644), f.Sync())
}

// named is an error about path instead of the temporary name, which means nothing to people.
func named(err error, path string) error {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		return &fs.PathError{Op: "create", Path: path, Err: failed.Err}
	}
	return err
}
