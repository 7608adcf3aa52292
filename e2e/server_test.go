package e2e_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// server serves a site from a path below the root, as a static host may, with the headers that a site should have: a
// worker gets its policy from the header of its script, not from the page's meta element. Violations of the policy, in
// page or worker, are reported to the server and fail the test.
type server struct {
	// offered are files beside the site, by their paths below /offered/.
	offered map[string][]byte

	URL  string       // of the page, with a slash at its end
	stop func() error // ends it before the test ends

	mu       sync.Mutex
	faults   map[string]fault    // by path
	held     map[string]*holding // paths whose requests wait
	storable bool                // the browser may cache what it receives
	plain    bool                // .wasm has the type application/octet-stream
	counts   map[string]int      // requests so far, by path
	bad      map[string]int      // how many more requests of a path fail with flaw
	flaw     func(w http.ResponseWriter)
	stalls   map[string]*stalled
	instead  map[string]string // by path: contents served in place of the file
	chunks   int               // chunks that are being served
	most     int               // the most at a time, so far
	provoked bool              // the test violates the policy itself
	dir      string            // of the site
	headers  []site.Header     // of every answer
}

// letFrame lets pages of the origins in a list frame the site, besides its own.
func (s *server) letFrame(t *testing.T, list string) {
	t.Helper()
	ancestors, err := site.FrameAncestors(list)
	if err != nil {
		t.Fatal(err)
	}
	headers, err := site.Headers(s.dir, ancestors)
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.headers = headers
}

// fault is what is wrong with a file.
type fault int

const (
	gone    fault = iota + 1 // 404
	damaged                  // wrong bytes
)

// What a flaky file can do, see flaky.
func unavailable(w http.ResponseWriter) { http.Error(w, "later", http.StatusServiceUnavailable) }

func broken(w http.ResponseWriter)    { http.Error(w, "out of order", http.StatusInternalServerError) }
func forbidden(w http.ResponseWriter) { http.Error(w, "not for you", http.StatusForbidden) }

// cutOff promises more than it sends, and ends the connection.
func cutOff(w http.ResponseWriter) {
	w.Header().Set("Content-Length", "100000")
	io.WriteString(w, "the first bytes")
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

// holding makes the requests of a path wait.
type holding struct {
	arrived chan struct{} // closed by the first request
	release chan struct{} // closed by the test
	once    sync.Once
}

// wait returns false if the browser gave up the request.
func (h *holding) wait(ctx context.Context) bool {
	h.once.Do(func() { close(h.arrived) })
	select {
	case <-h.release:
		return true
	case <-ctx.Done():
		return false
	}
}

// await returns when the first request has arrived.
func (h *holding) await(t *testing.T) {
	t.Helper()
	select {
	case <-h.arrived:
	case <-time.After(patience):
		t.Fatal("the browser never asked for the held file")
	}
}

const sitePath = "/some/where/"

func serve(t *testing.T, dir string) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{URL: "http://" + listener.Addr().String() + sitePath, faults: map[string]fault{},
		held: map[string]*holding{}, counts: map[string]int{}, bad: map[string]int{}, instead: map[string]string{},
		stalls: map[string]*stalled{}}
	mux := http.NewServeMux()
	mux.Handle(sitePath, http.StripPrefix(strings.TrimSuffix(sitePath, "/"), s.withFaults(http.FileServer(http.Dir(dir)))))
	mux.HandleFunc("/offered/", func(w http.ResponseWriter, r *http.Request) {
		data, ok := s.offered[strings.TrimPrefix(r.URL.Path, "/offered/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	})
	mux.HandleFunc("POST /violation", func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		if !s.provoked || err != nil {
			t.Errorf("the Content-Security-Policy was violated: %s %v", body, err)
		}
	})
	s.dir = dir
	s.letFrame(t, "")
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		for _, h := range s.headers {
			w.Header().Set(h.Name, h.Value)
		}
		s.mu.Unlock()
		w.Header().Set("Content-Security-Policy", w.Header().Get("Content-Security-Policy")+"; report-uri /violation")
		if !s.storable {
			w.Header().Set("Cache-Control", "no-store")
		}
		mux.ServeHTTP(w, r)
	})}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("serve: %v", err)
		}
	}()
	s.stop = server.Close
	t.Cleanup(func() { server.Close() })
	return s
}

func (s *server) withFaults(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		fault, held, plain := s.faults[r.URL.Path], s.held[r.URL.Path], s.plain
		s.counts[r.URL.Path]++
		flawed := s.bad[r.URL.Path] > 0
		if flawed {
			s.bad[r.URL.Path]--
		}
		instead, replaced := s.instead[r.URL.Path]
		stalled := s.stalls[r.URL.Path]
		s.mu.Unlock()
		defer s.count(r.URL.Path)()
		if flawed {
			s.flaw(w)
			return
		}
		if held != nil && !held.wait(r.Context()) {
			return
		}
		if plain && strings.HasSuffix(r.URL.Path, ".wasm") {
			w.Header().Set("Content-Type", "application/octet-stream")
		}
		if stalled != nil {
			stalled.send(w, r, next)
			return
		}
		if replaced {
			w.Header().Set("Content-Type", "text/javascript")
			io.WriteString(w, instead)
			return
		}
		switch fault {
		case gone:
			http.NotFound(w, r)
		case damaged:
			io.WriteString(w, "not what it was")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// count counts the chunks served at a time, until the function that it returns is called.
func (s *server) count(path string) func() {
	if !strings.Contains(path, "/chunks/") {
		return func() {}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chunks++
	s.most = max(s.most, s.chunks)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.chunks--
	}
}

// mostAtOnce returns the highest number of chunks served at a time.
func (s *server) mostAtOnce() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.most
}

// replace serves a script in place of a file.
func (s *server) replace(path, script string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.instead[path] = script
}

// lose makes a file of the site answer 404, damage gives it other contents, and restore repairs it.
func (s *server) lose(path string)    { s.setFault(path, gone) }
func (s *server) damage(path string)  { s.setFault(path, damaged) }
func (s *server) restore(path string) { s.setFault(path, 0) }

func (s *server) setFault(path string, f fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[path] = f
}

// flaky makes the next requests of a file fail.
func (s *server) flaky(path string, times int, flaw func(http.ResponseWriter)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bad[path], s.flaw = times, flaw
}

// requestsBelow returns how often files below a path were requested.
func (s *server) requestsBelow(path string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, times := range s.counts {
		if strings.HasPrefix(name, path) {
			n += times
		}
	}
	return n
}

// requests returns how often a file was requested since the last call.
func (s *server) requests(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.counts[path]
	s.counts[path] = 0
	return n
}

// stalled is a file that is sent in halves.
type stalled struct {
	holding
	encode func(w http.ResponseWriter, body []byte) []byte // nil: unchanged
	gone   chan struct{}                                   // closed when the browser has given up the first request
}

// stall sends the first half of a file from now on, and the second after release.
func (s *server) stall(path string) *stalled { return s.stallEncoded(path, nil) }

// stallEncoded is stall with encode applied to the file; encode may set headers.
func (s *server) stallEncoded(path string, encode func(http.ResponseWriter, []byte) []byte) *stalled {
	h := &stalled{holding: holding{arrived: make(chan struct{}), release: make(chan struct{})}, encode: encode,
		gone: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stalls[path] = h
	return h
}

// send answers a request with the halves of what next would send.
func (h *stalled) send(w http.ResponseWriter, r *http.Request, next http.Handler) {
	whole := httptest.NewRecorder()
	next.ServeHTTP(whole, r)
	body := whole.Body.Bytes()
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Header().Set("Content-Type", whole.Header().Get("Content-Type"))
	if h.encode != nil {
		body = h.encode(w, body)
	}
	w.Write(body[:len(body)/2])
	w.(http.Flusher).Flush()
	if !h.wait(r.Context()) {
		close(h.gone)
		return
	}
	w.Write(body[len(body)/2:])
}

// hold makes the requests of a file wait from now on, until release.
func (s *server) hold(path string) *holding {
	h := &holding{arrived: make(chan struct{}), release: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[path] = h
	return h
}
