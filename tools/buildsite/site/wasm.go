package site

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/coconut-page/coconut/tools/wasmfix/repair"
	"github.com/coconut-page/coconut/tools/wasmfix/slim"
)

// Variant is one of the builds of a program, for engines that support different instructions.
type Variant struct {
	// Name is its name in wasm/app/variant.js, and part of the file's name.
	Name string
	// tags and experiments are the build's; simd brings the compiler's vector support.
	tags, experiments string
	// relaxed and vectors say which instructions the build must have; it must have no others.
	relaxed, vectors bool
	// progress, if not nil, is called after each compiled package with their number so far; unchanged packages are not
	// compiled.
	progress func(packages int)
}

// smaller disables experiments of Go 1.27 that are on by default: the larger encoding/json (200 kB of brotli), and an
// allocator and a collector meant for servers' heaps (13 kB together).
const smaller = "nojsonv2,nosizespecializedmalloc,nogreenteagc"

// Variants are the builds of the page's program. A visitor downloads one of them.
var Variants = []Variant{
	{Name: "relaxed", tags: "relaxed_simd", experiments: "simd," + smaller, relaxed: true, vectors: true},
	BundledVariant,
	{Name: "scalar", tags: "no_simd", experiments: smaller},
}

// BundledVariant is the build that a single-file page contains; it runs in every browser of recent years.
var BundledVariant = Variant{Name: "simd128", experiments: "simd," + smaller, vectors: true}

// programTags are the tags of the page's program, besides a variant's: models come in gzip, which browsers can decode.
const programTags = "gzip_only,"

// small are the packages that are compiled without inlining, because their speed does not matter: otherwise Vugu's
// generated code is a kilobyte for each element. Together this saves 100 kB of brotli; the model and its kernels, the
// decoder, SHA-256, and the runtime are compiled as usual.
var small = []string{
	"github.com/coconut-page/coconut/engine", "github.com/coconut-page/coconut/ui/...",
	"github.com/coconut-page/coconut/wasm/...", "github.com/coconut-page/coconut/tasks/...",
	"github.com/coconut-page/coconut/internal/fault", "github.com/coconut-page/coconut/reasoner",
	"github.com/coconut-page/coconut/runtime/tokenizer", "github.com/coconut-page/coconut/weights",
	"github.com/vugu/...", "encoding/...", "fmt", "reflect", "time", "slices", "strings", "strconv", "internal/strconv", "os", "syscall", "syscall/js",
	"context", "log", "log/internal", "bytes", "bufio", "errors", "io", "io/fs", "path/...", "sort", "unicode/...", "html", "iter", "maps", "math/rand/...",
	"github.com/coconut-page/coconut/intervene", "github.com/coconut-page/coconut/internal/order",
	"github.com/coconut-page/coconut/quant", "github.com/coconut-page/coconut/completion/...",
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe",
	"sync", "internal/sync", "internal/poll", "internal/fmtsort", "internal/bisect", "internal/godebug", "internal/reflectlite", "internal/syscall/...",
}

// Programs are the programs that each Variant is a build of, by the first part of their files' names: the page with the
// worker of its tasks, and the worker of language models.
var Programs = []Program{{"app", "./wasm/app", "tasks_only,"}, {"text", "./wasm/text", ""}}

// Engine is the program of the npm package, for models of either kind; the page does not use it.
var Engine = Program{Name: "engine", Package: "./wasm/npm"}

// Program is one of the site's programs. Tags are its own, each with a comma behind it.
type Program struct{ Name, Package, Tags string }

// ProgramOf is the program of a package: one of the site's, with its tags, or another.
func ProgramOf(pkg string) Program {
	for _, p := range Programs {
		if filepath.Clean(p.Package) == filepath.Clean(pkg) {
			return p
		}
	}
	return Program{Package: pkg}
}

// File is the name of a program's build.
func (v Variant) File(program string) string { return program + "-" + v.Name + ".wasm" }

// Build compiles a program of the repository in root to a file, repairs Go's relaxed SIMD instructions in it, checks
// that the engines it is meant for will accept it, and makes it smaller.
func (v Variant) Build(ctx context.Context, to, root string, program Program) error {
	if err := v.build(ctx, "-s -w", to, root, program); err != nil {
		return err
	}
	module, err := os.ReadFile(to)
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	if module, err = slim.Module(module); err != nil {
		return fmt.Errorf("site: %s: %w", filepath.Base(to), err)
	}
	return writeFile(to, module)
}

// BuildNamed is Build without removing names and debugging tables, above all the functions' names.
func (v Variant) BuildNamed(ctx context.Context, to, root string, program Program) error {
	return v.build(ctx, "-w", to, root, program)
}

func (v Variant) build(ctx context.Context, ldflags, to, root string, program Program) error {
	args := []string{"build", "-v", "-trimpath", "-ldflags=" + ldflags, "-tags=" + programTags + program.Tags + v.tags,
		"-o", to}
	for _, pkg := range small {
		args = append(args, "-gcflags="+pkg+"=-l")
	}
	return v.compile(ctx, to, root, append(args, program.Package)...)
}

// BuildTest does the same for the tests of a package.
func (v Variant) BuildTest(ctx context.Context, to, root, pkg string) error {
	return v.compile(ctx, to, root, "test", "-c", "-tags="+v.tags, "-o", to, pkg)
}

func (v Variant) compile(ctx context.Context, to, root string, args ...string) error {
	env := []string{"GOOS=js", "GOARCH=wasm", "GOEXPERIMENT=" + v.experiments}
	if _, err := goCommandWith(ctx, root, env, v.progress, args...); err != nil {
		return err
	}
	module, err := os.ReadFile(to)
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	repaired, err := repair.Module(module)
	if err != nil {
		return fmt.Errorf("site: %s: %w", filepath.Base(to), err)
	}
	if repaired > 0 {
		if err := writeFile(to, module); err != nil {
			return err
		}
	}
	return v.check(filepath.Base(to), module)
}

// check compares a module's instructions with the variant's.
func (v Variant) check(name string, module []byte) error {
	found, err := repair.Count(module)
	if err != nil {
		return fmt.Errorf("site: %s: %w", name, err)
	}
	if (found.Vector > 0) != v.vectors || (found.Relaxed > 0) != v.relaxed {
		return fmt.Errorf("site: %s has %d vector and %d relaxed instructions, which is not %s", name, found.Vector,
			found.Relaxed, v.Name)
	}
	return nil
}

// CopyWasmExec copies the glue of the toolchain that compiled the program; no other version fits.
func CopyWasmExec(ctx context.Context, to, root string) error {
	goroot, err := goCommand(ctx, root, nil, "env", "GOROOT")
	if err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(goroot, "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	licence, code, _ := bytes.Cut(data, []byte("\n\n")) // the first comment
	return writeFile(to, append(append(licence, "\n\n"...), Compact(to, code)...))
}

// goCommand runs the go command in dir and returns what it printed, trimmed.
func goCommand(ctx context.Context, dir string, env []string, args ...string) (string, error) {
	return goCommandWith(ctx, dir, env, nil, args...)
}

// goCommandWith is goCommand for builds with -v; progress, if not nil, is called with the number of compiled packages.
func goCommandWith(ctx context.Context, dir string, env []string, progress func(packages int),
	args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var stdout bytes.Buffer
	stderr := compiled{progress: progress}
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("site: go %s: %w\n%s", args[0], errors.Join(err, ctx.Err()),
			strings.TrimSpace(stderr.said.String()))
	}
	return strings.TrimSpace(stdout.String()), nil
}

// compiled reads the output of a build with -v: it counts the lines for compiled packages, and keeps complaints.
type compiled struct {
	progress func(packages int)
	packages int
	line     []byte // the unfinished line
	said     bytes.Buffer
}

// Write implements io.Writer.
func (c *compiled) Write(p []byte) (int, error) {
	for part := range bytes.Lines(p) {
		c.line = append(c.line, part...)
		if !bytes.HasSuffix(part, []byte("\n")) {
			continue
		}
		if bytes.ContainsAny(bytes.TrimSpace(c.line), " :\t") {
			c.said.Write(c.line)
		} else if c.packages++; c.progress != nil {
			c.progress(c.packages)
		}
		c.line = c.line[:0]
	}
	return len(p), nil
}
