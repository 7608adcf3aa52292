package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/weights"
)

// defaultModel is the model that commands use when nobody names one.
const defaultModel = "prosqa-coconut"

// noModelError: a model is in none of the places looked at.
type noModelError struct {
	name   string
	looked []string
	folder bool // there is a folder of that name
}

// Error implements error.
func (e *noModelError) Error() string {
	if e.folder {
		return fmt.Sprintf("%s is a folder without a %s, so it is not a model; coconut pack makes one of a training run", e.name, weights.ManifestName)
	}
	return fmt.Sprintf("no such model: %q (looked in %s)", e.name, strings.Join(e.looked, ", "))
}

// loadModel finds a model by name, folder or address: an http(s) URL, a folder with a manifest.json, or a name in weights/models or
// models, looked for here, beside the program, and one folder above it.
func loadModel(ctx context.Context, name string) (*reasoner.Reasoner, error) {
	if isAddress(name) {
		return reasoner.Load(ctx, remoteModel(name), nil)
	}
	dir, err := modelFolder(name)
	if err != nil {
		return nil, err
	}
	return reasoner.Load(ctx, weights.Dir(dir), nil)
}

// openModel finds a model as loadModel does, and reads its manifest. Nothing is kept of a model at an address.
func openModel(ctx context.Context, name string) (*weights.Store, error) {
	if isAddress(name) {
		return weights.Open(ctx, weights.Retry(weights.HTTP(name)))
	}
	dir, err := modelFolder(name)
	if err != nil {
		return nil, err
	}
	return weights.Open(ctx, weights.Dir(dir))
}

func isAddress(name string) bool {
	return strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://")
}

// modelFolder is the first of a model's folders that there is.
func modelFolder(name string) (string, error) {
	for _, dir := range modelFolders(name) {
		if _, err := os.Stat(filepath.Join(dir, weights.ManifestName)); err == nil {
			return dir, nil
		}
	}
	info, err := os.Stat(name)
	return "", &noModelError{name, modelFolders(name), err == nil && info.IsDir()}
}

// remoteModel reads a model over HTTP and keeps what it has verified in the user's cache folder, so that it is fetched once.
func remoteModel(address string) weights.Source {
	src := weights.Retry(weights.HTTP(address))
	folder, err := os.UserCacheDir()
	if err != nil {
		return src // a system without such a folder: everything is fetched every time
	}
	return weights.Cached(src, weights.DirCache(filepath.Join(folder, "coconut")), address, func(err error) {
		fmt.Fprintln(os.Stderr, "coconut:", err)
	})
}

func modelFolders(name string) []string {
	roots := []string{"."}
	if exe, err := os.Executable(); err == nil {
		roots = append(roots, filepath.Dir(exe), filepath.Dir(filepath.Dir(exe)))
	}
	folders := []string{name}
	for _, root := range roots {
		folders = append(folders, filepath.Join(root, "weights", "models", name), filepath.Join(root, "models", name))
	}
	return folders
}
