package python_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/x448/float16"

	"github.com/coconut-page/coconut"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/weights"
	"github.com/coconut-page/coconut/weights/models"
)

// python runs a program of Python's in this folder and returns what it prints. COCONUT_PYTHON names a Python that has
// numpy; without one the test is skipped, and in CI it fails.
func python(t *testing.T, args ...string) []byte {
	t.Helper()
	name, err := withNumPy()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("%v; COCONUT_PYTHON names one that has", err)
	}
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", "PYTHONPATH=.")
	var failure bytes.Buffer
	cmd.Stderr = &failure
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, failure.Bytes())
	}
	return out
}

// withNumPy finds a Python that has NumPy: the one that is named, the first on the PATH, or the system's, for which
// .ci/deps installs it.
var withNumPy = sync.OnceValues(func() (name string, err error) {
	var problems []error
	for _, name := range []string{os.Getenv("COCONUT_PYTHON"), "python3", "/usr/bin/python3"} {
		if name == "" {
			continue
		}
		out, err := exec.Command(name, "-c", "import numpy").CombinedOutput()
		if err == nil {
			return name, nil
		}
		problems = append(problems, fmt.Errorf("%s has no numpy: %w %s", name, err, bytes.TrimSpace(out)))
	}
	return "", errors.Join(problems...)
})

// tensor is what both sides say of one: its number format, shape, and the hash of its values as float32.
type tensor struct {
	Format string
	Shape  []int
	SHA256 string
}

const tensorsScript = `
import hashlib, json, sys
import coconut_reader as cr
model = cr.open(sys.argv[1])
model.verify()
said = {}
for name, values in model.items():
    assert values.dtype in ("float32", "int32"), values.dtype
    sha256 = hashlib.sha256(values.astype(values.dtype.newbyteorder("<")).tobytes()).hexdigest()
    said[name] = {"Format": model.format(name), "Shape": list(values.shape), "SHA256": sha256}
print(json.dumps(said))
`

// TestTensors compares all tensors of models in every number format with those that the runtime dequantizes, by bits.
func TestTensors(t *testing.T) {
	folders := []string{
		"../../weights/models/prosqa-coconut", "../../weights/models/prontoqa-coconut", "../../testdata/babble",
		everyFormat(t, weights.Gzip), everyFormat(t, weights.Stored),
	}
	if large := "../../models/smollm2-135m-int4"; isFolder(large) && !testing.Short() {
		folders = append(folders, large)
	}
	for _, model := range folders {
		t.Run(filepath.Base(model), func(t *testing.T) {
			var got map[string]tensor
			if err := json.Unmarshal(python(t, "-c", tensorsScript, model), &got); err != nil {
				t.Fatal(err)
			}
			want := dequantized(t, model)
			if len(got) != len(want) || len(got) == 0 {
				t.Errorf("Python has %d tensors, Go %d", len(got), len(want))
			}
			for name, w := range want {
				if g := got[name]; g.Format != w.Format || !slices.Equal(g.Shape, w.Shape) || g.SHA256 != w.SHA256 {
					t.Errorf("%s: Python has %+v, Go %+v", name, g, w)
				}
			}
		})
	}
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// everyFormat writes a model of one matrix in each number format, and of tensors that are none, in small chunks.
func everyFormat(t *testing.T, compression weights.Compression) (dir string) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	values := func(n int) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = float32(r.NormFloat64())
		}
		return v
	}
	must := func(m quant.Matrix, err error) quant.Matrix {
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	int8, err8 := quant.QuantizeInt8(values(7*45), 7, 45)
	int4, err4 := quant.QuantizeInt4(values(6*64), 6, 64)
	q8, errQ8 := quant.QuantizeQ8(values(7*45), 7, 45)
	q4, errQ4 := quant.QuantizeQ4(values(6*96), 6, 96)
	var tensors []weights.Tensor
	tensors = append(tensors, weights.FromFloat32s("float32.weight", values(15), 3, 5))
	tensors = append(tensors, must(int8, err8).Tensors("int8.weight")...)
	tensors = append(tensors, must(int4, err4).Tensors("int4.weight")...)
	tensors = append(tensors, weights.FromFloat16s("float16.weight", []uint16{0, 1, 0x3c00, 0xfbff, 0x8001, 0x3555}, 6))
	tensors = append(tensors, must(q8, errQ8).Tensors("q8_0.weight")...)
	tensors = append(tensors, must(q4, errQ4).Tensors("q4_1.weight")...)
	tensors = append(tensors, weights.FromInt32s("int32.weight", []int32{1, -2, math.MaxInt32}, 3))
	dir = filepath.Join(t.TempDir(), "every-"+string(compression))
	_, err := weights.Write(dir, weights.Package{
		Name: "every", Tensors: tensors, ChunkSize: 333, Compression: compression,
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// dequantized returns what the runtime makes of a model's tensors.
func dequantized(t *testing.T, dir string) map[string]tensor {
	t.Helper()
	store, err := weights.Open(t.Context(), weights.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	all, err := store.Load(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]tensor{}
	for _, info := range store.Manifest().Tensors {
		if suffix := filepath.Ext(info.Name); suffix == quant.ScaleSuffix || suffix == quant.MinimumSuffix {
			continue
		}
		stored, err := all.Tensor(info.Name)
		if err != nil {
			t.Fatal(err)
		}
		format, data := dequantize(t, all, stored)
		hash := sha256.Sum256(data)
		want[info.Name] = tensor{format, info.Shape, hex.EncodeToString(hash[:])}
	}
	return want
}

// dequantize returns a tensor's number format, and its values as little-endian float32; int32 stays what it is.
func dequantize(t *testing.T, all *weights.Weights, stored weights.Tensor) (format string, data []byte) {
	t.Helper()
	switch stored.DType {
	case weights.Float32, weights.Int32:
		return string(stored.DType), stored.Data
	case weights.Float16:
		bits, err := stored.Float16s()
		if err != nil {
			t.Fatal(err)
		}
		var values []float32
		for _, b := range bits {
			values = append(values, float16.Frombits(b).Float32())
		}
		return "float16", littleEndian(values)
	}
	matrix, err := quant.Stored(all, stored)
	if err != nil {
		t.Fatal(err)
	}
	formats := map[string]string{"*quant.Int8": "int8", "*quant.Int4": "int4", "*quant.Q8": "q8_0", "*quant.Q4": "q4_1"}
	return formats[fmt.Sprintf("%T", matrix)], littleEndian(matrix.Dequantize())
}

func littleEndian(values []float32) []byte {
	var data []byte
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data
}

const traceScript = `
import hashlib, json, sys
import coconut_reader as cr
trace = cr.trace(sys.argv[1])
states = trace.hidden()
print(json.dumps({
    "Answer": trace.answer, "Verdict": trace.verdict, "Thoughts": trace.thoughts, "Shape": list(states.shape),
    "SHA256": hashlib.sha256(states.astype("<f4").tobytes()).hexdigest(),
    "Top": [pairs[0] for pairs in trace.top("thought")],
}))
`

// said is what both sides say of a trace.
type said struct {
	Answer, Verdict string
	Thoughts        int
	Shape           []int
	SHA256          string
	Top             [][2]any
}

const question = "Every cat is a pet. Every pet is a friend. Tom is a cat. Rex is a rock. Is Tom a friend or rock?"

// TestTrace compares what Python reads from traces of coconut ask and of the API's streams with the runtime's steps.
func TestTrace(t *testing.T) {
	model, err := coconut.Open(t.Context(), models.ProsQACoconut())
	if err != nil {
		t.Fatal(err)
	}
	defer model.Close()
	want := traced(t, model)
	out := ask(t, "--model", "../../weights/models/prosqa-coconut", "--trace", question)
	check := func(name string, trace []byte) {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, trace, 0o644); err != nil {
			t.Fatal(err)
		}
		var got said
		if err := json.Unmarshal(python(t, "-c", traceScript, path), &got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: Python reads %+v, Go has %+v", name, got, want)
		}
	}
	check("trace.json", out)
	check("stream.txt", events(t, out))
}

// ask returns the trace of coconut ask as JSON, with hidden states.
func ask(t *testing.T, args ...string) []byte {
	t.Helper()
	return run(t, append([]string{"ask", "--json", "--hidden"}, args...)...)
}

// data writes a data file of 40 questions.
func data(t *testing.T, dir string) (path string) {
	t.Helper()
	path = filepath.Join(dir, "data.json")
	if err := os.WriteFile(path, run(t, "generate", "--n", "40", "--seed", "3"), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// run returns what the command prints.
func run(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"run", "../coconut"}, args...)...)
	var failure bytes.Buffer
	cmd.Stderr = &failure
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, failure.Bytes())
	}
	return out
}

// traced is what Python should read.
func traced(t *testing.T, model *coconut.Model) said {
	t.Helper()
	result, err := model.Answer(t.Context(), question)
	if err != nil {
		t.Fatal(err)
	}
	want := said{Answer: result.Answer, Verdict: result.Verdict, Thoughts: result.Thoughts}
	var states []float32
	for step, err := range model.Reason(t.Context(), question, coconut.Hidden(), coconut.TopK(5)) {
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, step.Hidden...)
		if step.Kind == "thought" {
			var prob float64
			if err := json.Unmarshal(fmt.Append(nil, step.Top[0].Prob), &prob); err != nil { // as JSON has it
				t.Fatal(err)
			}
			want.Top = append(want.Top, [2]any{step.Top[0].Token, prob})
		}
	}
	want.Shape = []int{len(states) / model.Width(), model.Width()}
	hash := sha256.Sum256(littleEndian(states))
	want.SHA256 = hex.EncodeToString(hash[:])
	return want
}

// events takes a trace apart into the events of a stream, as docs/deploy.md's API sends them: each step, and the result
// without steps.
func events(t *testing.T, trace []byte) []byte {
	t.Helper()
	var result map[string]json.RawMessage
	var steps []json.RawMessage
	if err := errors.Join(json.Unmarshal(trace, &result), json.Unmarshal(result["steps"], &steps)); err != nil {
		t.Fatal(err)
	}
	var stream []byte
	for _, step := range steps {
		stream = fmt.Appendf(stream, "event: step\ndata: %s\n\n", step)
	}
	delete(result, "steps")
	rest, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Appendf(stream, "event: result\ndata: %s\n\n", rest)
}

// TestStates compares the states of a file, as NumPy reads them, with the trace of its first question.
func TestStates(t *testing.T) {
	dir := t.TempDir()
	file := data(t, dir)
	run(t, "states", "--model", "../../weights/models/prosqa-coconut", "--data", file, "--limit", "5", "--out",
		filepath.Join(dir, "states.npz"))
	got := string(python(t, "-c", `import json, subprocess, sys, numpy as np, coconut_reader as cr
s = np.load(sys.argv[1])
print(s["hidden"].shape, s["hidden"].dtype, s["right"].shape, s["depth"].dtype, len(s["answer"]))
open(sys.argv[2], "wb").write(s["question"][0])`, filepath.Join(dir, "states.npz"), filepath.Join(dir, "question.txt")))
	if got != "(5, 7, 128) float32 (5,) int32 5\n" {
		t.Errorf("NumPy reads %q", got)
	}
	first, err := os.ReadFile(filepath.Join(dir, "question.txt"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "trace.json")
	trace := ask(t, "--model", "../../weights/models/prosqa-coconut", "--trace", string(first))
	if err := os.WriteFile(path, trace, 0o644); err != nil {
		t.Fatal(err)
	}
	got = string(python(t, "-c", `import sys, numpy as np, coconut_reader as cr
t = cr.trace(sys.argv[1])
states = np.concatenate([t.hidden("bot"), t.hidden("thought")])
print(np.array_equal(states, np.load(sys.argv[2])["hidden"][0]))`, path, filepath.Join(dir, "states.npz")))
	if got != "True\n" {
		t.Errorf("the states of the file are not those of the trace: %s", got)
	}
}

// TestTextTrace reads the trace of a language model.
func TestTextTrace(t *testing.T) {
	out := ask(t, "--model", "../../testdata/babble", "--thoughts", "2", "--max-tokens", "3", "abc")
	path := filepath.Join(t.TempDir(), "trace.json")
	if err := os.WriteFile(path, out, 0o644); err != nil {
		t.Fatal(err)
	}
	got := string(python(t, "-c", `import sys, coconut_reader as cr
t = cr.trace(sys.argv[1])
print(t.answer, t.thoughts, t.hidden("thought").shape, all(0 < p <= 1 for pairs in t.top() for _, p in pairs))`, path))
	if got != "arc 2 (2, 32) True\n" {
		t.Errorf("Python reads %q", got)
	}
}

// TestPython runs Python's own tests: what is damaged, hostile or not supported.
func TestPython(t *testing.T) {
	python(t, "-m", "unittest", "-q", "test_reader")
}

// guide matches a piece of Python in docs/python.md.
var guide = regexp.MustCompile("(?ms)^```python\n(.*?)^```$")

// TestGuide runs all that docs/python.md shows, in its order, from the root.
func TestGuide(t *testing.T) {
	page, err := os.ReadFile("../../docs/python.md")
	if err != nil {
		t.Fatal(err)
	}
	trace := ask(t, "--model", "../../weights/models/prosqa-coconut", "--trace", question)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "trace.json"), trace, 0o644); err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err == nil {
		err = os.Symlink(filepath.Join(root, "weights"), filepath.Join(dir, "weights"))
	}
	if err != nil {
		t.Fatal(err)
	}
	run(t, "states", "--model", "../../weights/models/prosqa-coconut", "--data", data(t, dir), "--out",
		filepath.Join(dir, "states.npz"))
	program := fmt.Sprintf("import os\nos.chdir(%q)\n", dir)
	for _, piece := range guide.FindAllStringSubmatch(string(page), -1) {
		program += piece[1]
	}
	out := string(python(t, "-c", program))
	if !strings.Contains(out, "cat") || !strings.Contains(out, "Tom is a friend.") ||
		strings.Count(out, "shuffled") != 7 {
		t.Errorf("docs/python.md prints\n%s", out)
	}
}
