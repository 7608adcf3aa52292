//go:build !js

package hub

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	testRepository = "owner/small-model"
	testCommit     = "0123456789abcdef0123456789abcdef01234567"
	testToken      = "hf_secret"
)

// fakeHub is a server that speaks the hub's paths: large files come from another server, as those of Git LFS do.
type fakeHub struct {
	t        *testing.T
	hub, cdn *httptest.Server
	files    map[string]string
	large    []string // names of files that the CDN delivers

	mu       sync.Mutex
	requests []string // to both servers: path, and range if there is one
	// Faults, by name of a file: bytes to send instead, and after how many the connection ends, once for each number.
	instead map[string]string
	cuts    map[string][]int
	// refuse answers a request to the hub in another way, if it is not nil and returns true.
	refuse func(w http.ResponseWriter, r *http.Request) bool
	// noRanges makes the CDN send whole files only; stalled makes it fall silent after the cut. namesOnly lists files as a
	// mirror may do.
	noRanges, stalled, namesOnly bool
}

func newFakeHub(t *testing.T, files map[string]string, large ...string) *fakeHub {
	h := &fakeHub{t: t, files: files, large: large, instead: map[string]string{}, cuts: map[string][]int{}}
	h.hub, h.cdn = httptest.NewServer(http.HandlerFunc(h.serveHub)), httptest.NewServer(http.HandlerFunc(h.serveCDN))
	t.Cleanup(h.hub.Close)
	t.Cleanup(h.cdn.Close)
	return h
}

// client is one with a cache of its own. It does not wait between tries.
func (h *fakeHub) client() *Client {
	endpoint, err := url.Parse(h.hub.URL)
	if err != nil {
		h.t.Fatal(err)
	}
	return &Client{
		Endpoint: endpoint, Token: testToken, Cache: h.t.TempDir(),
		wait: func(ctx context.Context, _ time.Duration) error { return context.Cause(ctx) },
	}
}

// asked returns the requests since the last call.
func (h *fakeHub) asked() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.requests
	h.requests = nil
	return all
}

func (h *fakeHub) note(r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	text := r.URL.Path
	if asked := r.Header.Get("Range"); asked != "" {
		text += " " + asked
	}
	h.requests = append(h.requests, text)
}

// hashOf is what the hub names a file by.
func (h *fakeHub) hashOf(name string) string {
	if slices.Contains(h.large, name) {
		sum := sha256.Sum256([]byte(h.files[name]))
		return hex.EncodeToString(sum[:])
	}
	sum := sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(h.files[name]), h.files[name]))
	return hex.EncodeToString(sum[:])
}

func (h *fakeHub) serveHub(w http.ResponseWriter, r *http.Request) {
	h.note(r)
	if got := r.Header.Get("Authorization"); got != "Bearer "+testToken && got != "" {
		h.t.Errorf("the hub is sent %q", got)
	}
	if h.refuse != nil && h.refuse(w, r) {
		return
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/api/models/"+testRepository+"/"); ok {
		h.serveAPI(w, r, rest)
		return
	}
	name, ok := strings.CutPrefix(r.URL.Path, "/"+testRepository+"/resolve/"+testCommit+"/")
	if !ok {
		name, ok = strings.CutPrefix(r.URL.Path, "/"+testRepository+"/resolve/main/")
	}
	if _, has := h.files[name]; !ok || !has {
		w.Header().Set("X-Error-Code", "EntryNotFound")
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("X-Repo-Commit", testCommit)
	if !slices.Contains(h.large, name) {
		w.Header().Set("ETag", `"`+h.hashOf(name)+`"`)
		h.send(w, r, name)
		return
	}
	w.Header().Set("X-Linked-ETag", `"`+h.hashOf(name)+`"`)
	w.Header().Set("X-Linked-Size", fmt.Sprint(len(h.files[name])))
	http.Redirect(w, r, h.cdn.URL+"/blob/"+name, http.StatusFound)
}

// serveAPI answers questions about the repository.
func (h *fakeHub) serveAPI(w http.ResponseWriter, r *http.Request, path string) {
	if path != "revision/main" && path != "revision/"+testCommit && !strings.HasPrefix(path, "tree/") {
		w.Header().Set("X-Error-Code", "RevisionNotFound")
		w.WriteHeader(http.StatusNotFound)
		return
	}
	var siblings, tree []map[string]any
	for name, data := range h.files {
		sibling := map[string]any{"rfilename": name, "size": len(data), "blobId": h.hashOf(name)}
		entry := map[string]any{"type": "file", "path": name, "size": len(data), "oid": h.hashOf(name)}
		if slices.Contains(h.large, name) {
			hash := h.hashOf(name)
			sibling["blobId"], entry["oid"] = hash[:40], hash[:40] // of the pointer, which nobody sees
			sibling["lfs"] = map[string]any{"size": len(data), "sha256": hash, "pointerSize": 134}
			entry["lfs"] = map[string]any{"size": len(data), "oid": hash, "pointerSize": 134}
		}
		if h.namesOnly {
			sibling = map[string]any{"rfilename": name}
		}
		siblings, tree = append(siblings, sibling), append(tree, entry)
	}
	var answer any = tree
	if !strings.HasPrefix(path, "tree/") {
		answer = map[string]any{"id": testRepository, "sha": testCommit, "private": false, "gated": false,
			"siblings": siblings}
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		h.t.Error(err)
	}
}

func (h *fakeHub) serveCDN(w http.ResponseWriter, r *http.Request) {
	h.note(r)
	if got := r.Header.Get("Authorization"); got != "" {
		h.t.Errorf("the CDN is sent the token: %q", got)
	}
	h.send(w, r, strings.TrimPrefix(r.URL.Path, "/blob/"))
}

// send sends a file with the faults that it has.
func (h *fakeHub) send(w http.ResponseWriter, r *http.Request, name string) {
	data := h.files[name]
	if other, ok := h.instead[name]; ok {
		data = other
	}
	if h.noRanges {
		r.Header.Del("Range")
	}
	h.mu.Lock()
	cut := -1
	if cuts := h.cuts[name]; len(cuts) > 0 && r.Method == http.MethodGet {
		cut, h.cuts[name] = cuts[0], cuts[1:]
	}
	h.mu.Unlock()
	if cut >= 0 {
		w = &cutWriter{w, r, cut, h.stalled}
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader([]byte(data)))
}

// cutWriter ends a connection, or falls silent, after so many bytes.
type cutWriter struct {
	http.ResponseWriter
	r     *http.Request
	left  int
	stall bool
}

func (c *cutWriter) Write(p []byte) (int, error) {
	if len(p) <= c.left {
		c.left -= len(p)
		return c.ResponseWriter.Write(p)
	}
	if _, err := c.ResponseWriter.Write(p[:c.left]); err != nil {
		return 0, err
	}
	c.ResponseWriter.(http.Flusher).Flush()
	if c.stall {
		<-c.r.Context().Done()
	}
	panic(http.ErrAbortHandler)
}
