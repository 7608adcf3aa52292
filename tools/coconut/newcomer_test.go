package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/internal/toymodel"
)

// TestNothingLost gives commands a place to write to that would cost what is there: each refuses, and says what to do.
func TestNothingLost(t *testing.T) {
	model, file := toymodel.Import(t, toymodel.Endless), toymodel.Write(t, toymodel.Endless)
	before, err := os.ReadFile(filepath.Join(model, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	others := t.TempDir()
	thesis := filepath.Join(others, "thesis.txt")
	put(t, thesis, "years of work")
	data := problems(t, "1")
	link := filepath.Join(t.TempDir(), "link.json")
	if err := os.Link(data, link); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"quantize onto itself": {[]string{"quantize", model, "--format", "int8", "--out", model}, "the model itself"},
		"by another path":      {[]string{"quantize", model, "--format", "int8", "--out", model + "/../tiny"}, "the model itself"},
		"train among others": {[]string{"train", "--recipe", "../../train/recipes/smoke.json", "--dir",
			filepath.Join(t.TempDir(), "run"), "--out", others}, "thesis.txt"},
		"pack among others":   {[]string{"pack", "--run", t.TempDir(), "--out", others}, "thesis.txt"},
		"pack into nothing":   {[]string{"pack", "--run", t.TempDir(), "--out", ""}, "--out is empty"},
		"eval onto its data":  {[]string{"eval", "--task", "gsm8k", "--model", model, "--data", data, "--out", data}, "--data itself"},
		"eval by a link":      {[]string{"eval", "--task", "gsm8k", "--model", model, "--data", data, "--out", link}, "--data itself"},
		"eval onto a file":    {[]string{"eval", "--task", "gsm8k", "--model", model, "--data", data, "--out", thesis}, "no result of coconut eval"},
		"eval onto a folder":  {[]string{"eval", "--task", "gsm8k", "--model", model, "--data", data, "--out", others}, "is a folder"},
		"import among others": {[]string{"import", file, "--out", others}, "thesis.txt"},
		"keep nothing":        {[]string{"import", file, "--out", filepath.Join(t.TempDir(), "x"), "--format", "int4", "--keep", "h.0.atn.*"}, "matches no tensor"},
	} {
		if _, err := command(t, c.args...); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	if after, err := os.ReadFile(filepath.Join(model, "manifest.json")); err != nil || string(after) != string(before) {
		t.Errorf("the model was changed: %v", err)
	}
	if names, err := os.ReadDir(others); err != nil || len(names) != 1 {
		t.Errorf("the other folder has %d entries, %v; want the one", len(names), err)
	}
}

// TestHints: an error about the wrong kind of thing says what was probably meant.
func TestHints(t *testing.T) {
	file, noise := toymodel.Write(t, toymodel.Endless), filepath.Join(t.TempDir(), "noise")
	put(t, noise, "\xff\xfe")
	model := toymodel.Import(t, toymodel.Endless)
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"a file for a model": {[]string{"complete", "--model", file, "--prompt", "a"}, "coconut import"},
		"the hub":            {[]string{"import", "Nobody/Nothing", "--out", filepath.Join(t.TempDir(), "x")}, "hf:Nobody/Nothing"},
		"no text":            {[]string{"perplexity", "--model", model, "--data", noise}, "not text in UTF-8"},
	} {
		if _, err := command(t, c.args...); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	long := strings.Repeat("ab ", 1<<19)
	if said, err := converse(t, long+"\n", "--model", model); err == nil ||
		!strings.Contains(err.Error(), "a message has more than") {
		t.Errorf("a message without end: %.100q, %v", said, err)
	}
}
