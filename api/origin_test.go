package api_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/api"
)

func TestParseOrigin(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "*": "*", "same": "same", " * ": "*",
		"https://example.org": "https://example.org", "https://example.org/": "https://example.org", "http://localhost:5173//": "http://localhost:5173",
		"HTTPS://Example.org": "https://example.org", "https://example.org:443": "https://example.org", "http://example.org:80/": "http://example.org",
		"http://example.org:443": "http://example.org:443", "https://example.org:": "https://example.org", "http://[::1]:8080": "http://[::1]:8080",
		"http://[::80]": "http://[::80]", "chrome-extension://abcdef": "chrome-extension://abcdef",
	} {
		if got, err := api.ParseOrigin(text); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
	for text, reason := range map[string]string{
		"example.org": "https://example.org", "localhost:5173/": "https://localhost:5173", "//example.org": "no scheme",
		"https://a.org,https://b.org": "list", "https://a.org https://b.org": "list", "https://": "host", "https://*.example.org": "host",
		"https://example.org/app": "the origin is https://example.org", "https://example.org?x": "more than", "https://example.org/#x": "more than",
		"https://me@example.org": "more than", "https://example.org:x": "not an address", "null": "no scheme", "https://%zz": "not an address",
	} {
		if got, err := api.ParseOrigin(text); !errors.Is(err, api.ErrOrigin) || !strings.Contains(err.Error(), reason) {
			t.Errorf("%q: %q, %v; want an error about %q", text, got, err, reason)
		}
	}
}

func TestMisconfigured(t *testing.T) {
	rec := httptest.NewRecorder()
	api.Misconfigured(errors.New("COCONUT_ORIGIN: a slash too many")).
		ServeHTTP(rec, httptest.NewRequest("GET", "/healthz", nil))
	if got := decode[failure](t, rec.Body.Bytes()).Error; rec.Code != 500 || got.Code != "misconfigured" ||
		!strings.Contains(got.Message, "COCONUT_ORIGIN") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

// TestOriginIsNormalized checks that a page is admitted whose origin was configured in another spelling.
func TestOriginIsNormalized(t *testing.T) {
	origin, err := api.ParseOrigin("HTTP://localhost:5173/")
	if err != nil {
		t.Fatal(err)
	}
	h := api.New(api.Options{Models: api.NewModels([]string{"prosqa-coconut"}, 0, load), Origin: origin})
	req := httptest.NewRequest("POST", "/v1/reason", strings.NewReader(body(map[string]any{"question": question})))
	req.Header.Set("Origin", "http://localhost:5173")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	rec := httptest.NewRecorder()
	if h.ServeHTTP(rec, req); rec.Code != 200 ||
		rec.Header().Get("Access-Control-Allow-Origin") != "http://localhost:5173" {
		t.Errorf("%d %v", rec.Code, rec.Header())
	}
}
