package causal

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/english"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

// items are generated questions, of which each has a change of one fact that flips it.
func items(t *testing.T, n int) (all []tasks.Item) {
	t.Helper()
	next, err := prosqa.Task{}.Generator("small", 1)
	if err != nil {
		t.Fatal(err)
	}
	for len(all) < n {
		for _, it := range next() {
			if it.Question, err = tasks.Parse(prosqa.Task{}, it.Text); err != nil {
				t.Fatal(err)
			}
			all = append(all, it)
		}
	}
	return all[:n]
}

// answerOf is what the facts of a question say.
func answerOf(t *testing.T, text string) string {
	t.Helper()
	q, err := tasks.Parse(prosqa.Task{}, text)
	if err != nil {
		t.Fatal(err)
	}
	j, err := q.Judge("")
	if err != nil {
		t.Fatal(err)
	}
	return j.Expected
}

// thinker answers what the thoughts that it is fed are about: a model whose answer is in its thoughts. With deaf, it
// does not look at them.
func thinker(t *testing.T, deaf bool) func(context.Context, tasks.Item, Change) (accuracy.Answer, error) {
	return func(_ context.Context, it tasks.Item, c Change) (accuracy.Answer, error) {
		about := it.Text
		for _, change := range c.Changes {
			switch {
			case deaf:
			case change.Kind == intervene.Swap:
				about = change.Other
			default:
				about = ""
			}
		}
		a := accuracy.Answer{Said: "Nothing."}
		if about != "" {
			a.Said = answerOf(t, about)
		}
		a.Right = english.Same(a.Said, it.Answer)
		return a, nil
	}
}

func study(t *testing.T, deaf bool, what ...string) (found map[string]Finding) {
	t.Helper()
	s := Study{Items: items(t, 40), Thoughts: 6, Jobs: 2, Ask: thinker(t, deaf),
		Same: english.Same}
	for _, text := range what {
		c, err := ParseCondition(text)
		if err != nil {
			t.Fatal(err)
		}
		s.Conditions = append(s.Conditions, c)
	}
	findings, err := s.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found = map[string]Finding{}
	for _, f := range findings {
		found[f.Condition] = f
	}
	if f := findings[0]; f.Condition != Unchanged || f.Right != 40 || f.Lost+f.Gained+f.Changed > 0 {
		t.Fatalf("unchanged: %+v", f)
	}
	return found
}

// TestStudy puts a model to the test whose answers are in its thoughts, and one that does not look at them.
func TestStudy(t *testing.T) {
	what := []string{"matched", "unmatched", "swap", "zero", "mean:2", "noise:1:0.5", "shuffle", "repeat"}
	found := study(t, false, what...)
	if f := found["matched"]; f.Right != 40 || f.Predicted != 40 || f.Changed != 0 || f.P != 1 {
		t.Errorf("matched: %+v", f)
	}
	f := found["unmatched"]
	if f.N == 0 || f.Right != 0 || f.Predicted != f.N || f.Before != 0 || f.Lost != f.N || f.Changed != f.N ||
		f.P > 1e-4 || f.PHolm < f.P || f.High >= 0 {
		t.Errorf("unmatched: %+v", f)
	}
	if f := found["zero"]; f.Lost != 40 || f.Predicted != -1 || f.Difference != -1 {
		t.Errorf("zero: %+v", f)
	}
	for name, f := range study(t, true, what...) {
		if f.Lost+f.Gained+f.Changed > 0 || f.P != 1 || name == "unmatched" && f.Predicted != 0 {
			t.Errorf("a model that does not look at its thoughts, %s: %+v", name, f)
		}
	}
}

// TestDonors checks that the facts of matched and unmatched say what they should.
func TestDonors(t *testing.T) {
	all := items(t, 40)
	edited := 0
	for i, it := range all {
		for _, name := range []string{"matched", "unmatched"} {
			c, _ := ParseCondition(name)
			change, err := c.kind.change(&c, all, i, 6)
			if err != nil {
				t.Fatal(err)
			}
			if change.None {
				continue
			}
			other := change.Changes[0].Other
			got := answerOf(t, other)
			if !english.Same(got, change.Predicted) || english.Same(got, it.Answer) != (name == "matched") {
				t.Errorf("%s of %q: %q answers %q, predicted %q", name, it.Text, other, got, change.Predicted)
			}
			same, want := common(it.Text, other)
			if name == "matched" && same != want || name == "unmatched" && same != want-1 {
				t.Errorf("%s of %q is %q: %d of %d sentences are the same", name, it.Text, other, same, want)
			}
			if name == "unmatched" {
				edited++
			}
		}
	}
	if edited < 15 {
		t.Errorf("only %d of 40 questions could be edited", edited)
	}
}

// common counts the sentences that two texts share, and those of the first.
func common(a, b string) (both, all int) {
	split := func(text string) []string { return strings.Split(strings.ReplaceAll(text, " an ", " a "), ". ") }
	others := split(b)
	for _, s := range split(a) {
		all++
		if slices.Contains(others, s) {
			both++
		}
	}
	return both, all
}

func TestParseConditionErrors(t *testing.T) {
	for _, text := range []string{"", "kill", "zero:x", "zero:-1", "zero:1:2", "shuffle:1", "truncate", "truncate:1:2",
		"noise:1:-1", "noise:1:1e9", "noise:1:NaN"} {
		if _, err := ParseCondition(text); !errors.Is(err, ErrCondition) {
			t.Errorf("%q: %v", text, err)
		}
	}
	few := items(t, 1)
	for _, text := range []string{"swap", "mean", "truncate:7"} {
		c, err := ParseCondition(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.kind.change(&c, few, 0, 6); !errors.Is(err, ErrCondition) {
			t.Errorf("%s of one question: %v", text, err)
		}
	}
	words := []tasks.Item{{Text: "a"}, {Text: "b"}}
	c, _ := ParseCondition("matched")
	if _, err := c.kind.change(&c, words, 0, 6); !errors.Is(err, ErrCondition) {
		t.Errorf("matched without a graph: %v", err)
	}
}

// TestUnread leaves a question out of the conditions that make it unreadable, and out of all if it is so unchanged.
func TestUnread(t *testing.T) {
	all := items(t, 10)
	swap, err := ParseCondition("swap")
	if err != nil {
		t.Fatal(err)
	}
	s := Study{Items: all, Conditions: []Condition{swap}, Thoughts: 3, Jobs: 1, Same: english.Same, Unread: 4}
	s.Ask = func(_ context.Context, it tasks.Item, c Change) (accuracy.Answer, error) {
		if it.Text == all[2].Text || it.Text == all[5].Text && len(c.Changes) > 0 {
			return accuracy.Answer{Unread: "too long"}, nil
		}
		return accuracy.Answer{Said: it.Answer, Right: true}, nil
	}
	findings, err := s.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{9, 8} {
		f := findings[i]
		if f.N != want || f.Right != want || f.Unread != 14-want || f.Accuracy != 1 || f.Changed != 0 {
			t.Errorf("%+v, want %d questions", f, want)
		}
	}
}

// TestStopped checks that a run that is stopped tells of the questions that were asked under all conditions, and marks
// that; with none there is nothing to tell, and an error of the model is no reason to tell anything.
func TestStopped(t *testing.T) {
	zero, err := ParseCondition("zero")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		after   int // answers
		broken  error
		partial int // questions
	}{
		"in the middle":    {after: 7, partial: 3},
		"after a question": {after: 8, partial: 4},
		"before one":       {after: 1},
		"by an error":      {after: 7, broken: errors.New("no memory")},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		asked, think := 0, thinker(t, false)
		s := &Study{Items: items(t, 10), Conditions: []Condition{zero}, Thoughts: 6, Jobs: 1, Same: english.Same}
		s.Ask = func(ctx context.Context, it tasks.Item, change Change) (accuracy.Answer, error) {
			if asked++; asked <= c.after {
				return think(ctx, it, change)
			}
			if c.broken != nil {
				return accuracy.Answer{}, c.broken
			}
			cancel()
			return accuracy.Answer{}, ctx.Err()
		}
		findings, err := s.Run(ctx)
		cancel()
		if want := c.broken; err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
		if c.partial == 0 {
			if findings != nil {
				t.Errorf("%s: %+v", name, findings)
			}
			continue
		}
		if len(findings) != 2 {
			t.Fatalf("%s: %d findings", name, len(findings))
		}
		for _, f := range findings {
			if !f.Partial || f.Of != 10 || f.N != c.partial {
				t.Errorf("%s: %+v, want %d questions", name, f, c.partial)
			}
		}
		if unchanged, zero := findings[0], findings[1]; unchanged.Right != c.partial || zero.Lost != c.partial {
			t.Errorf("%s: %+v", name, findings)
		}
	}
}
