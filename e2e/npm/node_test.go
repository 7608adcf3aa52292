package npm_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
)

// TestNode runs the cases in Node.js, with models from a server.
func TestNode(t *testing.T) {
	need(t, "node")
	r := &results{}
	runNode(t, r, settingAt(serve(t).URL), "node.mjs", names...)
	if len(r.Touched) > 0 {
		t.Errorf("the import looks at %q", r.Touched)
	}
	if r.Version == "" {
		t.Error("the package does not say its version")
	}
	r.check(t)
}

// TestNodeFiles loads a model from a path, and from a file: address, and keeps one from a server in a folder.
func TestNodeFiles(t *testing.T) {
	need(t, "node")
	var r struct {
		Answers         []string
		Fetched, Stored []int64
	}
	dir := t.TempDir()
	runNode(t, &r, map[string]string{"path": modelsDir(t) + "/prosqa-coconut", "url": serve(t).URL +
		"/models/prosqa-coconut", "cache": dir + "/kept # models", "question": questions[0]}, "files.mjs")
	for _, a := range r.Answers {
		if a != "Tom is a pet." {
			t.Errorf("the answers are %q", r.Answers)
		}
	}
	if len(r.Answers) != 4 {
		t.Errorf("%d answers, want 4", len(r.Answers))
	}
	if r.Stored[0] != 0 || r.Stored[1] == 0 || r.Fetched[1] != 0 {
		t.Errorf("fetched %d and stored %d bytes, want all fetched and then all stored", r.Fetched, r.Stored)
	}
	if entries, err := os.ReadDir(dir + "/kept # models"); err != nil || len(entries) != 0 {
		t.Errorf("after forget the folder has %v (%v)", entries, err)
	}
}

// runNode runs a script of this folder, and reads what it prints.
func runNode(t *testing.T, into, setting any, script string, args ...string) {
	t.Helper()
	data, err := json.Marshal(setting)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", append([]string{script, packageDir(t), string(data)}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, stderr.String())
	}
	if err := json.Unmarshal(out, into); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
}
