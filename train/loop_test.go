package train

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

// trainTiny runs the tiny recipe in dir, stopping after stop steps when stop > 0.
func trainTiny(t *testing.T, dir string, resume bool, stop int) (last Progress, err error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err = Run(ctx, tinyRecipe(), Options{Dir: dir, Resume: resume, Backend: "go", CheckpointEvery: time.Hour,
		OnProgress: func(p Progress) {
			last = p
			if p.Step == stop {
				cancel()
			}
		}})
	return last, err
}

// TestResume checks that a run that was stopped and resumed ends with the same weights, bit for bit, as an
// uninterrupted one.
func TestResume(t *testing.T) {
	whole, parts := t.TempDir(), t.TempDir()
	if _, err := trainTiny(t, whole, false, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := trainTiny(t, parts, false, 11); !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped run: %v, want context.Canceled", err)
	}
	if _, err := trainTiny(t, parts, false, 0); err == nil || !strings.Contains(err.Error(), "resume") {
		t.Fatalf("starting over an existing checkpoint: %v, want an error that says to resume", err)
	}
	last, err := trainTiny(t, parts, true, 0)
	if err != nil {
		t.Fatal(err)
	}
	if last.Step != 30 {
		t.Errorf("the resumed run ended at step %d, want 30", last.Step)
	}
	want, wantValues, err := readCheckpoint(filepath.Join(whole, checkpointFile))
	if err != nil {
		t.Fatal(err)
	}
	got, gotValues, err := readCheckpoint(filepath.Join(parts, checkpointFile))
	if err != nil {
		t.Fatal(err)
	}
	a, err := want.parameters(wantValues)
	if err != nil {
		t.Fatal(err)
	}
	b, err := got.parameters(gotValues)
	if err != nil {
		t.Fatal(err)
	}
	for name := range a {
		for i := range a[name] {
			if a[name][i] != b[name][i] {
				t.Fatalf("%s[%d] is %v after resuming, %v without a stop", name, i, b[name][i], a[name][i])
			}
		}
	}
}

// TestDamagedCheckpoint checks that a damaged checkpoint is rejected by name, and left as it is.
func TestDamagedCheckpoint(t *testing.T) {
	dir := t.TempDir()
	if _, err := trainTiny(t, dir, false, 2); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	path := filepath.Join(dir, checkpointFile)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func([]byte) []byte{
		"cut off":     func(b []byte) []byte { return b[:len(b)/2] },
		"one bit":     func(b []byte) []byte { b[len(b)/2] ^= 4; return b },
		"another":     func([]byte) []byte { return []byte("hello") },
		"empty":       func([]byte) []byte { return nil },
		"long header": func(b []byte) []byte { b[len(checkpointMagic)+6] = 0xff; return b },
	} {
		t.Run(name, func(t *testing.T) {
			bad := damage(bytes.Clone(good))
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := trainTiny(t, dir, true, 0)
			if !errors.Is(err, ErrCheckpoint) || !strings.Contains(err.Error(), path) {
				t.Fatalf("error is %v, want ErrCheckpoint naming %s", err, path)
			}
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, bad) {
				t.Error("the damaged file was changed")
			}
		})
	}
	best := filepath.Join(dir, bestFile)
	if err := os.WriteFile(best, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := trainTiny(t, dir, true, 0); !errors.Is(err, ErrCheckpoint) || !strings.Contains(err.Error(), best) {
		t.Errorf("with a whole %s beside it: %v, want an error that says so", best, err)
	}
	half := path + ".tmp123"
	if err := os.WriteFile(half, good[:9], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(best, path); err != nil {
		t.Fatal(err)
	}
	if last, err := trainTiny(t, dir, true, 4); !errors.Is(err, context.Canceled) || last.Step != 4 {
		t.Errorf("after it was copied over the damaged one the run went to step %d, %v; want 4", last.Step, err)
	}
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what a killed run left is still there: %v", err)
	}
}

// TestBest checks that a run keeps its best checkpoint beside the last one, that it has a picture, and that a backend
// which is not built in is rejected by name.
func TestBest(t *testing.T) {
	dir := t.TempDir()
	recipe := tinyRecipe()
	recipe.Stages[0].Steps = LogEvery + 1
	if err := Run(t.Context(), recipe, Options{Dir: dir, Backend: "go", CheckpointEvery: 0}); err != nil {
		t.Fatal(err)
	}
	best, _, err := readCheckpoint(filepath.Join(dir, bestFile))
	if err != nil || best.State.Best <= 0 || best.State.Best != best.State.Answer {
		t.Errorf("the best checkpoint's state is %+v, %v", best.State, err)
	}
	if err := os.WriteFile(filepath.Join(dir, metricsFile),
		[]byte("{\"step\":50,\"loss\":2}\n{\"step\":100,\"stage\":1,\"loss\":1}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := DrawRun(dir); err != nil {
		t.Fatal(err)
	}
	if picture, err := os.ReadFile(filepath.Join(dir, plotFile)); err != nil ||
		!bytes.HasPrefix(picture, []byte("\x89PNG")) {
		t.Errorf("the picture: %v", err)
	}
	for _, name := range []string{"tpu", "xla:/nowhere/plugin.so", "xla"} {
		if _, err := NewBackend(name); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("backend %s: %v, want an error that names it", name, err)
		}
	}
}

// TestFullDisk checks that a checkpoint for which there is no room gives an error that names the file and says that the
// last good one is kept, that this is true, and that nothing half-written is left.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), checkpointFile)
	whole := writeTo
	t.Cleanup(func() { writeTo = whole })
	writeTo = func(*os.File, []byte) (int, error) { return 0, syscall.ENOSPC }
	if err := replaceFile(path, []byte("first")); !errors.Is(err, syscall.ENOSPC) ||
		strings.Contains(err.Error(), "kept") {
		t.Errorf("no room for the first one: %v, want ENOSPC, and nothing about a kept one", err)
	}
	writeTo = whole
	if err := replaceFile(path, []byte("good")); err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func(*os.File, []byte) (int, error){
		"no space": func(f *os.File, data []byte) (int, error) {
			n, _ := whole(f, data[:len(data)/2])
			return n, syscall.ENOSPC
		},
		"bad disk": func(f *os.File, data []byte) (int, error) { return whole(f, append([]byte("x"), data[1:]...)) },
	} {
		writeTo = write
		err := replaceFile(path, []byte("newer"))
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "last good one is kept") {
			t.Errorf("%s: %v, want an error that names %s", name, err, path)
		}
		if name == "no space" && !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s: %v, want ENOSPC in it", name, err)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != "good" {
			t.Errorf("%s: the last good checkpoint is %q, %v", name, now, err)
		}
		if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
			t.Errorf("%s: %d files are left, want one", name, len(left))
		}
	}
}

// TestLearns checks that the loss of a tiny model falls: training has an effect.
func TestLearns(t *testing.T) {
	var first, last float64
	recipe := tinyRecipe()
	recipe.LearningRate = 3e-3
	recipe.Stages = []Stage{{Thoughts: 1, MinNodes: 6, MaxNodes: 8, Steps: 80}}
	err := Run(t.Context(), recipe, Options{Dir: t.TempDir(), Backend: "go", CheckpointEvery: time.Hour,
		OnProgress: func(p Progress) {
			if p.Step == 1 {
				first = p.Loss
			}
			last = p.Loss
		}})
	if err != nil {
		t.Fatal(err)
	}
	if last > 0.8*first {
		t.Errorf("the loss went from %.3f to %.3f in 80 steps; want it to fall by a fifth at least", first, last)
	}
}

// withStage returns a valid recipe with the given stage as its only one.
func withStage(method, stage string) string {
	return `{"name":"x","task":"prosqa","method":"` + method +
		`","graphs_per_step":2,"queries_per_graph":2,"learning_rate":1e-3,"stages":[` + stage + `]}`
}

// withText returns a recipe for text that also has a field, in JSON.
func withText(field string) string {
	return `{"name":"x","task":"gsm8k","method":"cot","learning_rate":1e-3,` +
		`"text":{"questions_per_step":4,"max_tokens":64},` + field + `}`
}

// TestSmoke checks that the smoke recipe, in half a minute, learns to look up, to think once and to answer, far above
// chance (50 %). It cannot have memorized the answers: every question is new.
func TestSmoke(t *testing.T) {
	recipe, err := ReadRecipe("recipes/smoke.json")
	if err != nil {
		t.Fatal(err)
	}
	var last Progress
	err = Run(t.Context(), recipe, Options{Dir: t.TempDir(), Backend: "go", CheckpointEvery: time.Hour,
		OnProgress: func(p Progress) { last = p }})
	if err != nil {
		t.Fatal(err)
	}
	if last.AnswerAccuracy < 0.8 || last.FrontierHit < 0.9 {
		t.Errorf("answers %.2f and frontier hits %.2f at the end, want at least 0.8 and 0.9", last.AnswerAccuracy,
			last.FrontierHit)
	}
}

func TestReadRecipe(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"not json", "{", "unexpected"},
		{"no name", `{}`, "name"},
		{"unknown task", `{"name":"x","task":"chess"}`, "task"},
		{"unknown method", `{"name":"x","task":"prosqa","method":"magic"}`, "method"},
		{"thoughts while looking up", withStage("coconut", `{"lookup":true,"thoughts":2,"steps":1}`), "stages[0].thoughts"},
		{"thoughts of cot", withStage("cot", `{"thoughts":2,"steps":1}`), "stages[0].thoughts"},
		{"removal without icot", withStage("cot", `{"removed":3,"steps":1}`), "stages[0].removed"},
		{"too wide a look-up", withStage("cot", `{"lookup":true,"superpose":99,"steps":1}`), "stages[0].superpose"},
		{"no graphs", `{"name":"x","task":"prosqa","method":"coconut"}`, "graphs_per_step"},
		{"a misspelled field", `{"name":"x","weight_dekay":0.1}`, `unknown field "weight_dekay"`},
		{"one of a stage", withStage("cot", `{"thougts":2,"steps":1}`), `unknown field "thougts"`},
		{"one of text", `{"name":"x","text":{"max_tokenz":9}}`, `unknown field "max_tokenz"`},
		{"two recipes", `{"name":"x"}{"name":"y"}`, "after top-level value"},
		{"no model", withStage("cot", `{"steps":1}`), `model.model_type is ""`},
		{"graphs of a text", withText(`"chain_queries":2`), "chain_queries is 2, want 0 in a recipe for text"},
		{"their sizes", withText(`"stages":[{"steps":1,"max_nodes":9}]`), "stages[0].max_nodes is 9"},
		{"a look-up in a text", withText(`"stages":[{"steps":1,"lookup":true}]`), "stages[0].lookup is true"},
		{"a share of small texts", withText(`"stages":[{"steps":1,"small_share":0.5}]`), "stages[0].small_share is 0.5"},
		{"deep texts", withText(`"stages":[{"steps":1,"deep_share":0.5}]`), "stages[0].deep_share is 0.5"},
		{"more than all graphs", withStage("coconut", `{"steps":1,"small_share":0.6,"deep_share":0.5}`),
			"stages[0].deep_share is 0.5"},
		{"deep graphs of a task without", strings.Replace(withStage("coconut", `{"steps":1,"deep_share":0.5}`), "prosqa",
			"prontoqa", 1), "stages[0].deep_share is 0.5"},
		{"a model of another task", strings.Replace(withStage("cot", `{"steps":1}`), `"task"`,
			`"model":{"model_type":"coconut-gpt2","task":"arithmetic"},"task"`, 1),
			`model.task is "arithmetic", want the recipe's task, "prosqa"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "recipe.json")
			if err := os.WriteFile(path, []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := ReadRecipe(path); !errors.Is(err, ErrRecipe) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want ErrRecipe about %s", err, c.want)
			}
		})
	}
}

// TestReadRecipeFillsInTask checks that a model is of the recipe's task where it does not say so itself.
func TestReadRecipeFillsInTask(t *testing.T) {
	text, err := os.ReadFile("recipes/prontoqa-cot.json")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "recipe.json")
	var recipe map[string]any
	if err := json.Unmarshal(text, &recipe); err != nil {
		t.Fatal(err)
	}
	delete(recipe["model"].(map[string]any), "task")
	without, err := json.Marshal(recipe)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, without, 0o644); err != nil {
		t.Fatal(err)
	}
	if r, err := ReadRecipe(path); err != nil || r.Model.Task != "prontoqa" {
		t.Errorf("the model's task is %q, %v", r.Model.Task, err)
	}
}

// TestReadRecipeTakesAMark checks that a recipe saved by a Windows editor, with a byte order mark, is read.
func TestReadRecipeTakesAMark(t *testing.T) {
	text, err := os.ReadFile("recipes/prosqa-coconut.json")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "recipe.json")
	if err := os.WriteFile(path, append([]byte("\ufeff"), text...), 0o644); err != nil {
		t.Fatal(err)
	}
	if r, err := ReadRecipe(path); err != nil || r.Name != "prosqa-coconut" {
		t.Errorf("%q, %v", r.Name, err)
	}
}

// TestExclude checks that an excluded graph is not trained on: the sampler draws the next one in its place.
func TestExclude(t *testing.T) {
	recipe := tinyRecipe()
	stage := Stage{Thoughts: 1} // official size: no two of the first graphs are alike
	first := prosqa.NewGenerator(5).Sample(0, 0)
	free, barred := sampler{recipe: &recipe}, sampler{recipe: &recipe, excluded: map[string]bool{first.Key(): true}}
	if got := free.draw(prosqa.Task{}.Drawer(5), stage); got.Key != first.Key() {
		t.Error("without exclusions the sampler should draw the generator's first graph")
	}
	if got := barred.draw(prosqa.Task{}.Drawer(5), stage); got.Key == first.Key() {
		t.Error("the sampler drew an excluded graph")
	}
}

// TestShares checks which graphs of a step are small and which are deep, and how long the chains of deep ones may be.
func TestShares(t *testing.T) {
	stage := Stage{MinNodes: 20, MaxNodes: 24, SmallShare: 0.25, DeepShare: 0.375, Thoughts: 10, Steps: 1}
	recipe := tinyRecipe()
	recipe.Stages = []Stage{stage}
	s := sampler{recipe: &recipe}
	const n = 16
	for i := range n {
		g := s.draw(prosqa.Task{}.Drawer(uint64(i)), stage.one(i, n))
		least, most := 20, 24
		switch {
		case i < 4:
			least, most = smallest, smallMost
		case i >= 10:
			least, most = 30, 40
		}
		if nodes := len(g.Symbols); nodes < least || nodes > most {
			t.Errorf("graph %d has %d nodes, want %d to %d", i, nodes, least, most)
		}
		if deepest := slices.Max(slices.Concat(g.Dist...)); i >= 10 && deepest < 7 {
			t.Errorf("graph %d has chains of %d facts, want 7 or more", i, deepest)
		}
	}
	deep := recipe.layout(prosqa.Task{})
	recipe.Stages[0].DeepShare = 0
	if plain := recipe.layout(prosqa.Task{}); deep.Hops != 10 || plain.Hops != 6 || deep.Chain != plain.Chain+4*3 {
		t.Errorf("the layouts are %+v and, without deep graphs, %+v", deep, plain)
	}
}

// TestResumeNothing resumes a run that never began: nothing is trained, and no folder is made.
func TestResumeNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "misspelled")
	_, err := trainTiny(t, dir, true, 1)
	if !errors.Is(err, ErrNoCheckpoint) || !strings.Contains(err.Error(), dir) {
		t.Errorf("resuming nothing: %v, want %v in %s", err, ErrNoCheckpoint, dir)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is a folder now: %v", err)
	}
}
