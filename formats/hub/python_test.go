//go:build !js

package hub

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// snapshotScript fetches with Python's library what we fetch, and prints the folder.
const snapshotScript = `
import huggingface_hub as h
print(h.snapshot_download("owner/small-model", allow_patterns=["config.json", "model.safetensors", "tokenizer.json"]), end="")
`

// TestPython holds server, client and cache to Python's huggingface_hub: each uses what the other has fetched, from a
// hub that is the test's. HF_PYTHON names a Python that has the library (2.4.0 passes).
func TestPython(t *testing.T) {
	python := cmp.Or(os.Getenv("HF_PYTHON"), "python3")
	if err := exec.Command(python, "-c", "import huggingface_hub").Run(); err != nil {
		t.Skipf("%s has no huggingface_hub (%v); HF_PYTHON names one that has", python, err)
	}
	h := newModelHub(t)
	theirs := func(cache, offline string) string {
		cmd := exec.Command(python, "-c", snapshotScript)
		cmd.Env = append(os.Environ(), "HF_ENDPOINT="+h.hub.URL, "HF_TOKEN="+testToken, "HF_HUB_CACHE="+cache,
			"HF_HUB_OFFLINE="+offline, "HF_HOME="+t.TempDir(), "HF_HUB_DISABLE_TELEMETRY=1")
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	names := []string{"config.json", "model.safetensors", "tokenizer.json"}
	c := h.client()
	path := fetched(t, c, h, testSource, names...)
	if got := theirs(c.Cache, "1"); got != path {
		t.Errorf("Python finds our snapshot at %s, want %s", got, path)
	}
	other := h.client()
	h.asked()
	path = theirs(other.Cache, "0")
	t.Logf("Python asks %q", h.asked())
	requireFiles(t, path, h, names)
	for _, other.Offline = range []bool{true, false} {
		if got := fetched(t, other, h, testSource, names...); got != path {
			t.Errorf("we find Python's snapshot at %s, want %s", got, path)
		}
	}
	if got := h.asked(); len(got) != 1 {
		t.Errorf("we ask %q, want the list only", got)
	}
	links, err := filepath.Glob(filepath.Join(path, "*"))
	if err != nil || len(links) != len(names) {
		t.Errorf("the snapshot has %q, %v", links, err)
	}
}
