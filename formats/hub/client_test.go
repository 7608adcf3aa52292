//go:build !js

package hub

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func mustURL(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestParse(t *testing.T) {
	for text, want := range map[string]Source{
		"hf:HuggingFaceTB/SmolLM2-135M": {"HuggingFaceTB/SmolLM2-135M", "", "main"},
		"hf:Qwen/Qwen2.5-0.5B@v1.0":     {"Qwen/Qwen2.5-0.5B", "", "v1.0"},
		"hf:gpt2":                       {"gpt2", "", "main"},
		"hf:a/b/c/d.gguf@refs/pr/1":     {"a/b", "c/d.gguf", "refs/pr/1"},
	} {
		s, err := Parse(text)
		if err != nil || s != want {
			t.Errorf("Parse(%q) is %+v, %v; want %+v", text, s, err, want)
		}
		if s.String() != text {
			t.Errorf("%+v is %q in words, want %q", s, s.String(), text)
		}
	}
	for _, text := range []string{
		"", "gpt2", "hf:", "hf:/", "hf:a/", "hf:/b", "hf:../b", "hf:a/..", "hf:a--b/c", "hf:a/b@", "hf:a/b@../c", "hf:a/b@/c",
		"hf:a/b/../c", "hf:a/b//c", "hf:a/b/", "hf:a/b@c\\d", "hf:a b/c", "hf:a/b.git", "hf:-a/b", "hf:a/b@c/", "hf:a/b@./c",
		"hf:a/b@" + strings.Repeat("x", 300),
	} {
		if s, err := Parse(text); err == nil {
			t.Errorf("Parse(%q) is %+v, want an error", text, s)
		}
	}
}

// FuzzParse reads any source: what it accepts names a folder within the cache.
func FuzzParse(f *testing.F) {
	f.Add("hf:a/b/c@d")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		r := (&Client{Cache: "cache"}).repository(s)
		for _, path := range []string{string(r), r.ref(s.Revision), filepath.Join(r.snapshot("x"), s.File)} {
			if rest, ok := strings.CutPrefix(path, "cache"+string(filepath.Separator)); !ok || !filepath.IsLocal(rest) {
				t.Errorf("%q leads to %q", text, path)
			}
		}
		if again, err := Parse(s.String()); err != nil || again != s {
			t.Errorf("%q is %+v, and again %+v, %v", text, s, again, err)
		}
	})
}

func TestFromEnvironment(t *testing.T) {
	home := t.TempDir()
	token := filepath.Join(home, ".cache", "huggingface", "token")
	if err := os.MkdirAll(filepath.Dir(token), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(token, []byte("hf_file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	hub := filepath.Join(home, ".cache", "huggingface", "hub")
	for name, test := range map[string]struct {
		env                    map[string]string
		endpoint, token, cache string
		offline                bool
	}{
		"nothing": {nil, "https://huggingface.co", "hf_file", hub, false},
		"all": {map[string]string{"HF_ENDPOINT": "http://localhost:9/hub/", "HF_TOKEN": " hf_env\n", "HF_HUB_CACHE": "/c",
			"HF_HUB_OFFLINE": "1"}, "http://localhost:9/hub", "hf_env", "/c", true},
		"old names": {map[string]string{"HUGGING_FACE_HUB_TOKEN": "hf_old", "HUGGINGFACE_HUB_CACHE": "/d"},
			"https://huggingface.co", "hf_old", "/d", false},
		"home": {map[string]string{"HF_HOME": "~/hf"}, "https://huggingface.co", "", filepath.Join(home, "hf", "hub"), false},
		"xdg": {map[string]string{"XDG_CACHE_HOME": "/x", "HF_TOKEN_PATH": token}, "https://huggingface.co", "hf_file",
			filepath.Join("/x", "huggingface", "hub"), false},
		"no token": {map[string]string{"HF_HUB_DISABLE_IMPLICIT_TOKEN": "true", "HF_HUB_OFFLINE": "0"},
			"https://huggingface.co", "", hub, false},
	} {
		c, err := FromEnvironment(func(name string) string { return test.env[name] }, home)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.Endpoint.String() != test.endpoint || c.Token != test.token || c.Cache != test.cache ||
			c.Offline != test.offline {
			t.Errorf("%s: %s, %q, %s, %v; want %+v", name, c.Endpoint, c.Token, c.Cache, c.Offline, test)
		}
	}
	for _, endpoint := range []string{"huggingface.co", "ftp://a", "http://"} {
		if _, err := FromEnvironment(func(name string) string {
			return map[string]string{"HF_ENDPOINT": endpoint}[name]
		}, home); err == nil || !strings.Contains(err.Error(), "HF_ENDPOINT") {
			t.Errorf("endpoint %q: %v", endpoint, err)
		}
	}
	if err := os.WriteFile(token, make([]byte, maxToken+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := FromEnvironment(func(string) string { return "" }, home); err == nil {
		t.Error("a token of more than a kilobyte is accepted")
	}
}
