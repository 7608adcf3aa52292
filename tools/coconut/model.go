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

// defaultModel is the model that commands use by default.
const defaultModel = "prosqa-coconut"

// noModelError means that a model was not found.
type noModelError struct {
	name   string
	looked []string
	folder bool // there is a folder of that name
}

// Error implements error.
func (e *noModelError) Error() string {
	if e.folder {
		return fmt.Sprintf("%s is a folder without a %s, so it is not a model, or not a complete one: run an interrupted "+
			"command again; coconut import makes a model of a file, coconut pack of a training run", e.name,
			weights.ManifestName)
	}
	if ext := filepath.Ext(e.name); ext == ".gguf" || ext == ".safetensors" {
		return fmt.Sprintf("%s is not a model folder; make one with coconut import %s --out FOLDER", e.name, e.name)
	}
	return fmt.Sprintf("no such model: %q (looked in %s)", e.name, strings.Join(e.looked, ", "))
}

// loadModel finds a model by name, folder or address: an http(s) URL, a folder with a manifest.json, or a name in
// weights/models or models, searched in the working directory, beside the program, and one folder above it.
func loadModel(ctx context.Context, name string) (*reasoner.Reasoner, error) {
	source, err := modelSource(name)
	if err != nil {
		return nil, err
	}
	return reasoner.Load(ctx, source, nil)
}

// modelSource finds a model like loadModel.
func modelSource(name string) (weights.Source, error) {
	if isAddress(name) {
		return remoteModel(name), nil
	}
	dir, err := modelFolder(name)
	if err != nil {
		return nil, err
	}
	return weights.Dir(dir), nil
}

// openModel finds a model like loadModel, and reads its manifest. A model at an address is not cached.
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

// modelFolder returns the first existing folder of a model.
func modelFolder(name string) (string, error) {
	for _, dir := range modelFolders(name) {
		if _, err := os.Stat(filepath.Join(dir, weights.ManifestName)); err == nil {
			return dir, nil
		}
	}
	info, err := os.Stat(name)
	return "", &noModelError{name, modelFolders(name), err == nil && info.IsDir()}
}

// remoteModel reads a model over HTTP and keeps what it has verified in the user's cache folder, so that it is fetched
// once.
func remoteModel(address string) weights.Source {
	src := weights.Retry(weights.HTTP(address))
	folder, err := os.UserCacheDir()
	if err != nil {
		return src // a system without such a folder fetches everything every time
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
