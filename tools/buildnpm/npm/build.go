// Package npm builds the npm package that tools/buildnpm packs and e2e/npm tests.
package npm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

//go:generate go run ../../notices -out ../../../wasm/npm/third-party.txt -targets js/wasm ../../../wasm/npm

// ErrNotAPackage means that the output folder holds something that this package did not write.
var ErrNotAPackage = errors.New("npm: the folder is neither empty nor an npm package")

// Options says what to build from what.
type Options struct {
	// Root is the repository's folder; "" is the working directory.
	Root string
	// Out is the folder to write. An older package there is replaced; any other non-empty folder is an error,
	// ErrNotAPackage.
	Out string
	// Log is called for each step; nil logs nothing.
	Log func(format string, args ...any)
}

// first is the part of worker.js that other files follow; it is no module of the package.
const first = "prepare.js"

// Build writes the package's folder: the modules of wasm/npm with their types as they are, worker.js, and the engine's
// builds.
func Build(ctx context.Context, o Options) error {
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return fmt.Errorf("npm: %w", err)
	}
	out, err := filepath.Abs(o.Out)
	if err != nil {
		return fmt.Errorf("npm: %w", err)
	}
	if err := empty(out); err != nil {
		return err
	}
	for _, v := range site.Variants {
		o.Log("building %s", v.File(site.Engine.Name))
		if err := v.Build(ctx, filepath.Join(out, v.File(site.Engine.Name)), root, site.Engine); err != nil {
			return err
		}
	}
	f := &folder{dir: out}
	f.modules(filepath.Join(root, "wasm", "npm"))
	f.worker(ctx, root)
	f.variant(filepath.Join(root, "wasm", "app", "variant.js"))
	f.versions(root)
	f.put("LICENSE", f.read(filepath.Join(root, "LICENSE")))
	return f.err
}

// empty makes the folder, without what an older package has left in it.
func empty(out string) error {
	entries, err := os.ReadDir(out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("npm: %w", err)
	}
	data, err := os.ReadFile(filepath.Join(out, "package.json"))
	if len(entries) > 0 && (err != nil || !bytes.Contains(data, []byte(`"coconut-page"`))) {
		if _, err := os.Stat(filepath.Join(out, site.Variants[0].File(site.Engine.Name))); err != nil {
			return fmt.Errorf("%w: %s", ErrNotAPackage, out)
		} // an interrupted build
	}
	if err := os.RemoveAll(out); err != nil {
		return fmt.Errorf("npm: %w", err)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("npm: %w", err)
	}
	return nil
}

// folder is the package's folder, and remembers the first error.
type folder struct {
	dir string
	err error
}

func (f *folder) read(name string) []byte {
	data, err := os.ReadFile(name)
	f.fail(err)
	return data
}

func (f *folder) put(name string, data []byte) {
	f.fail(os.WriteFile(filepath.Join(f.dir, name), data, 0o644))
}

func (f *folder) fail(err error) {
	if f.err == nil && err != nil {
		f.err = fmt.Errorf("npm: %w", err)
	}
}

// modules copies the sources: JavaScript without comments, types, and what npm shows of them.
func (f *folder) modules(from string) {
	entries, err := os.ReadDir(from)
	f.fail(err)
	for _, e := range entries {
		switch name := e.Name(); {
		case name == first || !e.Type().IsRegular() || strings.HasSuffix(name, ".go"):
		default:
			f.put(name, site.Compact(name, f.read(filepath.Join(from, name))))
		}
	}
}

// worker makes worker.js of its parts.
func (f *folder) worker(ctx context.Context, root string) {
	glue := filepath.Join(f.dir, "worker.js") // for a moment
	f.fail(site.CopyWasmExec(ctx, glue, root))
	f.put("worker.js", bytes.Join([][]byte{f.read(filepath.Join(root, "wasm", "npm", first)), f.read(glue),
		f.read(filepath.Join(root, "wasm", "internal", "worker", "worker.js"))}, []byte("\n")))
}

// forPages is where the page's script that chooses the build goes on to what only a page does.
const forPages = "\n  if (!self.document) return;\n"

// variant makes a module of that script: its first part is given another self.
func (f *folder) variant(script string) {
	choice, _, found := bytes.Cut(f.read(script), []byte(forPages))
	if f.err == nil && !found {
		f.fail(fmt.Errorf("%s has no line %q", script, strings.TrimSpace(forPages)))
	}
	f.put("variant.js", fmt.Appendf(nil, "/** The fastest build of the engine that runs here. */\n"+
		"export const variantHere = () => {\nconst self = {};\n%s\n})();\nreturn self.coconutVariant;\n};\n", choice))
}

// placeholder is package.json's version in the repository.
const placeholder = `"version": "0.0.0"`

// versions says the package's version to npm and to programs.
func (f *folder) versions(root string) {
	version, err := Version(root)
	f.fail(err)
	manifest := f.read(filepath.Join(f.dir, "package.json"))
	if !bytes.Contains(manifest, []byte(placeholder)) {
		f.fail(fmt.Errorf("package.json has no %s", placeholder))
	}
	f.put("package.json", bytes.Replace(manifest, []byte(placeholder), fmt.Appendf(nil, "%q: %q", "version", version), 1))
	f.put("version.js", fmt.Appendf(nil, "/** The version of this package. */\nexport const version = '%s';\n", version))
}

// Version is the version of everything that the repository releases: what its file VERSION says.
func Version(root string) (string, error) {
	data, err := os.ReadFile(filepath.Join(root, "VERSION"))
	if err != nil {
		return "", fmt.Errorf("npm: %w", err)
	}
	return strings.TrimPrefix(strings.TrimSpace(string(data)), "v"), nil
}
