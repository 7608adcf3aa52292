package site

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// workerOf writes and reads the service worker of a site.
func workerOf(t *testing.T, dir string) (version string, files map[string]string) {
	t.Helper()
	if err := WriteServiceWorker(dir, repository); err != nil {
		t.Fatal(err)
	}
	text := read(t, filepath.Join(dir, "sw.js"))
	m := regexp.MustCompile(`(?s)^'use strict';\n\nconst VERSION = '([0-9a-f]{16})';\nconst FILES = (\{.*?\n\});`).
		FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("sw.js begins with %.200q", text)
	}
	if err := json.Unmarshal([]byte(m[2]), &files); err != nil {
		t.Fatal(err)
	}
	return m[1], files
}

func TestWriteServiceWorker(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{
		"index.html", "app-simd128.wasm", "models/m/manifest.json", "models/two words/manifest.json",
		"models/m/README.md", "models/m/chunks/a.zst", "models/m/files/b/manifest.json",
	} {
		write(t, filepath.Join(dir, name), "abc")
	}
	version, files := workerOf(t, dir)
	want := []string{"./", "app-simd128.wasm", "models/m/manifest.json", "models/two%20words/manifest.json"}
	if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, want) {
		t.Errorf("it keeps %q; want %q", got, want)
	}
	for name, integrity := range files { // of "abc", FIPS 180-2
		if integrity != "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=" {
			t.Errorf("%s: %s", name, integrity)
		}
	}
	if again, _ := workerOf(t, dir); again != version {
		t.Errorf("written again, version %s became %s", version, again)
	}
	write(t, filepath.Join(dir, "models/m/chunks/a.zst"), "other weights")
	if again, _ := workerOf(t, dir); again != version {
		t.Error("weights change the version; want them apart from it")
	}
	for _, name := range want[1:3] {
		write(t, filepath.Join(dir, name), "changed")
		changed, _ := workerOf(t, dir)
		if changed == version {
			t.Errorf("%s changed, but the version did not", name)
		}
		version = changed
	}
}

func TestWriteServiceWorkerErrors(t *testing.T) {
	if err := WriteServiceWorker(t.TempDir(), t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without its source: %v; want fs.ErrNotExist", err)
	}
	if err := WriteServiceWorker(filepath.Join(t.TempDir(), "none"), repository); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a site: %v; want fs.ErrNotExist", err)
	}
}

// The manifest matches the page: its colour, its title, and icons that get built.
func TestWebAppManifest(t *testing.T) {
	var m struct {
		Name       string `json:"name"`
		StartURL   string `json:"start_url"`
		Display    string `json:"display"`
		Theme      string `json:"theme_color"`
		Background string `json:"background_color"`
		Icons      []struct{ Src string }
	}
	if err := json.Unmarshal([]byte(read(t, filepath.Join(repository, "wasm/app/manifest.webmanifest"))), &m); err != nil {
		t.Fatal(err)
	}
	ground := regexp.MustCompile(`--ground: (#[0-9a-f]{6});`).
		FindStringSubmatch(read(t, filepath.Join(repository, "ui/style.css")))
	if ground == nil || m.Theme != ground[1] || m.Background != ground[1] {
		t.Errorf("the manifest's colours are %s and %s; the stylesheet's first is %q", m.Theme, m.Background, ground)
	}
	if html := read(t, filepath.Join(repository, "index.html")); !strings.Contains(html, "<title>"+m.Name+"</title>") ||
		!strings.Contains(html, `<link rel="manifest" href="manifest.webmanifest">`) {
		t.Errorf("index.html has another title than %q, or no link to the manifest", m.Name)
	}
	if m.StartURL != "." || m.Display != "standalone" || len(m.Icons) != 1+len(iconSizes) {
		t.Errorf("the manifest is %+v", m)
	}
}
