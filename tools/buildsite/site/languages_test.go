package site

import (
	"errors"
	"path/filepath"
	"testing"
)

func TestLanguages(t *testing.T) {
	root, dir := t.TempDir(), t.TempDir()
	words := filepath.Join(root, "ui", "words")
	write(t, filepath.Join(dir, "language.js"), "self.chosen = 1;\n")
	write(t, filepath.Join(words, "de.json"), "{\n  \"English\": \"Deutsch\",\n  \"Ask\": \"Fragen\"\n}\n")
	if err := writeLanguages(dir, root); err != nil {
		t.Fatal(err)
	}
	want := "'use strict';\n\nself.coconutLanguages = {\"de\":\"Deutsch\"};\n\nself.chosen = 1;\n"
	if got := read(t, filepath.Join(dir, "language.js")); got != want {
		t.Errorf("language.js is\n%s\nwant\n%s", got, want)
	}
	if got := read(t, filepath.Join(dir, "words-de.json")); got != `{"English":"Deutsch","Ask":"Fragen"}` {
		t.Errorf("words-de.json is %q", got)
	}
	write(t, filepath.Join(words, "fr.json"), "{}")
	if err := writeLanguages(dir, root); !errors.Is(err, ErrNoLanguage) {
		t.Errorf("without a name: %v; want ErrNoLanguage", err)
	}
}
