//go:build !js

package main_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coconut-page/coconut/e2e/webdriver"
	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// TestPage builds the example as its documentation says, and asks in a browser.
func TestPage(t *testing.T) {
	if testing.Short() {
		t.Skip("it needs a browser")
	}
	dir := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(dir, "main.wasm"), ".")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := site.CopyWasmExec(t.Context(), filepath.Join(dir, "wasm_exec.js"), "../.."); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{".": ".", "../../weights/models/prosqa-coconut": "model"} {
		if err := os.CopyFS(filepath.Join(dir, to), os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	browser := started(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	if err := browser.Navigate(ctx, server.URL); err != nil {
		t.Fatal(err)
	}
	ask := `(async () => {
		const until = async (f) => { while (!f()) await new Promise((done) => setTimeout(done, 10)) }
		await until(() => !document.getElementById('ask').disabled)
		document.getElementById('question').value = %
		document.getElementById('ask').click()
		await until(() => /<eos>|fact reads/.test(document.getElementById('out').textContent))
		return document.getElementById('out').textContent
	})()`
	for question, want := range map[string]string{
		"Every cat is a pet. Every pet is a friend. Tom is a cat. Rex is a rock. Is Tom a friend or rock?": "thought 1: " +
			"would say cat\nthought 2: would say pet\nthought 3: would say ###\nthought 4: would say ###\n" +
			"thought 5: would say ###\nthought 6: would say ###\n### Tom friend . <eos> \n",
		"Tom.": "or \"Name is a Y.\"\n",
	} {
		var got string
		if err := browser.Eval(ctx, strings.Replace(ask, "%", "'"+question+"'", 1), &got); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(got, want) {
			t.Errorf("%q: the page shows %q, want %q", question, got, want)
		}
	}
}

// started starts Chromium until the test ends. In CI its absence is a failure.
func started(t *testing.T) *webdriver.Browser {
	t.Helper()
	if err := webdriver.Chromium.Installed(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("%v (bash .ci/deps installs it)", err)
	}
	browser, err := webdriver.Start(t.Context(), webdriver.Chromium)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := browser.Close(); err != nil {
			t.Error(err)
		}
	})
	return browser
}
