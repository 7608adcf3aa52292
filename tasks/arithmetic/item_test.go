package arithmetic

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tasks"
)

func generated(t *testing.T, kind string, n int) []tasks.Item {
	t.Helper()
	next, err := Task{}.Generator(kind, 5)
	if err != nil {
		t.Fatal(err)
	}
	var items []tasks.Item
	for range n {
		items = append(items, next()...)
	}
	return items
}

func TestItemsReadAsWritten(t *testing.T) {
	for _, k := range kinds {
		items := generated(t, k.Name, 50)
		var file bytes.Buffer
		if err := (Task{}).WriteItems(&file, items); err != nil {
			t.Fatal(err)
		}
		read, err := Task{}.ReadItems(&file)
		if err != nil {
			t.Fatalf("%s: %v", k.Name, err)
		}
		for i, it := range read {
			was := items[i]
			if !reflect.DeepEqual(it.Record, was.Record) || it.Text != was.Text || it.Answer != was.Answer ||
				!slices.Equal(it.Steps, was.Steps) {
				t.Fatalf("%s: item %d is %+v, was %+v", k.Name, i, it, was)
			}
			a, errA := Task{}.ItemKey(it)
			b, errB := Task{}.ItemKey(was)
			if a != b || errA != nil || errB != nil {
				t.Fatalf("%s: item %d has the keys %q and %q", k.Name, i, a, b)
			}
		}
	}
}

func TestReadItemsErrors(t *testing.T) {
	const question = `"question":"Ann has 4 apples. Ben has 1 more apple than Ann. How many apples does Ben have?"`
	const steps = `"steps":["Ben's apples depend on Ann's.","Ann has 4 apples.","Ben has 5 apples."]`
	const answer = `"answer":"Ben has 5 apples."`
	if _, err := (Task{}).ReadItems(strings.NewReader("[{" + question + "," + steps + "," + answer + "}]")); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"{}":                                             "instead of a list",
		"[{" + steps + "," + answer + "}]":               "item 0: question: missing",
		"[{" + question + "," + answer + "}]":            "item 0: steps: missing",
		"[{" + question + "," + steps + "}]":             "item 0: answer: missing",
		`[{"question":1}]`:                               "item 0: question",
		`[{"question":"x.","steps":[],"answer":"y"}]`:    "item 0: question: sentence 1",
		"[{" + question + `,"steps":[],` + answer + "}]": "item 0: steps: 0 of them; the answer takes 3",
		"[{" + question + `,"steps":["Ann has 4 apples."],` + answer + "}]": "item 0: steps: step 1",
		"[{" + question + "," + steps + `,"answer":"Ben has 6 apples."}]`:   "item 0: answer",
	} {
		_, err := Task{}.ReadItems(strings.NewReader(file))
		if !errors.Is(err, ErrItem) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", file, err, want)
		}
	}
}

func TestMeasure(t *testing.T) {
	s, err := Measure(generated(t, "official", 600))
	if err != nil {
		t.Fatal(err)
	}
	if s.Items != 600 || s.Facts < 8 || s.Facts > 10 || len(s.Operations) != MaxOperations+1 || s.Operations[0] != 0 {
		t.Errorf("the questions measure %+v", s)
	}
	// What guesses without reasoning are worth must stay small.
	if s.Given > 0.12 || s.Commonest > 0.05 {
		t.Errorf("guesses are right in %.3f and %.3f of the questions", s.Given, s.Commonest)
	}
	if _, err := Measure([]tasks.Item{{}}); !errors.Is(err, ErrItem) {
		t.Errorf("an item of another task: %v", err)
	}
}
