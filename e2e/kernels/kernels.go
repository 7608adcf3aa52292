// Package kernels builds the tests that every engine computes the same bits, as programs for engines without a go
// command: browsers, Node and workerd.
package kernels

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// Test is the tests of a package, in one of the builds that a page may choose.
type Test struct {
	Package string
	Variant site.Variant
}

// patterns choose the tests: the kernels against their definitions, and whole runs of models against golden hashes.
// None of them reads a file if COCONUT_MODEL is an address. (TestGoldenTraceShipped, which does with random weights
// what TestGoldenQuestions does with the shipped ones, is left to native runs and Node: quantizing its weights takes
// three times as long as all the rest.)
var patterns = map[string]string{
	"simd":    "^Test(Int8|Int4|Q8|Q4|Block|MatMul|Rows|Input|Golden|Team)",
	"runtime": "^TestGolden(Trace$|Questions$)",
}

// Tests returns all tests.
func Tests() []Test {
	var all []Test
	for _, v := range site.Variants {
		all = append(all, Test{"simd", v}, Test{"runtime", v})
	}
	return all
}

// Name returns the test's name, for people.
func (t Test) Name() string { return t.Variant.Name + "/" + t.Package }

// File returns the name of the program that Build makes from it.
func (t Test) File() string { return t.Package + "-" + t.Variant.Name + ".wasm" }

// Args returns the program's arguments.
func (t Test) Args() []string { return []string{"-test.v", "-test.run=" + patterns[t.Package]} }

// ErrFailed means that not all tests passed.
var ErrFailed = errors.New("kernels: the tests failed")

// Check reads the program's output, with "exit" and its status at the end.
func (t Test) Check(out string) error {
	golden := map[string]string{"simd": "TestGoldenBits", "runtime": "TestGoldenQuestions"}[t.Package]
	if !strings.Contains(out, "--- PASS: "+golden) || strings.Contains(out, "--- FAIL") ||
		!strings.HasSuffix(out, "exit 0") {
		return fmt.Errorf("%w: %s:\n%s", ErrFailed, t.Name(), out)
	}
	return nil
}

var (
	//go:embed run.js
	runJS []byte
	//go:embed run-worker.js
	runWorkerJS []byte
	//go:embed run-edge.mjs
	runEdgeJS []byte
)

// page is the page that starts run-worker.js.
const page = "<!DOCTYPE html><title>tests</title><link rel=\"icon\" href=\"data:,\">\n"

// Build writes a folder with the programs of all tests, a page whose worker runs them, and the script of a workerd
// Worker that runs them. root is the repository.
func Build(ctx context.Context, dir, root string) error {
	for name, data := range map[string][]byte{"run.js": runJS, "run-worker.js": runWorkerJS, "run-edge.mjs": runEdgeJS,
		"index.html": []byte(page)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return fmt.Errorf("kernels: %w", err)
		}
	}
	if err := site.CopyWasmExec(ctx, filepath.Join(dir, "wasm_exec.js"), root); err != nil {
		return err
	}
	for _, t := range Tests() {
		if err := t.Variant.BuildTest(ctx, filepath.Join(dir, t.File()), root, "./"+t.Package); err != nil {
			return err
		}
	}
	return nil
}
