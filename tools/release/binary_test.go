package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// emulator runs programs of 64-bit ARM processors: Debian's package qemu-user-static.
const emulator = "qemu-aarch64-static"

// TestARM unpacks the archive for ARM, as a user would, and checks that its program gives the answer that amd64's
// gives, to the last bit of the trace, with its own kernels.
func TestARM(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles the command for another processor, which takes two minutes the first time")
	}
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("it compares Linux on ARM, emulated, with Linux on amd64")
	}
	if _, err := exec.LookPath(emulator); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err, "; apt-get install qemu-user-static")
	}
	root := clone(t, 0o644)
	arm := unpack(t, binaryOf(t, root, target{"linux", "arm64"}))
	native := filepath.Join(t.TempDir(), "coconut")
	command(t, repository, "go", "build", "-o", native, "./tools/coconut")
	want, got := answer(t, arm, native), answer(t, arm, emulator, "./coconut")
	if !reflect.DeepEqual(got, want) || want["answer"] != "Tom is a gerpus." {
		t.Errorf("ARM says\n%v\nand amd64\n%v", got, want)
	}
	commit := strings.TrimSpace(command(t, root, "git", "rev-parse", "HEAD"))
	text := command(t, arm, emulator, "./coconut", "--version")
	for _, part := range []string{"commit " + commit + "\n", " linux/arm64\n", "kernels neon+archsimd\n"} {
		if !strings.Contains(text, part) {
			t.Errorf("--version lacks %q: %s", part, text)
		}
	}
	for _, b := range beside {
		if _, err := os.Stat(filepath.Join(arm, b.to)); err != nil {
			t.Error(err)
		}
	}
}

// answer asks a question in the folder of an unpacked archive, and returns the JSON without times.
func answer(t *testing.T, dir string, program ...string) map[string]any {
	t.Helper()
	args := append(program[1:], "ask", "--json", "--trace",
		"Every terpus is a gerpus. Tom is a terpus. Davis is a dumpus. Is Tom a gerpus or dumpus?")
	var all map[string]any
	if err := json.Unmarshal([]byte(command(t, dir, program[0], args...)), &all); err != nil {
		t.Fatal(err)
	}
	if steps := fmt.Sprint(all["steps"]); len(steps) < 100 {
		t.Fatalf("the trace is %s", steps)
	}
	return untimed(all).(map[string]any)
}

// untimed leaves out what a clock measured.
func untimed(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if strings.HasSuffix(key, "_ms") || key == "ms" {
				delete(v, key)
			} else {
				v[key] = untimed(value)
			}
		}
	case []any:
		for i := range v {
			v[i] = untimed(v[i])
		}
	}
	return v
}
