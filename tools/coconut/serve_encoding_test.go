package main

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

func TestNegotiate(t *testing.T) {
	both := []string{"br", "gzip"}
	for _, c := range []struct {
		accepted string
		offered  []string
		want     string
	}{
		{"", both, ""},
		{"gzip, deflate, br, zstd", both, "br"},
		{"gzip, deflate", both, "gzip"},
		{"GZIP", both, "gzip"},
		{"x-gzip", both, "gzip"},
		{"br;q=1.0, gzip;q=0.8, *;q=0.1", both, "br"},
		{"br;q=0.5, gzip;q=0.8", both, "gzip"},
		{"br ; q=0.5,gzip ; Q=0.4", both, "br"},
		{"*", both, "br"},
		{"br;q=0, *", both, "gzip"},
		{"*;q=0", both, ""},
		{"br;q=0, gzip;q=0", both, ""},
		{"identity", both, ""},
		{"identity, br", both, "br"},
		{"identity, gzip", both, "gzip"},
		{"identity;q=1, br;q=0.5", both, ""},
		{"identity;q=0.5, br;q=0.8", both, "br"},
		{"identity;q=0", both, ""},
		{"deflate, zstd", both, ""},
		{"br;q=x, gzip", both, "gzip"},
		{"br;q=2", both, ""},
		{"br;q=-1", both, ""},
		{"br;level=3", both, ""},
		{",,;q=1", both, ""},
		{"br", []string{"gzip"}, ""},
		{"br, gzip", []string{"gzip"}, "gzip"},
		{"br", nil, ""},
	} {
		if got := negotiate([]string{c.accepted}, c.offered); got != c.want {
			t.Errorf("Accept-Encoding %q, offered %q: %q; want %q", c.accepted, c.offered, got, c.want)
		}
	}
	if got := negotiate([]string{"gzip;q=0.5", "br;q=0.4"}, both); got != "gzip" {
		t.Errorf("two headers: %q; want gzip", got)
	}
}

// encodedSite returns a served site with compressed forms, and its folder.
func encodedSite(t *testing.T) (address, dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{
		"index.html": somePage + strings.Repeat(" and hello", 100), "page.js": strings.Repeat("let x;\n", 100), "icon.png": "PNG",
	} {
		put(t, filepath.Join(dir, name), text)
	}
	if _, err := site.Encode(t.Context(), dir, t.TempDir(), site.DefaultQuality); err != nil {
		t.Fatal(err)
	}
	files, err := siteHandler(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(files)
	t.Cleanup(server.Close)
	return server.URL, dir
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readFileText(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// fetchAs sends a request with exactly these headers, and returns the response undecoded.
func fetchAs(t *testing.T, method, url string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Add(name, value)
	}
	resp, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s %s %q: %v", method, url, headers, err)
	}
	return resp, string(body)
}

// plain decodes an answer by its Content-Encoding.
func plain(t *testing.T, resp *http.Response, body string) string {
	t.Helper()
	var r io.Reader = strings.NewReader(body)
	switch encoding := resp.Header.Get("Content-Encoding"); encoding {
	case "":
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		gz, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = gz
	default:
		t.Fatalf("Content-Encoding %q", encoding)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestEncodings checks that each client gets the form that it accepts, of the same content, with the headers that keep
// caches from mixing them.
func TestEncodings(t *testing.T) {
	address, dir := encodedSite(t)
	for _, file := range []struct{ path, name, kind string }{
		{"/", "index.html", "text/html; charset=utf-8"}, {"/page.js", "page.js", "text/javascript; charset=utf-8"},
	} {
		want := readFileText(t, filepath.Join(dir, file.name))
		tags := map[string]string{}
		for accept, encoding := range map[string]string{"gzip, deflate, br": "br", "gzip": "gzip", "identity": "",
			"br;q=0": ""} {
			resp, body := fetchAs(t, "GET", address+file.path, "Accept-Encoding: "+accept)
			if got := resp.Header.Get("Content-Encoding"); resp.StatusCode != 200 || got != encoding {
				t.Errorf("%s as %q: %d, Content-Encoding %q; want %q", file.path, accept, resp.StatusCode, got, encoding)
			}
			if got := plain(t, resp, body); got != want {
				t.Errorf("%s as %q: %.50q; want %.50q", file.path, accept, got, want)
			}
			if got := resp.Header.Get("Content-Length"); got != strconv.Itoa(len(body)) ||
				encoding != "" && len(body) >= len(want) {
				t.Errorf("%s as %q: Content-Length %q for %d bytes, of %d", file.path, accept, got, len(body), len(want))
			}
			for name, value := range map[string]string{
				"Vary": "Accept-Encoding", "Content-Type": file.kind, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff",
			} {
				if got := resp.Header.Get(name); got != value {
					t.Errorf("%s as %q: %s is %q; want %q", file.path, accept, name, got, value)
				}
			}
			tag := resp.Header.Get("Etag")
			if was, ok := tags[encoding]; !strings.HasPrefix(tag, `"`) || ok && was != tag {
				t.Errorf("%s as %q: ETag %s, which was %s", file.path, accept, tag, was)
			}
			tags[encoding] = tag
			head, none := fetchAs(t, "HEAD", address+file.path, "Accept-Encoding: "+accept)
			if none != "" || head.StatusCode != 200 {
				t.Errorf("HEAD %s as %q: %d %q", file.path, accept, head.StatusCode, none)
			}
			for _, name := range []string{"Content-Encoding", "Content-Length", "Content-Type", "Etag", "Vary"} {
				if head.Header.Get(name) != resp.Header.Get(name) {
					t.Errorf("HEAD %s as %q: %s is %q, by GET %q", file.path, accept, name, head.Header.Get(name),
						resp.Header.Get(name))
				}
			}
		}
		if len(slices.Compact(slices.Sorted(maps.Values(tags)))) != 3 {
			t.Errorf("%s: the forms' ETags are %v; want three", file.path, tags)
		}
	}
	icon, body := fetchAs(t, "GET", address+"/icon.png", "Accept-Encoding: br")
	if body != "PNG" || icon.Header.Get("Content-Encoding") != "" || icon.Header.Get("Vary") != "" {
		t.Errorf("a file without other forms: %q, %v", body, icon.Header)
	}
	if resp, _ := fetchAs(t, "GET", address+"/"+site.EncodingsFile); resp.StatusCode != 404 {
		t.Errorf("the list of forms: %d", resp.StatusCode)
	}
}

// TestConditions checks responses to conditional and range requests: each form has its own ETag, and ranges refer to
// the uncompressed file.
func TestConditions(t *testing.T) {
	address, dir := encodedSite(t)
	want := readFileText(t, filepath.Join(dir, "page.js"))
	tag := func(accept string) string {
		resp, _ := fetchAs(t, "HEAD", address+"/page.js", "Accept-Encoding: "+accept)
		return resp.Header.Get("Etag")
	}
	br, gz, identity := tag("br"), tag("gzip"), tag("identity")
	some, end := "bytes 4-9/700", "bytes 695-699/700"
	for name, c := range map[string]struct {
		headers                            string // separated by line breaks
		status                             int
		encoding, etag, body, contentRange string
	}{
		"its form is kept":            {"Accept-Encoding: br\nIf-None-Match: " + br, 304, "", br, "", ""},
		"its form is kept, gzip":      {"Accept-Encoding: gzip\nIf-None-Match: " + gz, 304, "", gz, "", ""},
		"kept as it is":               {"If-None-Match: " + identity, 304, "", identity, "", ""},
		"a list with its form":        {"Accept-Encoding: br\nIf-None-Match: \"x\", " + gz + ", W/" + br, 304, "", br, "", ""},
		"another form is kept":        {"Accept-Encoding: br\nIf-None-Match: " + gz, 200, "br", br, want, ""},
		"kept as br, wanted as it is": {"If-None-Match: " + br, 200, "", identity, want, ""},
		"an old version is kept":      {"Accept-Encoding: br\nIf-None-Match: \"old\"", 200, "br", br, want, ""},
		"a range":                     {"Accept-Encoding: br, gzip\nRange: bytes=4-9", 206, "", identity, want[4:10], some},
		"the end of a range":          {"Accept-Encoding: br\nRange: bytes=695-", 206, "", identity, want[695:], end},
		"a range of the same file":    {"Accept-Encoding: br\nRange: bytes=4-9\nIf-Range: " + identity, 206, "", identity, want[4:10], some},
		"a range of a form":           {"Accept-Encoding: br\nRange: bytes=4-9\nIf-Range: " + br, 200, "", identity, want, ""},
		"only if it is the same":      {"Accept-Encoding: br\nIf-Match: " + identity, 200, "", identity, want, ""},
		"only if it is another":       {"Accept-Encoding: br\nIf-Match: \"old\"", 412, "", identity, "", ""},
		"a range beyond the end": {"Accept-Encoding: br\nRange: bytes=700-", 416, "", "",
			"invalid range: failed to overlap\n", "bytes */700"},
	} {
		resp, body := fetchAs(t, "GET", address+"/page.js", strings.Split(c.headers, "\n")...)
		h := resp.Header
		got := []any{resp.StatusCode, h.Get("Content-Encoding"), h.Get("Etag"), h.Get("Content-Range")}
		if want := []any{c.status, c.encoding, c.etag, c.contentRange}; !slices.Equal(got, want) {
			t.Errorf("%s: status, Content-Encoding, ETag and Content-Range are %q; want %q", name, got, want)
		}
		if got := plain(t, resp, body); got != c.body {
			t.Errorf("%s: the body is %.60q; want %.60q", name, got, c.body)
		}
		if h.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: Vary is %q", name, h.Get("Vary"))
		}
	}
}

// TestChangedSite checks that a form is never sent for content that it was not made from, and that a rebuilt site shows
// at once.
func TestChangedSite(t *testing.T) {
	address, dir := encodedSite(t)
	page := filepath.Join(dir, "page.js")
	was, _ := fetchAs(t, "GET", address+"/page.js", "Accept-Encoding: br")
	put(t, page, "changed by hand")
	resp, body := fetchAs(t, "GET", address+"/page.js", "Accept-Encoding: br", "If-None-Match: "+was.Header.Get("Etag"))
	if resp.StatusCode != 200 || resp.Header.Get("Content-Encoding") != "" || body != "changed by hand" {
		t.Errorf("changed by hand: %d, %q, %q", resp.StatusCode, resp.Header.Get("Content-Encoding"), body)
	}
	again := strings.Repeat("built again\n", 50)
	put(t, page, again)
	if _, err := site.Encode(t.Context(), dir, dir, site.DefaultQuality); err != nil {
		t.Fatal(err)
	}
	resp, body = fetchAs(t, "GET", address+"/page.js", "Accept-Encoding: br")
	if resp.Header.Get("Content-Encoding") != "br" || plain(t, resp, body) != again {
		t.Errorf("built again: %q, %.50q", resp.Header.Get("Content-Encoding"), body)
	}
	for _, form := range []string{"page.js.br", site.EncodingsFile} {
		if err := os.Remove(filepath.Join(dir, form)); err != nil {
			t.Fatal(err)
		}
		resp, body := fetchAs(t, "GET", address+"/page.js", "Accept-Encoding: br")
		if resp.Header.Get("Content-Encoding") != "" || resp.ContentLength != int64(len(again)) || body != again {
			t.Errorf("without %s: %v, %.50q", form, resp.Header, body)
		}
	}
}

// TestColdLoad adds up what a first visit fetches from the real site: one megabyte instead of seven, and the service
// worker's hashes match what arrives.
func TestColdLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the site")
	}
	dir := filepath.Join(t.TempDir(), "dist")
	if err := site.Build(context.Background(), site.Options{Root: "../..", Out: dir}); err != nil {
		t.Fatal(err)
	}
	files, err := siteHandler(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(files)
	defer server.Close()
	_, worker := fetchAs(t, "GET", server.URL+"/sw.js")
	list := regexp.MustCompile(`(?s)const FILES = (\{.*?\n\});`).FindStringSubmatch(worker)
	if list == nil {
		t.Fatalf("sw.js begins with %.200q", worker)
	}
	hashes := map[string]string{}
	if err := json.Unmarshal([]byte(list[1]), &hashes); err != nil {
		t.Fatal(err)
	}
	var sent, raw int
	for name, integrity := range hashes {
		if strings.HasSuffix(name, ".wasm") && name != "app-relaxed.wasm" {
			continue // a visitor gets one build of the program
		}
		if strings.HasPrefix(name, "words") || name == "card.js" {
			continue // only visitors with another language, or who want a picture, fetch these
		}
		resp, body := fetchAs(t, "GET", server.URL+"/"+strings.TrimPrefix(name, "./"),
			"Accept-Encoding: gzip, deflate, br, zstd")
		text := plain(t, resp, body)
		sent, raw = sent+len(body), raw+len(text)
		if got := site.Integrity([]byte(text)); got != integrity {
			t.Errorf("%s: %s arrives, the service worker wants %s", name, got, integrity)
		}
	}
	if sent > 1_270_000 || raw < 6_000_000 {
		t.Errorf("a first visit fetches %d bytes of the page, which are %d; want 1.27 million at most", sent, raw)
	}
	t.Logf("a first visit fetches %d bytes of the page, which are %d", sent, raw)
}
