// Package edge_test tests the Cloudflare Worker of wasm/edge in workerd, the program that Cloudflare runs Workers with,
// and with wrangler and OpenAI's client. Nothing leaves the machine. They need wasm/edge/node_modules (npm ci there, or
// make test-deps); without it the tests are skipped, unless CI=true.
package edge_test

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

const repository = "../.."

// patience is how long anything may take; the machine may be busy with other work.
const patience = 2 * time.Minute

var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "coconut-edge-*"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

// script is the folder of the Worker's script, built once for all tests.
var script = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "build")
	return dir, site.BuildEdge(context.Background(), dir, repository)
})

func built(t testing.TB) string {
	t.Helper()
	dir, err := script()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// installed returns a file below wasm/edge/node_modules, and skips the test if it is missing.
func installed(t testing.TB, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(repository, "wasm", "edge", "node_modules", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		missing(t, "%s is not installed; npm ci in wasm/edge does that", name)
	}
	return path
}

// node returns Node.js.
func node(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("node")
	if err != nil {
		missing(t, "node is not installed")
	}
	return path
}

func missing(t testing.TB, format string, a ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf(format, a...)
	}
	t.Skipf(format, a...)
}

// workerd is a running Worker.
type workerd struct {
	URL string
	cmd *exec.Cmd
}

const configuration = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker), (name = "assets", disk = (path = "%s"))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [
    (name = "worker.mjs", esModule = embed "worker.mjs"),
    (name = "wasm_exec.js", esModule = embed "wasm_exec.js"),
    (name = "edge.wasm", wasm = embed "edge.wasm"),
  ],
  bindings = [(name = "ASSETS", service = "assets"), (name = "COCONUT_MODELS", text = "prosqa-coconut,prosqa-cot,toy")],
  compatibilityDate = "2026-04-01",
  compatibilityFlags = ["enable_request_signal"],
);
`

// workerdPackage is workerd itself. It is not bin/workerd, which npm's install script creates: many machines do not run
// install scripts.
var workerdPackage = "@cloudflare/workerd-" + runtime.GOOS + "-" +
	cmp.Or(map[string]string{"amd64": "64"}[runtime.GOARCH], runtime.GOARCH) + "/bin/workerd"

// startWorkerd runs the Worker, with the static assets of a folder, until the test ends or stop is called.
func startWorkerd(t testing.TB, assets string) *workerd {
	t.Helper()
	assets, err := filepath.Abs(assets)
	if err != nil {
		t.Fatal(err)
	}
	return serveWorkerd(t, built(t), fmt.Sprintf(configuration, assets))
}

// serveWorkerd runs workerd with a configuration whose files are in a folder.
func serveWorkerd(t testing.TB, dir, configuration string) *workerd {
	t.Helper()
	program := installed(t, workerdPackage)
	file, err := os.CreateTemp(dir, "*.capnp")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString(configuration); err != nil {
		t.Fatal(err)
	}
	file.Close()
	control, report, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer control.Close()
	w := &workerd{cmd: exec.Command(program, "serve", "--control-fd=3", file.Name())}
	w.cmd.ExtraFiles = []*os.File{report}
	w.cmd.Stdout, w.cmd.Stderr = os.Stderr, os.Stderr
	err = w.cmd.Start()
	report.Close()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.stop)
	w.URL = "http://127.0.0.1:" + strconv.Itoa(listening(t, control))
	return w
}

// listening waits until workerd reports its port.
func listening(t testing.TB, control *os.File) int {
	t.Helper()
	lines := bufio.NewScanner(control)
	for lines.Scan() {
		var e struct {
			Event string
			Port  int
		}
		if err := json.Unmarshal(lines.Bytes(), &e); err == nil && e.Event == "listen" {
			return e.Port
		}
	}
	t.Fatal("workerd ended before it listened")
	return 0
}

// stop kills it, like a failing machine.
func (w *workerd) stop() {
	if w.cmd.ProcessState == nil {
		w.cmd.Process.Signal(syscall.SIGKILL)
		w.cmd.Wait()
	}
}

// memory returns the process's resident set, in bytes.
func (w *workerd) memory(t testing.TB) int64 { return w.status(t, "VmRSS:") }

func (w *workerd) status(t testing.TB, field string) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", w.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, field); ok {
			kB, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kB << 10
		}
	}
	t.Fatalf("no %s in %s", field, text)
	return 0
}

// cpu returns the processor time that the process has used.
func (w *workerd) cpu(t testing.TB) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", w.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name before it may contain blanks
	f := strings.Fields(rest)
	user, err1 := strconv.Atoi(f[11])
	system, err2 := strconv.Atoi(f[12])
	if err1 != nil || err2 != nil {
		t.Fatalf("%v, %v in %s", err1, err2, text)
	}
	return time.Duration(user+system) * 10 * time.Millisecond // USER_HZ is 100 on Linux
}

// assets copies the models the tests use into a separate folder.
func assets(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range served {
		from, err := modelDir(name)
		if err == nil {
			err = os.CopyFS(filepath.Join(dir, "models", name), os.DirFS(from))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// chunk returns a chunk of the default model.
func chunk(t testing.TB, assets string) string {
	t.Helper()
	names, err := fs.Glob(os.DirFS(assets), "models/prosqa-coconut/chunks/*")
	if err != nil || len(names) == 0 {
		t.Fatalf("%v, %v", names, err)
	}
	return filepath.Join(assets, names[0])
}
