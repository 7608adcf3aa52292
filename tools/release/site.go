package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// siteQuality is brotli's quality for the compressed forms: its best, which takes a minute.
const siteQuality = "11"

// buildSite writes the archive coconut-site-VERSION.tar.gz: the page with the shipped models, for any file server.
func buildSite(ctx context.Context, r *release) error {
	folder, err := os.MkdirTemp("", "release-site-*")
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	defer os.RemoveAll(folder)
	site := filepath.Join(folder, "site")
	cmd := exec.CommandContext(ctx, "go", "run", "./tools/buildsite", "-out", site, "-quality", siteQuality,
		"-models", filepath.Join(r.root, "weights", "models"))
	cmd.Dir = r.root
	cmd.Env = r.environment()
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("release: the site: %w: %s", err, strings.TrimSpace(string(text)))
	}
	files, err := filesIn(site)
	if err != nil {
		return err
	}
	name := "coconut-site-" + r.version
	return writeArchive(filepath.Join(r.out, name+".tar.gz"), name, r.time, files, writeTarGz)
}

// filesIn lists the files below a folder.
func filesIn(dir string) ([]file, error) {
	var files []file
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, file{name: name, from: filepath.Join(dir, filepath.FromSlash(name))})
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("release: %w", err)
	}
	return files, nil
}
