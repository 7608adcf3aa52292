package edge_test

import (
	"strings"
	"testing"
)

// TestHostile sends the Worker requests that no honest client sends: each is rejected like natively, and the next
// question is answered.
func TestHostile(t *testing.T) {
	w := startWorkerd(t, assets(t))
	field := func(name string, value any) string {
		return encode(t, map[string]any{"question": question, name: value})
	}
	for name, c := range map[string]struct {
		method, path, body, want string
		status                   int
	}{
		"just too large":      {"POST", "/v1/reason", strings.Repeat(" ", 128<<10+1), "body_too_large", 413},
		"ten megabytes":       {"POST", "/v1/reason", strings.Repeat("x", 10<<20), "body_too_large", 413},
		"deep JSON":           {"POST", "/v1/reason", strings.Repeat("[", 100_000), "invalid", 400},
		"deep JSON in a list": {"POST", "/v1/chat/completions", `{"messages":` + strings.Repeat("[", 100_000), "invalid", 400},
		"a long question":     {"POST", "/v1/reason", encode(t, map[string]any{"question": strings.Repeat("Every cat is a dog. ", 2000)}), "question_too_long", 400},
		"many thoughts":       {"POST", "/v1/reason", field("thoughts", 1<<30), "invalid_value", 400},
		"negative thoughts":   {"POST", "/v1/reason", field("thoughts", -2), "invalid_value", 400},
		"many tokens":         {"POST", "/v1/reason", field("max_tokens", 1<<30), "invalid_value", 400},
		"many candidates":     {"POST", "/v1/reason", field("top_k", 1<<30), "invalid_value", 400},
		"a number too large":  {"POST", "/v1/reason", `{"question":"q","thoughts":1e400}`, "invalid", 400},
		"a model elsewhere":   {"POST", "/v1/reason", field("model", "../../index.html"), "model_not_found", 404},
		"a model with breaks": {"POST", "/v1/reason", field("model", "a\r\nSet-Cookie: x"), "model_not_found", 404},
		"NUL":                 {"POST", "/v1/reason", encode(t, map[string]any{"question": "\x00"}), "unreadable_question", 400},
		"PUT":                 {"PUT", "/v1/reason", "{}", "method_not_allowed", 405},
		"PATCH":               {"PATCH", "/v1/chat/completions", "{}", "method_not_allowed", 405},
		"out of the API":      {"GET", "/v1/models/..%2f..%2fetc%2fpasswd", "", "model_not_found", 404},
		"a long address":      {"GET", "/v1/models/" + strings.Repeat("x", 8000), "", "model_not_found", 404},
	} {
		got := send(t, c.method, w.URL+c.path, c.body)
		if got.status != c.status || !strings.Contains(got.body, c.want) || got.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %.300s, want %d with %q", name, got.status, got.body, c.status, c.want)
		}
		if policy := got.header.Get("Content-Security-Policy"); policy != "default-src 'none'; frame-ancestors 'none'" ||
			got.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: the policy is %q", name, policy)
		}
	}
	// Often enough to meet a connection that is closed before the client has sent everything.
	for range 20 {
		if got := send(t, "POST", w.URL+"/v1/reason", strings.Repeat("x", 10<<20)); got.status != 413 {
			t.Errorf("ten megabytes again: %d %.300s", got.status, got.body)
		}
	}
	if got := send(t, "POST", w.URL+"/v1/reason", encode(t, map[string]any{"question": question})); got.status != 200 ||
		!strings.Contains(got.body, answer) {
		t.Errorf("afterwards: %d %s", got.status, got.body)
	}
}
