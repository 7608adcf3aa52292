package ci

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// repository is the root, seen from this folder.
const repository = "../.."

// run runs a program in the repository and returns what it wrote. environment is added to the test's own.
func run(t *testing.T, environment []string, name string, args ...string) (string, error) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir = repository
	cmd.Env = append(os.Environ(), environment...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(repository, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestHelp checks that make help lists each target that has a comment, and nothing that is not a target.
func TestHelp(t *testing.T) {
	out, err := run(t, nil, "make", "--no-print-directory", "help")
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	makefile := read(t, "Makefile")
	commented := regexp.MustCompile(`(?m)^## ([^:]+): (.*)\n(.*)$`).FindAllStringSubmatch(makefile, -1)
	if len(commented) < 10 || strings.Count(out, "\n") != len(commented) {
		t.Errorf("%d targets have comments; make help lists:\n%s", len(commented), out)
	}
	for _, c := range commented {
		name, what, next := c[1], c[2], c[3]
		if !strings.HasPrefix(next, name+":") {
			t.Errorf("after the comment of %s comes %q", name, next)
		}
		if !regexp.MustCompile(`(?m)^  make ` + name + ` +` + regexp.QuoteMeta(what) + `$`).MatchString(out) {
			t.Errorf("make help does not say of %s: %s\n%s", name, what, out)
		}
	}
	phony := regexp.MustCompile(`(?m)^\.PHONY: (.*)$`).FindStringSubmatch(makefile)
	for _, target := range regexp.MustCompile(`(?m)^([a-z-]+):`).FindAllStringSubmatch(makefile, -1) {
		if !strings.Contains(" "+phony[1]+" ", " "+target[1]+" ") {
			t.Errorf("%s is a target, but is not in .PHONY", target[1])
		}
	}
}

// TestRunTaken checks that make run reports a taken address before it builds anything, and names the option to change
// it.
func TestRunTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	out, err := run(t, nil, "make", "--no-print-directory", "run", "ADDR="+taken.Addr().String())
	said := strings.Contains(out, taken.Addr().String()+" is taken") && strings.Contains(out, "ADDR=")
	if err == nil || !said || strings.Contains(out, "building") {
		t.Errorf("%v: %s", err, out)
	}
	out, err = run(t, nil, "make", "-n", "run", "ADDR=127.0.0.1:8099")
	if err != nil || !strings.Contains(out, "serve --dir dist --addr '127.0.0.1:8099'") {
		t.Errorf("with another address, %v: %s", err, out)
	}
}

// bare returns the PATH of a machine that has only the basic tools and the named ones, which all fail.
func bare(t *testing.T, failing ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"bash", "sh", "dirname", "make", "id", "cat"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Skip(err)
		}
		if err := os.Symlink(path, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range failing {
		script := "#!/bin/sh\necho " + name + " was called >&2\nexit 1\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return "PATH=" + dir
}

// TestDepsWithoutNetwork checks that the script reports what it cannot install, that tests continue without it, and
// that CI does not.
func TestDepsWithoutNetwork(t *testing.T) {
	for name, c := range map[string]struct {
		failing []string
		want    []string
	}{
		"apt-get fails": {[]string{"apt-get", "sudo"}, []string{"chromium", "firefox-esr", "nodejs", "cannot be installed"}},
		"no apt-get":    {nil, []string{"there is no apt-get here", "cannot be installed"}},
		"npm fails": {
			[]string{"npm", "node", "chromium", "chromedriver", "firefox", "WebKitWebDriver", "Xvfb", "gcc", "shellcheck"},
			[]string{"the npm packages of e2e cannot be installed", "the npm packages of wasm/edge cannot be installed"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			script := filepath.Join(t.TempDir(), ".ci", "deps") // a clone without any node_modules
			if err := os.MkdirAll(filepath.Dir(script), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(script, []byte(read(t, ".ci/deps")), 0o755); err != nil {
				t.Fatal(err)
			}
			path := bare(t, c.failing...)
			out, err := run(t, []string{path, "CI="}, "bash", script)
			if err != nil {
				t.Errorf("%v: %s", err, out)
			}
			for _, want := range c.want {
				if !strings.Contains(out, want) {
					t.Errorf("it does not say %q:\n%s", want, out)
				}
			}
			if out, err := run(t, []string{path, "CI=true"}, "bash", script); err == nil {
				t.Errorf("with CI=true there is no error:\n%s", out)
			}
		})
	}
}

// TestWasmWithoutNode checks that without Node.js the tests are not run as WebAssembly, and that the script says so.
func TestWasmWithoutNode(t *testing.T) {
	path := bare(t, "go")
	if out, err := run(t, []string{path, "CI="}, "make", "test-wasm"); err != nil ||
		!strings.Contains(out, "Node.js is not installed") {
		t.Errorf("%v: %s", err, out)
	}
	if out, err := run(t, []string{path, "CI=true"}, "make", "test-wasm"); err == nil {
		t.Errorf("with CI=true there is no error: %s", out)
	}
}
