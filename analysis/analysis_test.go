package analysis

import (
	"errors"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/graph"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/weights"
)

// item is Tom -> a -> b -> t, Tom -> c -> d -> t (as short), Tom -> a -> e -> d, Tom -> c -> f, and Davis -> w.
func item(t *testing.T) *Question {
	t.Helper()
	facts := graph.Graph{
		Symbols: []string{"Tom", "a", "b", "t", "c", "d", "e", "f", "Davis", "w"},
		Edges:   [][2]int{{0, 1}, {1, 2}, {2, 3}, {0, 4}, {4, 5}, {5, 3}, {1, 6}, {6, 5}, {4, 7}, {8, 9}},
	}
	q, err := newQuestion(tasks.Item{
		Text: "Every a is a b. Is Tom a t or w?", Answer: "Tom is a t.",
		Question: &prosqa.Question{Graph: facts, Root: 0, Candidates: [2]int{9, 3}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// TestQuestions checks that items that cannot be drawn are rejected by name.
func TestQuestions(t *testing.T) {
	q := item(t)
	if q.Target != 3 || q.Other != 9 {
		t.Errorf("target %d, other %d; want 3 and 9", q.Target, q.Other)
	}
	loop := &prosqa.Question{Graph: graph.Graph{Symbols: []string{"Tom", "a", "b"}, Edges: [][2]int{{1, 2}, {2, 1}}},
		Candidates: [2]int{1, 2}}
	open := &prosqa.Question{Graph: graph.Graph{Symbols: []string{"Tom", "a", "b"}, Edges: [][2]int{{0, 1}, {0, 2}}},
		Candidates: [2]int{1, 2}}
	for name, c := range map[string]struct {
		question tasks.Question
		want     error
	}{"no graph": {nil, ErrNoGraph}, "a circle": {loop, graph.ErrCycle}, "undecided": {open, tasks.ErrUndecidable}} {
		_, err := Questions([]tasks.Item{q.Item, {Question: c.question}})
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), "question 1") {
			t.Errorf("%s: %v, want %v that names question 1", name, err, c.want)
		}
	}
}

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		name     string
		thoughts int
		said     string
		right    bool
		want     Class
	}{
		{"whole chain", 0, "Tom a . a b . b t . ### Tom t . <eos>", true, CorrectPath},
		{"the other shortest", 0, "Tom c . c d . d t . ### Tom t . <eos>", true, CorrectPath},
		{"its end", 2, "b t . ### Tom t . <eos>", true, CorrectPath},
		{"a detour", 0, "Tom a . a e . e d . d t . ### Tom t . <eos>", true, LongerPath},
		{"the end of a detour", 1, "a e . e d . d t . ### Tom t . <eos>", true, LongerPath},
		{"no such fact", 0, "Tom a . a t . ### Tom t . <eos>", true, Hallucination},
		{"a jump", 0, "Tom a . c d . d t . ### Tom t . <eos>", true, Hallucination},
		{"from elsewhere", 1, "Davis w . ### Tom w . <eos>", false, Hallucination},
		{"not from the name", 0, "a b . b t . ### Tom t . <eos>", true, Hallucination},
		{"half a step", 1, "a b ### Tom t . <eos>", true, Hallucination},
		{"an unknown word", 1, "a zzz . ### Tom t . <eos>", true, Hallucination},
		{"another end", 0, "Tom c . c f . ### Tom w . <eos>", false, WrongTarget},
		{"right label", 6, "### Tom t . <eos>", true, CorrectLabel},
		{"wrong label", 6, "### Tom w . <eos>", false, IncorrectLabel},
		{"nothing", 6, "", false, IncorrectLabel},
	} {
		if got := Classify(item(t), c.thoughts, strings.Fields(c.said), c.right); got != c.want {
			t.Errorf("%s: %q is classified %q, want %q", c.name, c.said, got, c.want)
		}
	}
}

// TestSearchFigures checks the figures of a hand-made thought.
func TestSearchFigures(t *testing.T) {
	it := item(t)
	values := func(pairs map[int]float64) []float64 {
		v := make([]float64, len(it.Graph.Symbols))
		for node, p := range pairs {
			v[node] = p
		}
		return v
	}
	s := &Search{Frontier: make([]Frontier, 2), Parallelism: make([]Parallelism, 2)}
	s.add(it, 1, &Thought{Direct: values(map[int]float64{1: 0.5, 4: 0.3, 5: 0.1}),
		Values: values(map[int]float64{1: 0.7, 4: 0.2})})
	s.add(it, 2, &Thought{Direct: values(map[int]float64{2: 0.4, 1: 0.3, 5: 0.1}),
		Values: values(map[int]float64{2: 0.6, 7: 0.1})})
	s.finish()
	if f := s.Frontier[0]; f.Hit != 1 || f.Exact != 1 || f.Mass != 0.8 {
		t.Errorf("thought 1: %+v, want a hit, exact, 0.8 of the mass", f)
	}
	if f := s.Frontier[1]; f.Hit != 1 || f.Exact != 0 || f.Mass != 0.5 {
		t.Errorf("thought 2: %+v, want a hit, not exact, half of the mass", f)
	}
	if p := s.Parallelism[0]; p.Top1[0] != 0.7 || p.Top2[0] < 0.899 || p.Top3[0] != p.Top2[0] {
		t.Errorf("parallelism of thought 1: %+v, want 0.7, 0.9 and 0.9", p)
	}
	// Height 0: the leaf f (incorrect, 0.1). Height 1: b, d, e, c of which c (0.2) and b (0.6) have values; all lead to t.
	if h := s.Heights[0]; h.IncorrectNodes != 1 || h.Incorrect != 0.1 || h.CorrectNodes != 0 {
		t.Errorf("height 0: %+v, want one incorrect node of value 0.1", h)
	}
}

// TestThoughtsOfShippedModel checks that values and readings of a real model are probabilities with the right index.
func TestThoughtsOfShippedModel(t *testing.T) {
	r, err := reasoner.Load(t.Context(), weights.Dir("../weights/models/prosqa-coconut"), nil)
	if err != nil {
		t.Fatal(err)
	}
	next, err := prosqa.Task{}.Generator("official", 3)
	if err != nil {
		t.Fatal(err)
	}
	all, err := Questions(next())
	if err != nil {
		t.Fatal(err)
	}
	it := &all[0]
	thoughts, err := Thoughts(t.Context(), r, it, 3)
	if err != nil {
		t.Fatal(err)
	}
	for k, th := range thoughts {
		direct, values := 0.0, 0.0
		for node := range it.Graph.Symbols {
			direct, values = direct+th.Direct[node], values+th.Values[node]
		}
		if direct <= 0.5 || direct > 1.0001 || values <= 0 || values > 1.0001 || len(th.Decoded) != decoded {
			t.Errorf("thought %d: direct sums to %v, values to %v, %d tokens decoded", k+1, direct, values, len(th.Decoded))
		}
	}
	var svg strings.Builder
	if err := WriteTree(&svg, it, thoughts); err != nil || !strings.Contains(svg.String(), it.Graph.Symbols[it.Target]) {
		t.Errorf("the tree: %v, names the target: %v", err, strings.Contains(svg.String(), it.Graph.Symbols[it.Target]))
	}
	in, err := Interpolate(t.Context(), r, all, 2, func() {})
	if err != nil || len(in) != 3 {
		t.Fatalf("%d columns, %v", len(in), err)
	}
	for _, column := range in {
		total := 0.0
		for _, share := range column.Shares {
			total += share
		}
		if total != 1 {
			t.Errorf("%d thoughts: the shares add up to %v", column.Thoughts, total)
		}
	}
	dir := t.TempDir()
	if err := DrawInterpolation(in, "x", dir+"/a.png"); err != nil {
		t.Error(err)
	}
}
