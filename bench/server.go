package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
)

// server serves the pages to one tab, and counts the bytes of what it sends. Nothing may be kept by the browser.
type server struct {
	*httptest.Server
	bytes atomic.Int64
}

// serve serves a folder; isolated pages may share memory between threads.
func serve(dir string, isolated bool) *server {
	s, files := new(server), http.FileServer(http.Dir(dir))
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		if isolated {
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Embedder-Policy", "require-corp")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
		}
		files.ServeHTTP(&countingWriter{ResponseWriter: w, n: &s.bytes}, r)
	}))
	return s
}

// page is the address of a row's page. Each n has a host name of its own, so that no two pages share a process.
func (s *server) page(r row, n int) string {
	_, port, _ := strings.Cut(strings.TrimPrefix(s.URL, "http://"), ":")
	query := url.Values{"engine": {r.engine}, "model": {r.model}, "threads": {fmt.Sprint(max(1, r.threads))}}
	return fmt.Sprintf("http://engine%d.localhost:%s/index.html?%s", n, port, query.Encode())
}

// countingWriter counts the bytes of bodies.
type countingWriter struct {
	http.ResponseWriter
	n *atomic.Int64
}

func (w *countingWriter) Write(data []byte) (int, error) {
	n, err := w.ResponseWriter.Write(data)
	w.n.Add(int64(n))
	return n, err
}

// linkFiles creates the folder that the pages are served from: page/, the models, node_modules, and our builds.
func linkFiles(dir, root, cache string) error {
	bench := filepath.Join(root, "bench")
	for name, target := range map[string]string{"models": cache, "node_modules": filepath.Join(bench, "node_modules"),
		"shipped":   filepath.Join(root, "weights", "models"),
		"worker.js": filepath.Join(root, "wasm", "internal", "worker", "worker.js")} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	pages, err := filepath.Glob(filepath.Join(bench, "page", "*"))
	if err != nil {
		return err
	}
	for _, page := range pages {
		if err := os.Symlink(page, filepath.Join(dir, filepath.Base(page))); err != nil {
			return err
		}
	}
	return nil
}
