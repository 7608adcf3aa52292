package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tools/wasmmodule"
)

// dot is a module of one function with i32x4.relaxed_dot_i8x16_i7x16_add_s as Go 1.27 writes it.
const dot = "\x00asm\x01\x00\x00\x00" + "\x0a\x08\x01\x06\x00\xfd\x93\x01\x02\x0b"

func TestRun(t *testing.T) {
	name := filepath.Join(t.TempDir(), "app.wasm")
	for _, want := range []string{"1 instructions", "0 instructions"} {
		if want[0] == '1' {
			if err := os.WriteFile(name, []byte(dot), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var out bytes.Buffer
		if err := run([]string{name}, &out, &out); err != nil || !strings.Contains(out.String(), want) {
			t.Errorf("run = %v, printed %q, want %q", err, out.String(), want)
		}
		if data, err := os.ReadFile(name); err != nil ||
			string(data) != strings.Replace(dot, "\x93\x01\x02", "\x93\x02\x01", 1) {
			t.Errorf("the file holds % x, %v", data, err)
		}
	}
	if left, err := filepath.Glob(name + ".tmp*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestRunErrors(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.wasm")
	if err := os.WriteFile(bad, []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(nil, &out, &out); err == nil {
		t.Error("without a file: no error")
	}
	if err := run([]string{bad}, &out, &out); !errors.Is(err, wasmmodule.ErrModule) ||
		!strings.Contains(err.Error(), "bad.wasm") {
		t.Errorf("not a module: %v", err)
	}
	if err := run([]string{bad + ".missing"}, &out, &out); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}
