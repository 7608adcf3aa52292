package site

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

func TestFrameAncestors(t *testing.T) {
	for list, want := range map[string]string{
		"":                      "'self'",
		" \t":                   "'self'",
		"none":                  "'none'",
		"*":                     "*",
		"https://a.example":     "'self' https://a.example",
		"HTTPS://A.Example/":    "'self' https://a.example",
		"http://localhost:8000": "'self' http://localhost:8000",
		"https://*.a.example  http://127.0.0.1:*": "'self' https://*.a.example http://127.0.0.1:*",
	} {
		if got, err := FrameAncestors(list); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", list, got, err, want)
		}
	}
	for _, list := range []string{
		"a.example", "https:", "https://", "https://a.example/path", "https://a.example; script-src *", "https://a.example,",
		"'self'", "none https://a.example", "* https://a.example", "https://*", "https://a.*.example", "ftp://a.example",
		"https://user@a.example", "https://[::1]", "https://a.example:", "https://a.example:123456", "https://-a.example",
		"data:", "https://a.example\x00", "https://ä.example", strings.Repeat("https://a.example ", 100),
	} {
		if got, err := FrameAncestors(list); !errors.Is(err, ErrFrames) {
			t.Errorf("%q: %q, %v; want ErrFrames", list, got, err)
		}
	}
}

func TestFramesInHeaders(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "index.html"), `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`)
	if err := WriteHeaders(dir, "'self' https://a.example"); err != nil {
		t.Fatal(err)
	}
	want := "  Content-Security-Policy: default-src 'none'; frame-ancestors 'self' https://a.example\n"
	if text := read(t, filepath.Join(dir, headersFile)); !strings.Contains(text, want) {
		t.Errorf("%s lacks %q", text, want)
	}
}

func TestIsolationInHeaders(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "index.html"), `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`)
	if err := WriteHeaders(dir, "", Isolation()...); err != nil {
		t.Fatal(err)
	}
	want := "  Cross-Origin-Opener-Policy: same-origin\n  Cross-Origin-Embedder-Policy: require-corp\n"
	if text := read(t, filepath.Join(dir, headersFile)); !strings.Contains(text, want) {
		t.Errorf("%s lacks %q", text, want)
	}
}

// FuzzFrameAncestors: whatever the list, it adds no directive and no line to the policy.
func FuzzFrameAncestors(f *testing.F) {
	for _, list := range []string{"", "none", "*", "https://*.a.example:8080 http://b", "https://a;", "https://a\n"} {
		f.Add(list)
	}
	f.Fuzz(func(t *testing.T, list string) {
		got, err := FrameAncestors(list)
		if err == nil && (got == "" || len(got) > maxFrames || strings.ContainsAny(got, ";,\n\r\x00\"")) {
			t.Errorf("%q becomes %q", list, got)
		}
	})
}
