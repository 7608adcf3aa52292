package site

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestAppendMarkup(t *testing.T) {
	for source, want := range map[string][]string{
		"package p":                              nil,
		`package p; var a = vugu.HTML("text")`:   nil,
		`package p; var a = vugu.HTML("<b>x")`:   {"<b>x"},
		`package p; var a = vugu.HTML("a&amp;")`: {"a&amp;"},
		"package p; func f() { g(vugu.HTML(`<b>`), vugu.HTML(\"<i>\"), other.HTML(x)) }": {"<b>", "<i>"},
	} {
		if got, err := appendMarkup(nil, []byte(source)); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v; want %q", source, got, err, want)
		}
	}
	for _, source := range []string{"", "package p; var a = vugu.HTML(b)", `package p; var a = vugu.HTML("<b>" + c)`,
		`package p; var a = vugu.HTML(1)`} {
		if got, err := appendMarkup(nil, []byte(source)); !errors.Is(err, ErrMarkup) {
			t.Errorf("%s: %q, %v; want ErrMarkup", source, got, err)
		}
	}
}

// TestNoMarkupOfText checks that no component and no program makes HTML from anything but its templates.
func TestNoMarkupOfText(t *testing.T) {
	suspicious := regexp.MustCompile(`\bHTMLer\b|vugu\.HTML|\) HTML\(\) string|vg-html|vg-js-|InnerHTML = [^n]|"(inner|outer)HTML|insertAdjacentHTML|"document", "write|"eval"|javascript:`)
	for _, folder := range []string{"ui", "wasm/app", "wasm/edge"} {
		err := filepath.WalkDir(filepath.Join(repository, folder), func(name string, d os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			base := filepath.Base(name)
			if source := strings.HasSuffix(base, ".vugu") ||
				strings.HasSuffix(base, ".go") && !strings.HasSuffix(base, "_gen.go") &&
					!strings.HasSuffix(base, "_test.go"); !source {
				return nil
			}
			source := read(t, name)
			if base == "nodes.go" { // its two setters are called by the generated files only
				source = strings.Replace(source, "markup vugu.HTML", "", 1)
				source = strings.Replace(source, "n.InnerHTML = &html", "", 2)
			}
			if found := suspicious.FindString(source); found != "" {
				t.Errorf("%s has %q", name, found)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := markup(repository); err != nil { // the generated files
		t.Error(err)
	}
}

// TestHelperIsGuarded checks that a helper that sets contents in an unknown way is rejected.
func TestHelperIsGuarded(t *testing.T) {
	for _, script := range []string{"", "x.el.innerHTML=e,1",
		`x.el.innerHTML=(x.bufferedInnerHTML||"")+e,y.innerHTML=1,z`} {
		if got, err := helper(repository, script); !errors.Is(err, ErrNoHelper) {
			t.Errorf("%q: %.80q, %v; want ErrNoHelper", script, got, err)
		}
	}
}

// TestHeaders checks that the header file has the page's own policy, and that a page without one is rejected.
func TestHeaders(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "index.html"), `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`)
	if err := WriteHeaders(dir, ""); err != nil {
		t.Fatal(err)
	}
	text := read(t, filepath.Join(dir, headersFile))
	for _, want := range []string{"/*\n  Content-Security-Policy: default-src 'none'; frame-ancestors 'self'\n",
		"  X-Content-Type-Options: nosniff\n",
		"/models/:model/chunks/*\n  ! Cache-Control\n  Cache-Control: public, max-age=31536000, immutable\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s lacks %q", text, want)
		}
	}
	for line := range strings.Lines(text) {
		if len(line) > 2000 {
			t.Errorf("a line of %d bytes; Cloudflare ignores those of more than 2000", len(line))
		}
	}
	if files, err := shellFiles(dir); err != nil || len(files) != 1 {
		t.Errorf("the service worker keeps %v, %v", files, err)
	}
	write(t, filepath.Join(dir, "index.html"), "<p>")
	if _, err := Headers(dir, ""); !errors.Is(err, ErrNoPolicy) {
		t.Errorf("a page without a policy: %v", err)
	}
}
