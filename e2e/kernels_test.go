package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coconut-page/coconut/e2e/kernels"
	"github.com/coconut-page/coconut/e2e/webdriver"
)

// kernelTests is the folder of the programs of package kernels, built once for all engines.
var kernelTests = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "kernels")
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", err
	}
	return dir, kernels.Build(context.Background(), dir, repository)
})

func builtKernels(t *testing.T) string {
	t.Helper()
	dir, err := kernelTests()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestKernels runs tests of Go packages in each engine, in each build that it supports: all kernels compute the same
// bits, and so do whole runs of models, among them the shipped one on 50 questions (TestGoldenQuestions of package
// runtime).
func TestKernels(t *testing.T) {
	for _, e := range webdriver.Engines {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			v, url := visitKernels(t, e)
			for _, test := range kernels.Tests() {
				if slices.Contains(ownVariants[e.Name], test.Variant.Name) {
					v.run(test.Name(), func(t *testing.T) {
						if err := test.Check(v.runTests(url, test.File(), test.Args()...)); err != nil {
							t.Error(err)
						}
					})
				}
			}
		})
	}
	t.Run("node", testKernelsInNode)
}

// testKernelsInNode covers the other builds: `make test-wasm` runs all tests of the packages in Node, in one build
// only.
func testKernelsInNode(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("node is not installed, and CI=true")
	}
	if err != nil {
		t.Skip("node is not installed")
	}
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	runner := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js")
	for _, test := range kernels.Tests() {
		t.Run(test.Name(), func(t *testing.T) {
			if test.Variant.Name == "relaxed" && nodeVersion(t, node) < 24 {
				t.Skip("Node.js 20 computes relaxed SIMD's dot product wrongly; 24 is right")
			}
			program, err := filepath.Abs(filepath.Join(builtKernels(t), test.File()))
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), node, append([]string{runner, program}, test.Args()...)...)
			cmd.Dir = filepath.Join(repository, test.Package)
			out, err := cmd.CombinedOutput()
			status := "exit 0"
			if err != nil {
				status = err.Error()
			}
			if err := test.Check(string(out) + status); err != nil {
				t.Error(err)
			}
		})
	}
}

func nodeVersion(t *testing.T, node string) int {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), node, "-p", "process.versions.node.split('.')[0]").Output()
	if err != nil {
		t.Fatal(err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	return major
}

// TestKernelSpeed prints the benchmarks of the kernels in each engine: COCONUT_MEASURE=1 go test ./e2e -run
// TestKernelSpeed -v.
func TestKernelSpeed(t *testing.T) {
	if os.Getenv("COCONUT_MEASURE") == "" {
		t.Skip("set COCONUT_MEASURE=1 to measure; timing decides no test")
	}
	for _, e := range webdriver.Engines {
		t.Run(e.Name, func(t *testing.T) {
			v, url := visitKernels(t, e)
			for _, test := range kernels.Tests() {
				if test.Package == "simd" && slices.Contains(ownVariants[e.Name], test.Variant.Name) {
					t.Log(test.Name() + "\n" + v.runTests(url, test.File(), "-test.run=XXX", "-test.bench=.", "-test.benchtime=200ms"))
				}
			}
		})
	}
}

// visitKernels opens the page that runs tests.
func visitKernels(t *testing.T, e webdriver.Engine) (v *visit, url string) {
	t.Helper()
	installed(t, e)
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir(builtKernels(t))))
	mux.Handle("/models/", http.StripPrefix("/models",
		http.FileServer(http.Dir(filepath.Join(repository, "weights", "models")))))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	v = visitWith(t, e)
	v.do(func(ctx context.Context) error { return v.b.Navigate(ctx, server.URL) })
	return v, server.URL
}

// runTests runs a program in a worker of the page, and returns what it printed and the exit status. It polls the page:
// without vectors, on a busy machine, a test takes longer than a browser waits for a script.
func (v *visit) runTests(url, file string, args ...string) string {
	v.t.Helper()
	message, err := json.Marshal([]any{file, args, map[string]string{"COCONUT_MODEL": url + "/models/" + modelName}})
	if err != nil {
		v.t.Fatal(err)
	}
	eval[bool](v, fmt.Sprintf(`(() => {
		self.output = null;
		const worker = new Worker("run-worker.js");
		worker.onmessage = ({data}) => { self.output = data; };
		worker.onerror = (event) => { self.output ??= "run-worker.js: " + event.message; };
		worker.postMessage(%s);
		return true;
	})()`, message))
	const most = 10 * time.Minute
	for began := time.Now(); time.Since(began) < most; time.Sleep(50 * time.Millisecond) {
		if out := eval[*string](v, "self.output"); out != nil {
			return *out
		}
	}
	v.t.Fatalf("the tests have not ended after %v", most)
	return ""
}
