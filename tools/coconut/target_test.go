package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/internal/toymodel"
)

// toySite is a built site of one model, as far as a bundle reads it.
func toySite(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"wasm_exec.js", "worker.js", "style.css", "icon.svg", "words.js", "language.js",
		"vugu-helper.js", "page.js", "hands.js", "card.js", "third-party.txt", "app-simd128.wasm"} {
		put(t, filepath.Join(dir, name), "x")
	}
	put(t, filepath.Join(dir, "index.html"), "<!doctype html><html><head></head><body></body></html>")
	if err := os.MkdirAll(filepath.Join(dir, "models", "toy"), 0o755); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "models", "models.json"), "[]")
	put(t, filepath.Join(dir, "models", "toy", "manifest.json"), "{}")
	return dir
}

// TestTargets writes each kind of file twice, and then onto files that would be lost.
func TestTargets(t *testing.T) {
	text, data, site, dir := toymodel.Import(t, func(*gguf.File) {}), generated(t, "1"), toySite(t), t.TempDir()
	manifest := filepath.Join(text, "manifest.json")
	link, thesis, empty := filepath.Join(dir, "link"), filepath.Join(dir, "thesis.txt"), filepath.Join(dir, "empty")
	put(t, thesis, "<p>years of work")
	put(t, empty, "")
	if err := os.Link(data, link); err != nil {
		t.Fatal(err)
	}
	states := []string{"states", "--data", data, "--model", model, "--out"}
	export := []string{"export", text, "--out"}
	bundle := []string{"bundle", "--root", "../..", "--site", site, "--model", "toy", "--out"}
	other := "is there already and no "
	for name, c := range map[string]struct {
		args    []string
		refused map[string]string // what is said of files
	}{
		"states": {states, map[string]string{data: "--data itself", link: "--data itself", thesis: other + "file of coconut states",
			dir: "is a folder", manifest: other, filepath.Join(model, "manifest.json"): "is a file of the model " + model,
			"": "--out is empty"}},
		"export": {export, map[string]string{thesis: other + "GGUF file", dir: "is a folder",
			manifest: "is a file of the model " + text, "": "--out is empty"}},
		"bundle": {bundle, map[string]string{thesis: other + "page of coconut bundle", dir: "is a folder",
			filepath.Join(site, "index.html"): other, "": "--out is empty"}},
	} {
		for path, says := range c.refused {
			before, _ := os.ReadFile(path) // nothing, of a folder
			if _, err := command(t, append(c.args, path)...); err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("%s to %q: %v, want %q", name, path, err, says)
			}
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Errorf("%s has changed %s", name, path)
			}
		}
		for _, path := range []string{filepath.Join(dir, name), filepath.Join(dir, name), empty} {
			if _, err := command(t, append(c.args, path)...); err != nil {
				t.Errorf("%s to %s: %v", name, path, err)
			}
		}
		put(t, empty, "")
	}
}
