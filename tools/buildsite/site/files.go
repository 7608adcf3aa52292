package site

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrNotASite means that the output folder holds something that this package did not write.
var ErrNotASite = errors.New("site: the folder is neither empty nor a site")

func copyFile(to, from string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	return writeFile(to, data)
}

func writeFile(name string, data []byte) error {
	if err := os.WriteFile(name, data, 0o644); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	return nil
}

// copyTree copies the regular files below from, except those that start with a dot, and Go's: weights/models is a
// package, too. It is an error if from does not exist, because a site without a model cannot answer anything.
func copyTree(ctx context.Context, to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return fmt.Errorf("site: %w", err)
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return fmt.Errorf("site: %w", err)
		}
		target := filepath.Join(to, rel)
		switch {
		case d.IsDir():
			return os.MkdirAll(target, 0o755)
		case d.Name()[0] == '.' || !d.Type().IsRegular() || filepath.Ext(path) == ".go":
			return nil
		default:
			return linkFile(target, path)
		}
	})
}

// linkFile is copyFile for a model's file. It takes no room where the file system can link the two: a model's writers
// never change a file, they replace it.
func linkFile(to, from string) error {
	if os.Link(from, to) == nil {
		return nil
	}
	return copyFile(to, from)
}

// checkReplaceable refuses to delete a folder that is not an older site.
func checkReplaceable(out string) error {
	entries, err := os.ReadDir(out)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	for _, e := range entries {
		// the latter in sites from before there were variants
		if e.Name() == BundledVariant.File("app") || e.Name() == "app.wasm" {
			return nil
		}
	}
	return fmt.Errorf("%w: %s", ErrNotASite, out)
}

// replace moves the finished folder to out, and drops the old one only once that has worked.
func replace(out, finished string) error {
	if err := os.Chmod(finished, 0o755); err != nil { // MkdirTemp gives 0700, which another user's server cannot read
		return fmt.Errorf("site: %w", err)
	}
	old := finished + ".old"
	if err := os.Rename(out, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("site: %w", err)
	}
	if err := os.Rename(finished, out); err != nil {
		return fmt.Errorf("site: %w", errors.Join(err, os.Rename(old, out)))
	}
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	return nil
}
