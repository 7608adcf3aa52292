package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// kernelTests are the tests that prove that each variant computes the same bits: the kernels against their definitions, and whole runs
// of a model against golden hashes. None of them reads a file.
var kernelTests = map[string]string{
	"simd":    "^Test(Int8|Int4|MatMul|Rows|Input|Golden)",
	"runtime": "^TestGoldenTrace",
}

// TestKernels runs tests of Go packages in the browser, in each of the builds that a page may choose.
func TestKernels(t *testing.T) {
	chromium(t)
	for _, v := range site.Variants {
		for pkg, pattern := range kernelTests {
			t.Run(v.Name+"/"+pkg, func(t *testing.T) {
				t.Parallel()
				out := runTests(t, v, pkg, "-test.v", "-test.run="+pattern)
				if !strings.Contains(out, "--- PASS: TestGolden") || !strings.HasSuffix(out, "exit 0") {
					t.Errorf("the tests of %s in %s:\n%s", pkg, v.Name, out)
				}
			})
		}
	}
}

// TestKernelSpeed prints the benchmarks of the kernels in the browser: COCONUT_MEASURE=1 go test ./e2e -run TestKernelSpeed -v.
func TestKernelSpeed(t *testing.T) {
	if os.Getenv("COCONUT_MEASURE") == "" {
		t.Skip("set COCONUT_MEASURE=1 to measure; timing decides no test")
	}
	chromium(t)
	for _, v := range site.Variants {
		t.Log(v.Name + "\n" + runTests(t, v, "simd", "-test.run=XXX", "-test.bench=.", "-test.benchtime=200ms"))
	}
}

// runTests builds the tests of a package of the repository, runs them in a browser, and returns what they printed and the exit status.
func runTests(t *testing.T, v site.Variant, pkg string, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	if err := v.BuildTest(context.Background(), filepath.Join(dir, "test.wasm"), repository, "./"+pkg); err != nil {
		t.Fatal(err)
	}
	if err := site.CopyWasmExec(context.Background(), filepath.Join(dir, "wasm_exec.js"), repository); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte(testPage), 0o644); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(server.Close)
	tb := openTab(t)
	tb.do(chromedp.Navigate(server.URL))
	argv, err := json.Marshal(append([]string{"test"}, args...))
	if err != nil {
		t.Fatal(err)
	}
	return promised[string](tb, fmt.Sprintf("runTests(%s)", argv))
}

// testPage runs test.wasm as Go's own runner for Node does, and collects what it prints.
const testPage = `<!DOCTYPE html><title>tests</title><link rel="icon" href="data:,"><script src="wasm_exec.js"></script><script>
async function runTests(args) {
  let out = '', status = 'none';
  const decoder = new TextDecoder();
  globalThis.fs.writeSync = (_, bytes) => { out += decoder.decode(bytes, {stream: true}); return bytes.length; };
  const go = new Go();
  go.argv = args;
  go.exit = (code) => { status = code; };
  const {instance} = await WebAssembly.instantiateStreaming(fetch('test.wasm'), go.importObject);
  await go.run(instance);
  return out + 'exit ' + status;
}
</script>`
