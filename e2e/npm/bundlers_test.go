package npm_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/coconut-page/coconut/e2e/webdriver"
)

// examples are those of examples/ that are web pages: the folder that their build writes, and the browsers that they
// are tried in beside Chromium.
var examples = []struct {
	name, out string
	firefox   bool
}{
	{"plain", ".", true}, {"vite", "dist", true}, {"webpack", "dist", false}, {"esbuild", "dist", false},
	{"rollup", "dist", false}, {"next", "out", false},
}

// workshop is a folder inside bundlers/, where Node.js finds what is installed there, with the package beside it.
func workshop(t *testing.T) string {
	t.Helper()
	installed(t, "bundlers", "bash .ci/deps")
	dir, err := workshopDir()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "node_modules"), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// installed skips the test unless a folder's npm packages are; in CI that is a failure.
func installed(t *testing.T, folder, how string) {
	t.Helper()
	need(t, "node")
	if _, err := os.Stat(filepath.Join(folder, "node_modules", ".package-lock.json")); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("the npm packages of e2e/npm/%s are not installed, and CI=true", folder)
	}
	t.Skipf("the npm packages of e2e/npm/%s are not installed: %s", folder, how)
}

// workshopDir makes the folder. Next.js refuses what is linked from outside, so the package is copied.
var workshopDir = sync.OnceValues(func() (string, error) {
	built, err := builtPackage()
	if err != nil {
		return "", err
	}
	dir, err := filepath.Abs(filepath.Join("bundlers", ".workshop"))
	if err != nil {
		return "", err
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	return dir, os.CopyFS(filepath.Join(dir, "node_modules", "coconut-page"), os.DirFS(built))
})

// TestBundlers builds every example as its page says, and asks a question on the built page, under a policy as strict
// as the framework allows.
func TestBundlers(t *testing.T) {
	need(t, "npm")
	dir := workshop(t)
	for _, e := range examples {
		t.Run(e.name, func(t *testing.T) {
			site := filepath.Join(dir, e.name)
			if err := os.CopyFS(site, os.DirFS(filepath.Join(repository, "examples", e.name))); err != nil {
				t.Fatal(err)
			}
			if e.name == "plain" { // its README says to put the package there
				if err := os.CopyFS(filepath.Join(site, "coconut-page"), os.DirFS(packageDir(t))); err != nil {
					t.Fatal(err)
				}
			} else {
				build(t, site)
			}
			s := serveStrictly(t, filepath.Join(site, e.out))
			browsers := []webdriver.Engine{webdriver.Chromium}
			if e.firefox {
				browsers = append(browsers, webdriver.Firefox)
			}
			for _, browser := range browsers {
				t.Run(browser.Name, func(t *testing.T) { asks(t, browser, s.URL) })
			}
		})
	}
}

// build runs an example's build.
func build(t *testing.T, site string) {
	t.Helper()
	bin, err := filepath.Abs(filepath.Join("bundlers", "node_modules", ".bin"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "npm", "run", "build")
	cmd.Dir = site
	cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "NEXT_TELEMETRY_DISABLED=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// strict is the policy of a page without inline scripts.
const strict = "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'%s; " +
	"worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"

// inline finds the scripts inside a page, which Next.js writes. The policy names each by its hash.
var inline = regexp.MustCompile(`(?s)<script>(.*?)</script>|<script id="[^"]*">(.*?)</script>`)

// serveStrictly serves a built page, with the models beside it.
func serveStrictly(t *testing.T, site string) *httptest.Server {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(site, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	hashes := ""
	for _, found := range inline.FindAllStringSubmatch(string(page), -1) {
		sum := sha256.Sum256([]byte(found[1] + found[2]))
		hashes += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	mux := http.NewServeMux()
	mux.Handle("/models/", http.StripPrefix("/models", http.FileServer(http.Dir(modelsDir(t)))))
	mux.Handle("/", http.FileServer(http.Dir(site)))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", fmt.Sprintf(strict, hashes))
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// asks asks the question that is on the page.
func asks(t *testing.T, engine webdriver.Engine, address string) {
	if err := engine.Installed(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%v, and CI=true", err)
		}
		t.Skipf("%v (bash .ci/deps installs it)", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	b, err := webdriver.Start(ctx, engine)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := b.Navigate(ctx, address); err != nil {
		t.Fatal(err)
	}
	var said string
	err = b.Eval(ctx, `new Promise((resolve) => {
		const violated = [];
		document.addEventListener('securitypolicyviolation', (e) => violated.push(e.violatedDirective + ' ' + e.blockedURI));
		const output = document.querySelector('output');
		const look = () => {
			const button = document.querySelector('form button:not([disabled])');
			if (button && !look.clicked) { look.clicked = true; button.click(); }
			if (/[.!]$/.test(output.textContent)) resolve(output.textContent + violated.join(', '));
			else setTimeout(look, 50);
		};
		look();
	})`, &said)
	if err != nil || said != "Tom is a pet." {
		t.Errorf("the page says %q, %v\n%s", said, err, tail(b.Log()))
	}
}

// tail is the end of a log.
func tail(log string) string {
	lines := strings.Split(log, "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}
