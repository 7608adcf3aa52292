package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestVerify holds that a whole model passes, from disk and over HTTP, and that a damaged one fails with the chunk's name.
func TestVerify(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(model)); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	for _, where := range []string{dir, server.URL} {
		if out, err := command(t, "verify", where); err != nil || !strings.Contains(out, "is whole") {
			t.Errorf("%s: %q, %v", where, out, err)
		}
	}
	chunks, err := filepath.Glob(filepath.Join(dir, "chunks", "*.zst"))
	if err != nil || len(chunks) == 0 {
		t.Fatalf("no chunks: %v", err)
	}
	data, err := os.ReadFile(chunks[0])
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(chunks[0], data, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{dir, server.URL} {
		out, err := command(t, "verify", "--json", where)
		var v verified
		if jsonErr := json.Unmarshal([]byte(out), &v); jsonErr != nil {
			t.Fatalf("%q: %v", out, jsonErr)
		}
		if err == nil || v.OK || len(v.Problems) != 1 || !strings.Contains(v.Problems[0], filepath.Base(chunks[0])) {
			t.Errorf("%s damaged: %+v, %v; want one problem that names %s", where, v, err, filepath.Base(chunks[0]))
		}
	}
}

func TestInspect(t *testing.T) {
	out, err := command(t, "inspect", model)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"prosqa-coconut, coconut-weights version 1", "wte.weight", "64 128", "int8", "tokenizer.json", ".zst"} {
		if !strings.Contains(out, want) {
			t.Errorf("the list has no %q", want)
		}
	}
	if _, err := command(t, "inspect", "nowhere"); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("a folder that is not there: %v", err)
	}
}
