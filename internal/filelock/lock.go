//go:build !js

// Package filelock keeps two programs from the same work: one holds the lock of a file, the other is told so. The
// system ends a lock with the program that holds it, however that ends, so no lock is ever stale.
package filelock

import (
	"errors"
	"os"
)

// ErrLocked is returned by Try while another holds the lock.
var ErrLocked = errors.New("another program has it")

// Try opens, or makes, and locks a file, or fails with ErrLocked or the file system's error. Closing the file ends the
// lock; the file stays. Where the system or the file system has no locks, all who try hold it.
func Try(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	if err := lockFile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	// The one who had it may have removed the file: then another one has, or will have, the lock of the new file.
	mine, err := file.Stat()
	if err == nil {
		var there os.FileInfo
		if there, err = os.Stat(path); err != nil || !os.SameFile(mine, there) {
			err = ErrLocked
		}
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}
