package slim

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tools/wasmmodule"
)

// build compiles testdata/program to a file.
func build(t *testing.T) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "program.wasm")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", file, "./testdata/program")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOEXPERIMENT=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	module, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return module
}

// run runs a module in Node.js, and returns what it printed, and its exit status as an error.
func run(t *testing.T, module []byte, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no node on the PATH, and CI=true")
		}
		t.Skip("no node on the PATH")
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "program.wasm")
	if err := os.WriteFile(file, module, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node",
		append([]string{filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "wasm_exec_node.js"), file},
			args...)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")} // Go in WebAssembly cannot take a large environment
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// TestProgram checks that a program does the same when it has been made smaller, even where it needs the tables of
// functions, and that a panic still names the function.
func TestProgram(t *testing.T) {
	module := build(t)
	small, err := Module(module)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Module(small); err != nil || !bytes.Equal(again, small) {
		t.Errorf("a second time it has %d bytes of %d, %v", len(again), len(small), err)
	}
	foreign := []byte("os.(*File).Write\x00")
	if !bytes.Contains(module, foreign) || bytes.Contains(small, foreign) {
		t.Error("the name of another's function stays")
	}
	want, _, err := run(t, module)
	if err != nil || !strings.Contains(want, "by a wrapper") {
		t.Fatalf("the program as it was built printed\n%s\n%v", want, err)
	}
	got, stderr, err := run(t, small)
	if err != nil || got != want {
		t.Errorf("it printed\n%s\nwant\n%s\n%v %s", got, want, err, stderr)
	}
	_, stderr, err = run(t, small, "on purpose")
	if err == nil || !strings.Contains(stderr, "on purpose") || !strings.Contains(stderr, "main.main()") {
		t.Errorf("a panic: %v, %s", err, stderr)
	}
}

// section returns a data section of segments.
func section(all ...segment) []byte {
	out := []byte{byte(len(all))}
	for _, s := range all {
		out = append(appendInt(append(out, 0, opConst), s.at), opEnd)
		out = binary.AppendUvarint(out, uint64(len(s.data)))
		out = append(out, s.data...)
	}
	return out
}

func TestSegments(t *testing.T) {
	gapped := slices.Concat([]byte{1}, make([]byte, gap-1), []byte{2}, make([]byte, gap), []byte{3})
	for name, test := range map[string]struct{ in, want []segment }{
		"one":              {[]segment{{100, []byte{1, 2}}}, []segment{{100, []byte{1, 2}}}},
		"joined":           {[]segment{{100, []byte{1}}, {109, []byte{2}}}, []segment{{100, []byte{1, 0, 0, 0, 0, 0, 0, 0, 0, 2}}}},
		"far apart":        {[]segment{{100, []byte{1}}, {101 + gap, []byte{2}}}, []segment{{100, []byte{1}}, {101 + gap, []byte{2}}}},
		"out of order":     {[]segment{{100, []byte{1}}, {90, []byte{2}}}, []segment{{90, []byte{2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}}},
		"zeros at the end": {[]segment{{100, []byte{1, 0, 0}}}, []segment{{100, []byte{1}}}},
		"nothing but":      {[]segment{{100, []byte{0, 0}}}, nil},
		"a gap inside":     {[]segment{{0, gapped}}, []segment{{0, gapped[:gap+1]}, {len(gapped) - 1, []byte{3}}}},
		"none":             {nil, nil},
	} {
		base, memory, err := image(section(test.in...))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, want := segments(base, memory), section(test.want...); !bytes.Equal(got, want) {
			t.Errorf("%s: % x, want % x", name, got, want)
		}
	}
}

// wrap returns a module with a data section.
func wrap(data []byte) []byte {
	return append(binary.AppendUvarint([]byte("\x00asm\x01\x00\x00\x00\x0b"), uint64(len(data))), data...)
}

func TestModuleRefuses(t *testing.T) {
	good := wrap(section(segment{4096, header}))
	for name, module := range map[string][]byte{
		"nothing":           nil,
		"no module":         []byte("not a module"),
		"no data":           good[:8],
		"no tables":         wrap(section(segment{4096, []byte{1, 2, 3}})),
		"a header alone":    good,
		"cut off":           good[:len(good)-3],
		"overlapping":       wrap(section(segment{4096, []byte{1, 2, 3}}, segment{4098, []byte{1}})),
		"before the memory": wrap(section(segment{-5, []byte{1}})),
		"far too large":     wrap(section(segment{4096, []byte{1}}, segment{1 << 30, []byte{1}})),
		"another kind":      wrap([]byte{1, 1, 2, 5, 6}),
		"endless":           wrap([]byte{0xff, 0xff, 0xff, 0xff, 0x0f}),
		"too long a number": wrap([]byte{1, 0, opConst, 0xff, 0xff, 0xff, 0xff, 0xff, 0}),
	} {
		if _, err := Module(module); !errors.Is(err, wasmmodule.ErrModule) {
			t.Errorf("%s: %v, want ErrModule", name, err)
		}
	}
}

// TestDamagedTables checks that tables with bad offsets are rejected, and neither cause a panic nor clear what they
// should not.
func TestDamagedTables(t *testing.T) {
	module, err := Module(build(t)) // whose header is in one piece
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(module, header)
	if at < 0 {
		t.Fatal("the program has no header of tables")
	}
	for _, offset := range []int{headerFunctions, headerNames, headerUnits, headerFiles, headerTables, headerEntries} {
		damaged := bytes.Clone(module)
		damaged[at+offset+3] ^= 0x7f // far off
		if _, err := Module(damaged); !errors.Is(err, wasmmodule.ErrModule) {
			t.Errorf("with another number at %d: %v, want ErrModule", offset, err)
		}
	}
}

func FuzzModule(f *testing.F) {
	f.Add(wrap(section(segment{4096, header})))
	f.Add(wrap(section(segment{4096, []byte{1}}, segment{5000, make([]byte, 100)})))
	f.Add([]byte("\x00asm\x01\x00\x00\x00\x01\x06\x01\x60\x01\x7f\x01\x7f\x03\x02\x01\x00" + // a type, a function of it
		"\x0a\x11\x01\x0f\x01\x01\x7f\x02\x40\x41\x00\x0d\x00\x0b\x41\x01\x0b\x0b\x01\x00")) // its code, and no data
	f.Fuzz(func(t *testing.T, module []byte) {
		if _, err := Module(module); err != nil && !errors.Is(err, wasmmodule.ErrModule) {
			t.Errorf("%v, want ErrModule", err)
		}
	})
}
