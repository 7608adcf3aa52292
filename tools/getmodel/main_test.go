package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

// packed returns an archive with a file in it.
func packed(t *testing.T, name string, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestRun fetches an archive whose first transfer breaks off, goes on from there, and fetches nothing the second time.
func TestRun(t *testing.T) {
	content := bytes.Repeat([]byte("weights "), 10_000)
	archive := packed(t, "model/m.gguf", content)
	requests, first := 0, true
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests++
		if first {
			first = false
			w.Header().Set("Content-Length", fmt.Sprint(len(archive)))
			_, _ = w.Write(archive[:len(archive)/2])
			panic(http.ErrAbortHandler)
		}
		if r.Header.Get("Range") == "" {
			t.Error("the second try starts afresh")
		}
		http.ServeContent(w, r, "m.whl", time.Time{}, bytes.NewReader(archive))
	}))
	defer server.Close()
	s := source{address: server.URL + "/m.whl", sum: sum(archive), name: "model/m.gguf", fileIs: sum(content),
		bytes: int64(len(content))}
	dir := t.TempDir()
	if err := run(t.Context(), s, dir, io.Discard, io.Discard); err == nil ||
		!strings.Contains(err.Error(), "run it again") {
		t.Fatalf("a transfer that breaks off: %v", err)
	}
	for range 2 {
		var out strings.Builder
		if err := run(t.Context(), s, dir, &out, io.Discard); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(strings.TrimSpace(out.String()))
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("the file has %d bytes, %v; want %d", len(got), err, len(content))
		}
	}
	if requests != 2 {
		t.Errorf("%d requests, want 2", requests)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) != 1 {
		t.Errorf("the folder has %v, %v; want the file alone", names, err)
	}
}

// TestWrong refuses what is not the expected archive or file, and starts afresh.
func TestWrong(t *testing.T) {
	archive := packed(t, "model/m.gguf", []byte("other weights"))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(archive)
	}))
	defer server.Close()
	for name, s := range map[string]source{
		"archive": {sum: sum(nil), name: "model/m.gguf"},
		"file":    {sum: sum(archive), name: "model/m.gguf", fileIs: sum(nil), bytes: 99},
	} {
		s.address = server.URL + "/m.whl"
		dir := t.TempDir()
		if err := run(t.Context(), s, dir, io.Discard, io.Discard); !errors.Is(err, errSum) {
			t.Errorf("another %s: %v, want errSum", name, err)
		}
		if _, err := os.Stat(filepath.Join(dir, "m.gguf")); err == nil {
			t.Errorf("another %s is kept", name)
		}
	}
	s := source{address: server.URL + "/m.whl", sum: sum(archive), name: "model/none"}
	if err := run(t.Context(), s, t.TempDir(), io.Discard, io.Discard); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an archive without the file: %v", err)
	}
}
