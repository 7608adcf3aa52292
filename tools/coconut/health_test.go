package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestHealth checks a server that can answer, one that cannot, one that never does, and none.
func TestHealth(t *testing.T) {
	out, err := command(t, "health", "http://"+startServe(t, "--dir", "")+"/")
	if err != nil || !strings.Contains(out, `"status":"ok"`) {
		t.Errorf("%q, %v", out, err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/slow") {
			<-r.Context().Done()
			return
		}
		http.Error(w, "no model", http.StatusServiceUnavailable)
	}))
	defer server.Close()
	for want, args := range map[string][]string{
		"503 Service Unavailable: no model": {server.URL},
		"context deadline exceeded":         {"--timeout", "50ms", server.URL + "/slow"},
		"connection refused":                {"http://127.0.0.1:1"},
		"unsupported protocol scheme":       {"127"},
	} {
		out, err := command(t, append([]string{"health"}, args...)...)
		if err == nil || out != "" || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %q, %v, want %q", args, out, err, want)
		}
	}
}
