package deploy

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// root is the repository, seen from this folder.
const root = ".."

// found returns the path of a program. Without it the test is skipped; with CI=true that is a failure.
func found(t *testing.T, name, pkg string) string {
	t.Helper()
	for _, candidate := range []string{name, filepath.Join("/usr/sbin", name)} { // where Debian's users do not look
		if file, err := exec.LookPath(candidate); err == nil {
			return file
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed; .ci/deps installs it", name)
	}
	t.Skipf("%s is not installed; apt-get install %s", name, pkg)
	return ""
}

// read returns a file's text.
func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// write writes a file of a site or a server.
func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// edited is a file of this folder in which some texts are replaced. Each must be there, or the file could not be tested
// as it is.
func edited(t *testing.T, name string, replace ...string) string {
	t.Helper()
	text := read(t, name)
	for i := 0; i < len(replace); i += 2 {
		if !strings.Contains(text, replace[i]) {
			t.Fatalf("%s has no %q", name, replace[i])
		}
		text = strings.ReplaceAll(text, replace[i], replace[i+1])
	}
	return text
}

// command runs a program and returns what it printed.
func command(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	return string(out), err
}

// program builds the command, as it is released, without names and with everything linked in.
func program(t *testing.T) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "coconut")
	if out, err := command(t, "go", "build", "-o", to, root+"/tools/coconut"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return to
}

// model is the model of the site and of the API.
const model = "prosqa-coconut"

// newSite builds a small site: the real page, a real model, a stand-in for the program, and their compressed forms.
func newSite(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "index.html"), read(t, filepath.Join(root, "index.html")))
	write(t, filepath.Join(dir, "app-simd128.wasm"), "\x00asm\x01\x00\x00\x00"+strings.Repeat("\x00\x02\x01x", 5000))
	write(t, filepath.Join(dir, "worker.js"), strings.Repeat("// a comment\n", 500))
	write(t, filepath.Join(dir, "manifest.webmanifest"), `{"name": "`+strings.Repeat("x", 1000)+`"}`)
	write(t, filepath.Join(dir, ".hidden"), "secret")
	models := filepath.Join(dir, "models", model)
	if err := os.CopyFS(models, os.DirFS(filepath.Join(root, "weights", "models", model))); err != nil {
		t.Fatal(err)
	}
	if err := site.WriteHeaders(dir, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := site.Encode(t.Context(), dir, "", site.DefaultQuality); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	return dir
}

// open lets every user read a folder: nginx's workers are not root.
func open(t *testing.T, dir string) {
	t.Helper()
	for ; dir != os.TempDir() && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// start runs a server until the test ends, and returns what it has printed by then.
func start(t *testing.T, name string, args ...string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	home := t.TempDir()
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_DATA_HOME="+home, "XDG_CONFIG_HOME="+home)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = cmd.Wait() // it was told to end
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(name), said.String())
		}
	})
}
