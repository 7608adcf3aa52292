//go:build !js

package weights

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestHTTP reads the same model as TestSources, from a real server.
func TestHTTP(t *testing.T) {
	want := testPackage(1)
	server := httptest.NewServer(http.StripPrefix("/models/m", http.FileServerFS(os.DirFS(writePackage(t, want)))))
	defer server.Close()
	for _, base := range []string{server.URL + "/models/m", server.URL + "/models/m/"} {
		checkSource(t, HTTP(base), want)
	}
}

// TestHTTPBadChunk serves a bad chunk, as a cache would, until a request bypasses the caches.
func TestHTTPBadChunk(t *testing.T) {
	want := testPackage(1)
	dir := writePackage(t, want)
	var refetched atomic.Int64
	files := http.FileServerFS(os.DirFS(dir))
	bad := "/" + newMemory(t, dir).open(t).Manifest().Chunks[3].Path()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == bad && r.Header.Get("Cache-Control") != "no-cache" {
			io.WriteString(w, "stale")
			return
		}
		if r.URL.Path == bad {
			refetched.Add(1)
		}
		files.ServeHTTP(w, r)
	}))
	defer server.Close()
	checkModel(t, HTTP(server.URL), want)
	if got := refetched.Load(); got != 1 {
		t.Errorf("the chunk was refetched %d times, want 1", got)
	}
}

func TestHTTPErrors(t *testing.T) {
	forever := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/forbidden":
			w.WriteHeader(http.StatusForbidden)
		case "/partial":
			w.WriteHeader(http.StatusPartialContent)
		case "/cut":
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, "only this")
		case "/endless":
			for r.Context().Err() == nil {
				io.WriteString(w, strings.Repeat("x", 1<<16))
			}
		case "/hanging":
			w.Write([]byte("x"))
			w.(http.Flusher).Flush()
			select {
			case <-r.Context().Done():
			case <-forever:
			}
		}
	}))
	defer server.Close()
	defer close(forever)
	for _, test := range []struct {
		name string
		want error
		says string
	}{
		{"gone", ErrNotFound, "410"},
		{"forbidden", nil, "403 Forbidden"},
		{"partial", nil, "206"},
		{"cut", ErrTruncated, "ends after 9 bytes"},
		{"endless", ErrTooLarge, "more than 1000 bytes"},
		{"hanging", context.DeadlineExceeded, "/hanging"},
	} {
		timeout := 10 * time.Second
		if test.name == "hanging" {
			timeout = 50 * time.Millisecond
		}
		ctx, cancel := context.WithTimeout(context.Background(), timeout)
		data, err := HTTP(server.URL).ReadFile(ctx, test.name, 1000)
		cancel()
		if err == nil || data != nil || !strings.Contains(err.Error(), test.says) ||
			test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: %d bytes, error %v; want %v that says %q", test.name, len(data), err, test.want, test.says)
		}
	}
	for _, base := range []string{"http://127.0.0.1:1", "://", "ftp://x"} {
		if _, err := HTTP(base).ReadFile(context.Background(), "x", 1); err == nil {
			t.Errorf("reading from %s gave no error", base)
		}
	}
}
