package edge_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/coconut-page/coconut/e2e/kernels"
)

const kernelsConfiguration = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker), (name = "assets", disk = (path = "%s"))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [
    (name = "run-edge.mjs", esModule = embed "run-edge.mjs"),
    (name = "wasm_exec.js", esModule = embed "wasm_exec.js"),
    (name = "run.js", esModule = embed "run.js"),
    (name = "program.wasm", wasm = embed "%s"),
  ],
  bindings = [(name = "ASSETS", service = "assets")],
  compatibilityDate = "2026-04-01",
);
`

// TestKernels runs in workerd, in each build, the tests that e2e's TestKernels runs in browsers.
func TestKernels(t *testing.T) {
	installed(t, workerdPackage)
	dir := t.TempDir()
	if err := kernels.Build(t.Context(), dir, repository); err != nil {
		t.Fatal(err)
	}
	site, err := filepath.Abs(assets(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range kernels.Tests() {
		t.Run(test.Name(), func(t *testing.T) {
			w := serveWorkerd(t, dir, fmt.Sprintf(kernelsConfiguration, site, test.File()))
			order, err := json.Marshal([]any{test.Args(),
				map[string]string{"COCONUT_MODEL": "http://assets/models/prosqa-coconut"}})
			if err != nil {
				t.Fatal(err)
			}
			// not with send: without vectors it may take long
			resp, err := http.Post(w.URL, "application/json", bytes.NewReader(order))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			out, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if err := test.Check(string(out)); err != nil {
				t.Error(err)
			}
		})
	}
}
