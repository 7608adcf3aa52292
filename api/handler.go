package api

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"runtime"

	"github.com/coconut-page/coconut/internal/version"
)

// server answers requests; it is what New returns.
type server struct {
	Options
	gate *gate
	mux  *http.ServeMux
}

// New returns the handler of all the addresses in the package comment; any other gives a 404.
func New(o Options) http.Handler {
	o.Limits = o.Limits.withDefaults()
	if o.Origin == "" {
		o.Origin = "*"
	}
	s := &server{Options: o, gate: newGate(o.Limits.Running, o.Limits.Waiting), mux: http.NewServeMux()}
	s.route("POST", "/v1/reason", s.reason)
	s.route("POST", "/v1/chat/completions", s.chat)
	s.route("POST", "/v1/completions", s.complete)
	s.route("GET", "/v1/models", s.models)
	s.route("GET", "/v1/models/{name}", s.model)
	s.route("GET", "/healthz", s.health)
	s.route("GET", "/openapi.json", s.document)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, &Error{Status: http.StatusNotFound, Type: typeRequest, Code: "unknown_url",
			Message: "there is nothing at " + r.URL.Path + "; see /openapi.json"})
	})
	return s
}

// Prefixes returns the prefixes of all the addresses that New's handler serves, for a server that also serves other
// things.
func Prefixes() []string { return []string{"/v1/", "/healthz", "/openapi.json"} }

// route adds an address, and a 405 for its other methods.
func (s *server) route(method, path string, handle func(w http.ResponseWriter, r *http.Request) error) {
	s.mux.HandleFunc(method+" "+path, func(w http.ResponseWriter, r *http.Request) {
		if s.Limits.Time > 0 {
			ctx, cancel := context.WithTimeoutCause(r.Context(), s.Limits.Time, errTime)
			defer cancel()
			r = r.WithContext(ctx)
		}
		err := s.admit(r)
		if err == nil {
			err = handle(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
	s.mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", method+", OPTIONS")
		s.fail(w, r, &Error{Status: http.StatusMethodNotAllowed, Type: typeRequest, Code: "method_not_allowed",
			Message: fmt.Sprintf("%s accepts %s, not %s", path, method, r.Method)})
	})
}

// ServeHTTP implements http.Handler.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if s.Origin != SameOrigin {
		h.Set("Access-Control-Allow-Origin", s.Origin)
		h.Set("Access-Control-Expose-Headers", "Retry-After")
	}
	h.Set("X-Content-Type-Options", "nosniff")
	// should a browser show an answer as a page
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	if err := s.checkOrigin(r); err != nil {
		s.fail(w, r, err)
		return
	}
	if r.Method == http.MethodOptions {
		preflight(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// foreign detects requests that a browser makes for a page of another origin.
var foreign = http.NewCrossOriginProtection()

// checkOrigin refuses to compute for pages of other origins. CORS alone would not prevent that: a browser sends a
// simple POST before it checks whether the page may see the answer.
func (s *server) checkOrigin(r *http.Request) error {
	if s.Origin == "*" || s.Origin != SameOrigin && r.Header.Get("Origin") == s.Origin || foreign.Check(r) == nil {
		return nil
	}
	return &Error{Status: http.StatusForbidden, Type: typeRequest, Code: "forbidden_origin",
		Message: "pages of this origin may not use this API"}
}

// admit refuses a question whose client has asked too many. What costs nothing is always answered.
func (s *server) admit(r *http.Request) error {
	if s.Admit == nil || r.Method != http.MethodPost {
		return nil
	}
	wait := s.Admit(r)
	if wait <= 0 {
		return nil
	}
	seconds := int(math.Ceil(wait.Seconds()))
	return &Error{Status: http.StatusTooManyRequests, Type: typeRate, Code: "rate_limit_exceeded", RetryAfter: seconds,
		Message: fmt.Sprintf("too many questions from this address; ask again in %d s", seconds)}
}

// preflight answers a browser's CORS preflight request. Clients add headers of their own (OpenAI's adds a dozen), none
// of which matter here, so all requested headers are allowed.
func preflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
	if headers := r.Header.Get("Access-Control-Request-Headers"); headers != "" {
		h.Set("Access-Control-Allow-Headers", headers)
		h.Add("Vary", "Access-Control-Request-Headers")
	}
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

func (s *server) models(w http.ResponseWriter, r *http.Request) error {
	list, err := s.Models.List(r.Context())
	if err != nil {
		return err
	}
	all := make([]modelObject, len(list))
	for i, info := range list {
		all[i] = newModelObject(info)
	}
	return writeJSON(w, http.StatusOK, struct {
		Object string        `json:"object"`
		Data   []modelObject `json:"data"`
	}{"list", all})
}

func (s *server) model(w http.ResponseWriter, r *http.Request) error {
	m, err := s.Models.Open(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, newModelObject(m.Info()))
}

// health loads the default model if necessary, so a load balancer sends questions only where they can be answered.
// Memory is what the program has obtained from the system, or from its isolate, in bytes.
func (s *server) health(w http.ResponseWriter, r *http.Request) error {
	m, err := s.Models.Open(r.Context(), "")
	if err != nil {
		return err
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return writeJSON(w, http.StatusOK, struct {
		Status  string `json:"status"`
		Version string `json:"version"`
		Model   string `json:"model"`
		Memory  uint64 `json:"memory"`
	}{"ok", version.Number, m.Info().Name, memory.Sys})
}

func writeJSON(w http.ResponseWriter, status int, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("api: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, err = w.Write(append(data, '\n'))
	if err != nil {
		return errGone // there is nobody left to tell
	}
	return nil
}
