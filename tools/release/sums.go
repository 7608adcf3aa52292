package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// sumsFile lists the SHA-256 of every download, as sha256sum writes and checks it.
const sumsFile = "SHA256SUMS"

// writeSums writes the list for the files that are there.
func (r *release) writeSums() error {
	entries, err := os.ReadDir(r.out) // sorted by name
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	var list strings.Builder
	for _, e := range entries {
		if e.Name() == notesFile {
			continue
		}
		data, err := os.ReadFile(filepath.Join(r.out, e.Name()))
		if err != nil {
			return fmt.Errorf("release: %w", err)
		}
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(data), e.Name())
	}
	if err := os.WriteFile(filepath.Join(r.out, sumsFile), []byte(list.String()), 0o644); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// errNotARelease means that the output folder holds something that this command did not write.
var errNotARelease = errors.New("release: the folder is neither empty nor an older release")

// emptyFolder makes a folder for a release, and deletes an older one's files in it.
func emptyFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("release: %w", err)
	}
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || name != sumsFile && name != notesFile && !strings.HasPrefix(name, "coconut-") {
			return fmt.Errorf("%w: %s has %s", errNotARelease, dir, name)
		}
	}
	for _, e := range entries {
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("release: %w", err)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}
