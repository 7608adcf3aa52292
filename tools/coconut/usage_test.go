package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/coconut-page/coconut/internal/version"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/simd"
	"github.com/coconut-page/coconut/tasks/prontoqa"
	"github.com/coconut-page/coconut/weights"
)

const catQuestion = "Every cat is an animal. Tom is a cat. Rex is a rock. Is Tom an animal or rock?"

// internal matches what only someone who knows Go's libraries understands.
var internal = regexp.MustCompile(`strconv|parsing|\b(l?stat|bind|listen tcp|time:|parse error|invalid syntax)\b`)

// TestFlagErrors gives every option of every command a malformed value: the error names the option, the value, and what
// is wanted.
func TestFlagErrors(t *testing.T) {
	tried := 0
	for _, cmd := range newRoot().Commands() {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			bad, ok := map[string][]string{
				"int": {"x", "", "1.5", "-7", "99999999999999999999"}, "uint64": {"x", "-1", "99999999999999999999"},
				"number": {"x", "", "-0.1", "101", "NaN"}, "bool": {"maybe"}, "duration": {"3", "x", "-1s"}, "stringSlice": {`a"b`}, "intSlice": {"x", "1,,2", "1.5"},
				"thoughts": {"x", "", "1.5", "-1", "3..2", "0..", "1,,2", "1000"},
			}[f.Value.Type()]
			if !ok {
				if kind := f.Value.Type(); kind != "string" && kind != "stringArray" {
					t.Errorf("coconut %s --%s is a %s, of which this test knows nothing", cmd.Name(), f.Name, kind)
				}
				return
			}
			for _, value := range bad {
				tried++
				_, err := command(t, cmd.Name(), "--"+f.Name+"="+value)
				e, ok := errors.AsType[*valueError](err)
				if !ok || e.option != f.Name || e.value != value || e.want == "" || internal.MatchString(err.Error()) {
					t.Errorf("coconut %s --%s=%s: %v; want an error that says what is wanted", cmd.Name(), f.Name, value, err)
				}
			}
		})
	}
	if tried < 50 {
		t.Errorf("only %d values were tried", tried)
	}
}

// TestFileErrors checks that errors name missing files and folders, and not the system calls behind them.
func TestFileErrors(t *testing.T) {
	empty, site := t.TempDir(), t.TempDir()
	put(t, filepath.Join(site, "index.html"), somePage)
	data := generated(t, "1")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"ask", "--model", empty, catQuestion}, empty + " is a folder without a manifest.json"},
		{[]string{"verify", empty}, empty + " is a folder without a manifest.json"},
		{[]string{"inspect", "nowhere"}, `no such model: "nowhere"`},
		{[]string{"eval", "--data", "missing.json"}, "missing.json: no such file"},
		{[]string{"eval", "--data", data, "--model", empty}, "without a manifest.json"},
		{[]string{"stats", "--data", "missing.json"}, "missing.json: no such file"},
		{[]string{"stats", "--task", "prontoqa", "--data", "missing.json"}, "missing.json: no such file"},
		{[]string{"analyze", "--data", data, "--model", model, "--out", "/dev/null/x"}, "/dev/null: not a directory"},
		{[]string{"serve", "--dir", empty}, "make site builds one"},
		{[]string{"bundle", "--site", empty}, "make site builds one"},
		{[]string{"bundle", "--site", site, "--model", "nothing"}, `has no model "nothing"`},
		{[]string{"results", "--raw", empty}, "make results"},
		{[]string{"train", "--recipe", "missing.json"}, "missing.json: no such file"},
		{[]string{"export", model, "--out", filepath.Join(empty, "no", "x.gguf")}, "learned positions"},
	} {
		if _, err := command(t, c.args...); err == nil || !strings.Contains(err.Error(), c.want) ||
			internal.MatchString(err.Error()) {
			t.Errorf("coconut %s: %v; want %q", strings.Join(c.args, " "), err, c.want)
		}
	}
	file := filepath.Join(empty, "no", "x")
	if err := replaceFile(file, []byte("x")); err == nil ||
		err.Error() != file+": no such file or directory" {
		t.Errorf("a file in a folder that is not there: %v", err)
	}
}

// TestServeTaken checks that the error about a taken address names the option to choose another.
func TestServeTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, err = command(t, "serve", "--no-api", "--dir", hostileSite(t), "--addr", taken.Addr().String())
	if err == nil || internal.MatchString(err.Error()) ||
		!regexp.MustCompile(`is taken.*--addr`).MatchString(err.Error()) {
		t.Errorf("%v; want an error that names --addr", err)
	}
}

// TestNoEffect checks that an option that would be ignored is an error that says why.
func TestNoEffect(t *testing.T) {
	for line, option := range map[string]string{
		"ask Q --model ../../weights/models/prosqa-coconut --top 3":                         "top",
		"ask Q --model ../../weights/models/prosqa-coconut --hidden":                        "hidden",
		"ask Q --model ../../weights/models/prosqa-coconut --hidden --json":                 "hidden",
		"ask Q --model ../../weights/models/prosqa-coconut --hidden --trace":                "hidden",
		"ask Q --model ../../weights/models/prosqa-coconut --without-thoughts --thoughts 3": "thoughts",
		"ask Q --model ../../weights/models/prosqa-coconut --without-thoughts --stop-early": "stop-early",
		"ask Q --model ../../weights/models/prosqa-coconut --template Q":                    "template",
		"eval --data F --without-thoughts --thoughts 3":                                     "thoughts",
		"eval --data F --without-thoughts --stop-early":                                     "stop-early",
		"quantize M --out D --keep h.*":                                                     "keep",
		"pack --run R --out D --keep h.*":                                                   "keep",
		"pack --run R --out D --format int8 --keep h.*":                                     "keep",
		"serve --no-api --model M":                                                          "model",
		"serve --dir= --isolate":                                                            "isolate",
		"serve --dir= --frame-ancestors *":                                                  "frame-ancestors",
		"serve --no-api --origin *":                                                         "origin",
		"serve --no-api --no-metrics":                                                       "no-metrics",
		"serve --no-api --concurrent 2":                                                     "concurrent",
		"serve --no-api --waiting 2":                                                        "waiting",
		"serve --no-api --max-thoughts 2":                                                   "max-thoughts",
		"serve --no-api --max-tokens 2":                                                     "max-tokens",
		"serve --no-api --timeout 2s":                                                       "timeout",
	} {
		_, err := command(t, strings.Fields(line)...)
		e, ok := errors.AsType[*effectError](err)
		if !ok || e.option != option || !strings.Contains(err.Error(), "--"+option+" has no effect with") {
			t.Errorf("coconut %s: %v; want that --%s has no effect", line, err, option)
		}
	}
}

// TestQuestionArguments checks that a question in several arguments must be quoted, that it can come from standard
// input, and that it is required.
func TestQuestionArguments(t *testing.T) {
	for _, args := range [][]string{{"ask"}, {"ask", "Is", "Tom", "a", "cat", "or", "dog?"}} {
		_, err := command(t, args...)
		e, ok := errors.AsType[*questionError](err)
		if !ok || e.words != len(args)-1 || !strings.Contains(err.Error(), `coconut ask "`) {
			t.Errorf("%q: %v; want an error that shows how to quote", args, err)
		}
	}
	stdin := func(text string) (string, error) {
		root := newRoot()
		var out strings.Builder
		root.SetOut(&out)
		root.SetIn(strings.NewReader(text))
		root.SetArgs([]string{"ask", "--model", model, "--json", "-"})
		err := root.ExecuteContext(t.Context())
		return out.String(), err
	}
	out, err := stdin(catQuestion + "\n")
	var res reasoner.Result
	if err == nil {
		err = json.Unmarshal([]byte(out), &res)
	}
	if err != nil || res.Question != catQuestion || res.Verdict != "right" {
		t.Errorf("from standard input: %+v, %v", res, err)
	}
	if _, err := stdin(strings.Repeat("x", maxQuestion+1)); err == nil ||
		!strings.Contains(err.Error(), "more than 1048576 bytes") {
		t.Errorf("a question without end: %v", err)
	}
}

// TestVersion checks that --version names version, commit and kernels, and says which of these are slow.
func TestVersion(t *testing.T) {
	out, err := command(t, "--version")
	pattern := "^coconut " + regexp.QuoteMeta(version.Number) + `\ncommit .+\n.+\nkernels ` +
		regexp.QuoteMeta(describeKernels(simd.Variant())) + `\n$`
	if err != nil || !regexp.MustCompile(pattern).MatchString(out) {
		t.Errorf("--version prints %q, %v", out, err)
	}
	info := &debug.BuildInfo{GoVersion: "go1.27.4", Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "abc123"}, {Key: "vcs.modified", Value: "true"}}}
	want := fmt.Sprintf("coconut %s\ncommit abc123, with changes\ngo1.27.4 %s/%s\nkernels avx2+archsimd\n",
		version.Number, runtime.GOOS, runtime.GOARCH)
	if got := describeBuild(info, "avx2+archsimd"); got != want {
		t.Errorf("%q; want %q", got, want)
	}
	got := describeBuild(&debug.BuildInfo{}, "generic+generic")
	for _, part := range []string{"\ncommit unknown\n", runtime.Version(), "\nkernels generic+generic (portable Go"} {
		if !strings.Contains(got, part) {
			t.Errorf("without a stamp: %q lacks %q", got, part)
		}
	}
}

// TestCompletion checks that a shell is offered the existing models, recipes and tasks.
func TestCompletion(t *testing.T) {
	t.Chdir("../..")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"ask", "--model", ""}, "prosqa-cot"},
		{[]string{"serve", "--model", ""}, "prontoqa-coconut"},
		{[]string{"bundle", "--model", ""}, "prosqa-coconut"},
		{[]string{"verify", ""}, "prosqa-cot"},
		{[]string{"inspect", ""}, "prosqa-cot"},
		{[]string{"repack", ""}, "prosqa-cot"},
		{[]string{"compression", ""}, "prosqa-cot"},
		{[]string{"quantize", ""}, "prosqa-cot"},
		{[]string{"export", ""}, "prosqa-cot"},
		{[]string{"train", "--recipe", ""}, "train/recipes/smoke.json"},
		{[]string{"train", "--recipe", "train/recipes/prosqa-co"}, "train/recipes/prosqa-coconut.json"},
		{[]string{"eval", "--task", ""}, "prontoqa"},
		{[]string{"eval", "--task", ""}, "gsm8k"},
		{[]string{"stats", "--task", ""}, "prontoqa"},
	} {
		out, err := command(t, append([]string{cobra.ShellCompRequestCmd}, c.args...)...)
		if err != nil || !strings.Contains("\n"+out, "\n"+c.want+"\n") {
			t.Errorf("%q offers %q, %v; want %s", c.args, out, err, c.want)
		}
	}
}

// TestStatsOfProntoQA checks that a file of the second task can be described, and that the error about an unknown task
// names it.
func TestStatsOfProntoQA(t *testing.T) {
	text, err := command(t, "generate", "--task", "prontoqa", "--n", "5")
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(t.TempDir(), "pronto.json")
	put(t, data, text)
	out, err := command(t, "stats", "--task", "prontoqa", "--data", data, "--json")
	var d struct {
		Data string
		N    int
		prontoqa.Stats
	}
	if err == nil {
		err = json.Unmarshal([]byte(out), &d)
	}
	if err != nil || d.Data != "pronto.json" || d.N != 5 || d.MeanHops <= 0 {
		t.Errorf("%+v, %v in %s", d, err, out)
	}
	if out, err := command(t, "stats", "--task", "prontoqa", "--data", data); err != nil ||
		!strings.Contains(out, "5 questions") {
		t.Errorf("for people: %q, %v", out, err)
	}
	if _, err := command(t, "stats", "--task", "chess", "--data", data); err == nil ||
		!strings.Contains(err.Error(), "chess") {
		t.Errorf("task chess: %v", err)
	}
}

// TestExportHelp checks that export's help is right about the shipped models.
func TestExportHelp(t *testing.T) {
	out, err := command(t, "export", "--help")
	const recipe = "train/recipes/prosqa-coconut-paper.json"
	if err != nil || !strings.Contains(out, "No model that is shipped can be written") || !strings.Contains(out, recipe) {
		t.Errorf("%v: %s", err, out)
	}
	if text := readFileText(t, "../../"+recipe); !strings.Contains(text, `"position": "learned"`) {
		t.Errorf("%s trains a model without learned positions", recipe)
	}
	manifests, err := filepath.Glob("../../weights/models/*/" + weights.ManifestName)
	if err != nil || len(manifests) == 0 {
		t.Fatalf("%d models, %v", len(manifests), err)
	}
	for _, manifest := range manifests {
		_, err := command(t, "export", filepath.Dir(manifest), "--out", filepath.Join(t.TempDir(), "x.gguf"))
		if err == nil || !strings.Contains(err.Error(), "learned positions") {
			t.Errorf("%s: %v; want that it has no learned positions", filepath.Dir(manifest), err)
		}
	}
}
