package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coconut-page/coconut/api"
)

const (
	askText   = `{"question":"Every terpus is a gerpus. Tom is a terpus. Davis is a dumpus. Is Tom a gerpus or dumpus?"}`
	askAnswer = `"answer":"Tom is a gerpus."`
	somePage  = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><p>hello`
)

// notes collects the log; the server writes to it while the test reads.
type notes struct {
	mu   sync.Mutex
	text strings.Builder
}

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.Write(p)
}

func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}

func get(t *testing.T, method, url, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// TestServe checks that site, API and metrics are served side by side, and that requests are logged without the
// questions.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte(somePage), 0o644); err != nil {
		t.Fatal(err)
	}
	var log notes
	logger, err := newLogger(&log, "json")
	if err != nil {
		t.Fatal(err)
	}
	h, err := serveOptions{dir: dir, models: []string{model}, limits: api.Limits{Running: 2}}.handler(t.Context(), logger)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	for _, c := range []struct {
		method, path, body, want string
		status                   int
	}{
		{"GET", "/", "", "<p>hello", 200},
		{"GET", "/nothing", "", "not found", 404},
		{"POST", "/v1/reason", askText, askAnswer, 200},
		{"POST", "/v1/reason", "{}", "missing_question", 400},
		{"GET", "/v1/models", "", `"id":"prosqa-coconut"`, 200},
		{"GET", "/healthz", "", "ok", 200},
		{"GET", "/metrics", "", `coconut_answers_total{model="prosqa-coconut",verdict="right"} 1`, 200},
		{"GET", "/metrics", "", `coconut_request_seconds_count{route="/v1/reason",status="400"} 1`, 200},
	} {
		if status, text := get(t, c.method, server.URL+c.path, c.body); status != c.status ||
			!strings.Contains(text, c.want) {
			t.Errorf("%s %s: %d %.300s, want %d with %q", c.method, c.path, status, text, c.status, c.want)
		}
	}
	server.Close() // waits until all is logged
	if text := log.String(); !strings.Contains(text, `"path":"/v1/reason","status":200`) ||
		strings.Contains(text, "terpus") {
		t.Errorf("the log is %s", text)
	}
}

// slowly is a handler that begins a response and ends it when told to.
type slowly struct{ began, release chan struct{} }

func (s slowly) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	close(s.began)
	<-s.release
	io.WriteString(w, "done")
}

// TestGracefulShutdown checks that a stopped server accepts no more connections and finishes running requests.
func TestGracefulShutdown(t *testing.T) {
	for name, grace := range map[string]time.Duration{"in time": time.Minute, "too late": time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			h := slowly{make(chan struct{}), make(chan struct{})}
			ended := make(chan error, 1)
			go func() { ended <- serve(ctx, listener, h, grace) }()
			answer := make(chan error, 1)
			go func() {
				resp, err := http.Get("http://" + listener.Addr().String())
				if err == nil {
					_, err = io.ReadAll(resp.Body)
					resp.Body.Close()
				}
				answer <- err
			}()
			<-h.began
			stop()
			for { // until the server stops listening
				conn, err := net.Dial("tcp", listener.Addr().String())
				if err != nil {
					break
				}
				conn.Close()
			}
			late := grace < time.Second
			if late {
				if err := <-ended; err == nil {
					t.Error("no error about the request that was still running")
				}
			}
			close(h.release)
			if err := <-answer; (err != nil) != late {
				t.Errorf("the running request: %v", err)
			}
			if !late {
				if err := <-ended; err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestServeErrors(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--dir", "", "--no-api"}, "nothing to serve"},
		{[]string{"--origin", "friend.example"}, "--origin"},
		{[]string{"--frame-ancestors", "friend.example"}, "--frame-ancestors"},
		{[]string{"--origin", "https://a.example,https://b.example"}, "is a list"},
		{[]string{"--dir", "", "--log", "loud"}, "loud"},
		{[]string{"--dir", "", "--concurrent", "0"}, "--concurrent"},
		{[]string{"--dir", "", "--model", "nowhere"}, "no such model"},
	} {
		if _, err := command(t, append([]string{"serve"}, c.args...)...); err == nil ||
			!strings.Contains(err.Error(), c.want) {
			t.Errorf("coconut serve %s: error is %v, want one about %q", strings.Join(c.args, " "), err, c.want)
		}
	}
}
