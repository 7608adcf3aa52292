package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/coconut-page/coconut/tools/buildnpm/npm"
)

// buildNPM writes the npm package coconut-page-VERSION.tgz. npm gives every file in it the same fixed time.
func buildNPM(ctx context.Context, r *release) error {
	folder, err := os.MkdirTemp("", "release-npm-*")
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	defer os.RemoveAll(folder)
	built := filepath.Join(folder, "package")
	if err := npm.Build(ctx, npm.Options{Root: r.root, Out: built, Log: r.log}); err != nil {
		return err
	}
	_, err = npm.Pack(ctx, built, r.out)
	return err
}
