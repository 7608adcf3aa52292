package stopping

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/registry"
	"github.com/coconut-page/coconut/weights"
)

const shipped = "../../weights/models/"

// generated are questions of a task.
func generated(t *testing.T, task, kind string, n int) (items []tasks.Item) {
	t.Helper()
	of, err := registry.Find(task)
	if err != nil {
		t.Fatal(err)
	}
	next, err := of.Generator(kind, 12)
	if err != nil {
		t.Fatal(err)
	}
	for len(items) < n {
		items = append(items, next()...)
	}
	return items
}

// TestPut gives a shipped model another head, and asks it: it stops where the head says, its other tensors, files and
// settings are the same, and its answers are those of as many thoughts.
func TestPut(t *testing.T) {
	p, err := weights.ReadPackage(t.Context(), weights.Dir(shipped+"arithmetic-coconut"))
	if err != nil {
		t.Fatal(err)
	}
	before := p
	before.Files = map[string][]byte{}
	for name, data := range p.Files {
		before.Files[name] = data
	}
	r, err := reasoner.Load(t.Context(), weights.Dir(shipped+"arithmetic-coconut"), nil)
	if err != nil {
		t.Fatal(err)
	}
	items := generated(t, "arithmetic", "official", 60)
	c := &Collector{Reasoner: r, Thoughts: r.Info().Thoughts, Jobs: 2}
	questions, err := c.Collect(t.Context(), items)
	if err != nil {
		t.Fatal(err)
	}
	h, err := Fit(questions)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Put(&p, map[string]int{"questions": 60}); err != nil {
		t.Fatal(err)
	}
	checkKept(t, before, p)
	dir := t.TempDir()
	if _, err := weights.Write(dir, p); err != nil {
		t.Fatal(err)
	}
	if c.Reasoner, err = reasoner.Load(t.Context(), weights.Dir(dir), nil); err != nil {
		t.Fatal(err)
	}
	heard := 0
	c.OwnHead, c.Done = true, func(accuracy.Answer) error { heard++; return nil }
	own, err := c.Collect(t.Context(), items)
	if err != nil {
		t.Fatal(err)
	}
	if heard != c.Total(len(items)) {
		t.Errorf("%d answers, Total says %d", heard, c.Total(len(items)))
	}
	for i, want := range h.Stops(questions) {
		if own[i].Stop != want {
			t.Errorf("question %d stops after %d thoughts, the head says %d", i, own[i].Stop, want)
		}
		own[i].Stop = 0
	}
	if !reflect.DeepEqual(own, questions) {
		t.Error("with the head, states or answers are others")
	}
	if err := h.Put(&p, nil); err != nil { // a second head takes the place of the first
		t.Fatal(err)
	}
	if _, err := weights.Write(t.TempDir(), p); err != nil {
		t.Error(err)
	}
}

// checkKept checks that everything but the head and its file is as before.
func checkKept(t *testing.T, before, after weights.Package) {
	t.Helper()
	n := len(before.Tensors)
	if len(after.Tensors) != n+2 || !reflect.DeepEqual(after.Tensors[:n], before.Tensors) {
		t.Error("other tensors have changed")
	}
	if len(after.Files) != len(before.Files)+1 || !strings.Contains(string(after.Files[File]), `"questions": 60`) {
		t.Errorf("files %v", after.Files)
	}
	for name, data := range before.Files {
		if string(after.Files[name]) != string(data) {
			t.Errorf("file %s has changed", name)
		}
	}
	var was, is map[string]any
	for data, into := range map[string]*map[string]any{string(before.Config): &was, string(after.Config): &is} {
		if err := json.Unmarshal([]byte(data), into); err != nil {
			t.Fatal(err)
		}
	}
	if is["stop_head"] != true {
		t.Errorf("config %s", after.Config)
	}
	delete(is, "stop_head")
	if !reflect.DeepEqual(was, is) {
		t.Errorf("config %s, before %s", after.Config, before.Config)
	}
}

func TestWithHead(t *testing.T) {
	base := `{"model_type":"coconut-gpt2","vocab_size":8,"n_positions":8,"n_embd":8,"n_layer":1,"n_head":1,"n_inner":8,` +
		`"layer_norm_epsilon":0.00001,"position":"learned","max_new_tokens":1,"own":{"x":{}}`
	for _, config := range []string{base + "}", base + ",\"stop_head\":false} \n", base + `,"stop_head":true}`} {
		with, err := withHead(json.RawMessage(config))
		if err != nil {
			t.Fatal(err)
		}
		c, err := runtime.ParseConfig(with)
		if err != nil || !c.StopHead || !strings.Contains(string(with), `"own":{"x":{}}`) {
			t.Errorf("%s becomes %s: %v", config, with, err)
		}
	}
	if _, err := withHead(json.RawMessage(`{}`)); err == nil {
		t.Error("an empty config is accepted")
	}
	llama := `{"model_type":"coconut-llama","vocab_size":8,"n_positions":8,"n_embd":8,"n_layer":1,"n_head":1,"n_inner":8,` +
		`"layer_norm_epsilon":0.00001,"position":"rotary","rotary_base":10000,"max_new_tokens":1}`
	if _, err := withHead(json.RawMessage(llama)); !errors.Is(err, ErrModel) {
		t.Errorf("a model that can have none: %v, want ErrModel", err)
	}
}

// TestCollectRefuses: models without thoughts of their own, and too few thoughts to choose from.
func TestCollectRefuses(t *testing.T) {
	for model, thoughts := range map[string]int{"prosqa-pause": 6, "prosqa-coconut": 1} {
		r, err := reasoner.Load(t.Context(), weights.Dir(shipped+model), nil)
		if err != nil {
			t.Fatal(err)
		}
		c := &Collector{Reasoner: r, Thoughts: thoughts, Jobs: 1}
		if _, err := c.Collect(t.Context(), generated(t, "prosqa", "official", 1)); !errors.Is(err, ErrModel) {
			t.Errorf("%s: %v, want ErrModel", model, err)
		}
	}
}
