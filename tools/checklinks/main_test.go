package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRun checks the complaint about each kind of link, "" for none.
func TestRun(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "docs/b.md", "# A heading, with *marks* and `code`: twice\n\n# Same\n\n# Same\n\n## Über_uns & co\n")
	write(t, "picture.svg", "<svg/>")
	for link, want := range map[string]string{
		"docs/b.md":        "",
		"docs/b.md#same":   "",
		"docs/b.md#same-1": "",
		"docs/b.md#same-2": "no such heading",
		"docs/b.md#a-heading-with-marks-and-code-twice": "",
		"docs/b.md#über_uns--co":                        "",
		"#here":                                         "",
		"#there":                                        "no such heading",
		"docs":                                          "",
		"picture.svg":                                   "",
		"picture.svg#part":                              "",
		"docs/c.md":                                     "no such file",
		"../other":                                      "out of the repository",
		"https://arxiv.org/abs/1":                       "",
		"https://":                                      "is not an http",
		"https://[":                                     "is not an http",
		"javascript:alert(1)":                           "is not an http",
		"mailto:someone@example.org":                    "",
		"//host/path":                                   "is not an http",
		"docs/b.md?plain=1#same":                        "",
	} {
		write(t, "a.md", "# Here\n\nA [link](<"+link+">).\n")
		var out strings.Builder
		err := run([]string{"a.md"}, &out)
		if (err != nil) != (want != "") || !strings.Contains(out.String(), want) {
			t.Errorf("%s: %v, %q; want %q", link, err, out.String(), want)
		}
	}
}

// TestKinds checks that pictures, references and bare addresses are links, and code is not.
func TestKinds(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "a.md", "![p](no1) [r][x] <https://a.b/> https://c.d/ `[c](no3)`\n\n    [c](no4)\n\n[x]: no2\n")
	p, err := read("a.md")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(p.links, " "); got != "no1 no2 https://a.b/ https://c.d/" {
		t.Errorf("links: %s", got)
	}
}

func TestErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, names := range [][]string{nil, {"none.md"}} {
		if err := run(names, &strings.Builder{}); err == nil {
			t.Errorf("%q: no error", names)
		}
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
