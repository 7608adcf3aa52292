package npm_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/andybalholm/brotli"

	"github.com/coconut-page/coconut/tools/buildnpm/npm"
	"github.com/coconut-page/coconut/tools/buildsite/site"
)

const repository = "../.."

// temporary is a folder for what all tests use.
var temporary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "coconut-npm-*")
	if err != nil {
		panic(err)
	}
	temporary = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// builtPackage is the package's folder.
var builtPackage = sync.OnceValues(func() (string, error) {
	if dir := os.Getenv("COCONUT_NPM"); dir != "" {
		return filepath.Abs(dir)
	}
	dir := filepath.Join(temporary, "package")
	return dir, npm.Build(context.Background(), npm.Options{Root: repository, Out: dir})
})

func packageDir(t *testing.T) string {
	t.Helper()
	dir, err := builtPackage()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// need skips the test without a program; in CI its absence is a failure.
func need(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("no %s on the PATH, and CI=true", program)
	}
	t.Skipf("no %s on the PATH", program)
}

// TestPack: npm packs what programs need, and nothing else.
func TestPack(t *testing.T) {
	need(t, "npm")
	dir := packageDir(t)
	packed, err := npm.Pack(t.Context(), dir, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"LICENSE", "README.md", "index.d.ts", "index.js", "package.json", "third-party.txt", "worker.js",
		"engine-relaxed.wasm", "engine-simd128.wasm", "engine-scalar.wasm"}
	for _, name := range want {
		if !slices.Contains(packed.Files, name) {
			t.Errorf("the package has no %s", name)
		}
	}
	for _, name := range packed.Files {
		switch filepath.Ext(name) {
		case ".js", ".ts":
		default:
			if !slices.Contains(want, name) {
				t.Errorf("the package has %s", name)
			}
		}
		if name == "prepare.js" || strings.HasSuffix(name, ".tgz") {
			t.Errorf("the package has %s", name)
		}
	}
	if packed.Size > 4_000_000 {
		t.Errorf("the tarball has %d bytes, at most 4 MB are meant", packed.Size)
	}
}

// TestSizes: what a program downloads once. The quality is not the best that there is, which takes half a minute.
func TestSizes(t *testing.T) {
	dir := packageDir(t)
	sources, err := filepath.Glob(filepath.Join(dir, "*.js"))
	if err != nil {
		t.Fatal(err)
	}
	adapters := []string{"element.js", "react.js", "ai.js", "prompt.js", "converse.js"} // each for those who want it
	sources = slices.DeleteFunc(sources, func(name string) bool { return slices.Contains(adapters, filepath.Base(name)) })
	engine := compressed(t, filepath.Join(dir, site.Variants[0].File(site.Engine.Name)))
	scripts := compressed(t, sources...)
	t.Logf("the engine has %d bytes in brotli at quality 5, the scripts %d", engine, scripts)
	if engine > 1_000_000 {
		t.Errorf("the engine has %d bytes in brotli at quality 5, want at most 1.0 MB: 0.80 MB at 11", engine)
	}
	if scripts > 20_000 {
		t.Errorf("the scripts have %d bytes, want at most 20 kB", scripts)
	}
}

// compressed is the size of some files together in brotli.
func compressed(t *testing.T, names ...string) int {
	t.Helper()
	var out bytes.Buffer
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: 5, LGWin: 24})
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}
