package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const copyleft = `This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public License as
published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version.

This program is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied warranty of
MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See the GNU General Public License for more details.

You should have received a copy of the GNU General Public License along with this program. If not, see <https://www.gnu.org/licenses/>.`

func mit(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "LICENSE"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// lay writes files, named by their paths, to a temporary folder.
func lay(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReadLicence(t *testing.T) {
	ours := mit(t)
	for name, tt := range map[string]struct {
		path  string
		files map[string]string
		want  error
	}{
		"MIT":                      {"a.b/c", map[string]string{"LICENSE": ours}, nil},
		"spelled otherwise":        {"a.b/c", map[string]string{"licence.txt": ours}, nil},
		"a notice beside":          {"a.b/c", map[string]string{"LICENSE": ours, "NOTICE": "Made by us."}, nil},
		"none":                     {"a.b/c", map[string]string{"README.md": ours}, errNone},
		"a notice alone":           {"a.b/c", map[string]string{"NOTICE": "Made by us."}, errNone},
		"copyleft":                 {"a.b/c", map[string]string{"LICENSE": copyleft}, errBarred},
		"copyleft in a package":    {"a.b/c", map[string]string{"LICENSE": ours, "in/used/COPYING": copyleft}, errBarred},
		"copyleft where none is":   {"a.b/c", map[string]string{"LICENSE": ours, "in/other/COPYING": copyleft}, nil},
		"conditions of its own":    {"a.b/c", map[string]string{"LICENSE": ours + strings.Repeat("\nYou must also dance.", 40)}, errUnknown},
		"an exception":             {"github.com/vugu/html", map[string]string{"doc.go": "governed by a BSD-style"}, nil},
		"an exception that is off": {"github.com/vugu/html", map[string]string{"doc.go": "all rights reserved"}, errUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			dir := lay(t, tt.files)
			used := filepath.Join(dir, "in", "used")
			if err := os.MkdirAll(used, 0o755); err != nil {
				t.Fatal(err)
			}
			_, err := readAll([]*module{{path: tt.path, dir: dir, folders: map[string]bool{used: true}}})
			if !errors.Is(err, tt.want) || tt.want != nil && !strings.Contains(err.Error(), tt.path) {
				t.Errorf("%v; want %v", err, tt.want)
			}
		})
	}
}

func TestNPM(t *testing.T) {
	for lock, want := range map[string]error{
		`{"packages":{"":{},"node_modules/a":{"license":"MIT"},"node_modules/b":{"license":"(ISC OR Apache-2.0)"}}}`: nil,
		`{"packages":{"":{},"node_modules/a":{"license":"MIT AND AGPL-3.0-only"}}}`:                                  errBarred,
		`{"packages":{"":{},"node_modules/a":{}}}`:                                                                   errNone,
	} {
		if err := checkNPM(lay(t, map[string]string{"package-lock.json": lock})); !errors.Is(err, want) {
			t.Errorf("%s: %v; want %v", lock, err, want)
		}
	}
	for _, lock := range []string{`{}`, `{"packages":{"":{}}}`, `[`} {
		if err := checkNPM(lay(t, map[string]string{"package-lock.json": lock})); err == nil {
			t.Errorf("%s: no error", lock)
		}
	}
}

// TestRun checks that the notices of a program are complete: Go's own, and those of each module once.
func TestRun(t *testing.T) {
	out := filepath.Join(t.TempDir(), "notices.txt")
	if err := run(t.Context(), []string{"-out", out, "-targets", "js/wasm", "../../wasm/app"},
		&strings.Builder{}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\nGo (BSD-3-Clause", "Copyright 2009 The Go Authors", "\ngithub.com/vugu/vugu v",
		"\ngithub.com/klauspost/compress v"} {
		if strings.Count(string(data), want) != 1 {
			t.Errorf("the notices have %q %d times", want, strings.Count(string(data), want))
		}
	}
}

func TestErrors(t *testing.T) {
	for _, args := range [][]string{nil, {"-check"}, {"./..."}, {"-check", "-out", "x", "./..."},
		{"-check", "-targets", "linux", "./..."}, {"-check", "./none"}, {"-check", "-npm", "none", "."}} {
		if err := run(t.Context(), args, &strings.Builder{}); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}
