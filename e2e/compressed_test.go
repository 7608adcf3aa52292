package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/chromedp/chromedp"
)

// logged is a line of the server's log.
type logged struct {
	Path   string
	Status int
	Bytes  int64
}

// startCoconut runs the real `coconut serve` with the built site. stop ends it, and returns its log of each request.
func startCoconut(t *testing.T) (url string, stop func() []logged) {
	t.Helper()
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "coconut")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./tools/coconut")
	build.Dir = repository
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var log bytes.Buffer
	cmd := exec.Command(program, "serve", "--no-api", "--dir", dir, "--addr", "127.0.0.1:0", "--log", "json")
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := false
	end := func() {
		if !ended {
			ended = true
			cmd.Process.Signal(syscall.SIGTERM)
			if err := cmd.Wait(); err != nil {
				t.Errorf("coconut serve: %v: %s", err, log.String())
			}
		}
	}
	t.Cleanup(end)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("coconut serve said %q, %v", line, err)
	}
	return strings.TrimSpace(line), func() (all []logged) {
		end()
		lines := json.NewDecoder(&log)
		for {
			var l logged
			err := lines.Decode(&l)
			if err == io.EOF {
				return all
			}
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, l)
		}
	}
}

// TestServedCompressed visits `coconut serve` in a browser, until the page has answered and its service worker has
// cached it with all its hashes: one megabyte arrives, where the files have seven, and nothing twice.
func TestServedCompressed(t *testing.T) {
	shipped(t)
	chromium(t)
	t.Parallel()
	url, stop := startCoconut(t)
	tb := openTab(t)
	tb.open(url)
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.kept()
	tb.do(chromedp.Navigate("about:blank"))
	var page int64
	sent := map[string]int{}
	for _, l := range stop() {
		if strings.Contains(l.Path, "/chunks/") || strings.Contains(l.Path, "/files/") {
			continue
		}
		page += l.Bytes
		if l.Status == 200 && l.Bytes > 0 {
			sent[l.Path]++
		}
	}
	if page > 1_300_000 || sent["/app-relaxed.wasm"] != 1 {
		t.Errorf("a first visit fetches %d bytes of the page, want 1.3 million at most; files that were sent: %v", page, sent)
	}
	t.Logf("a first visit fetches %d bytes of the page", page)
}
