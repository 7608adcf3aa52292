package prontoqa

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
)

func TestItemsSurviveAFile(t *testing.T) {
	for _, items := range [][]Item{{}, {tinyItem()}, generated(41, 30)} {
		var b bytes.Buffer
		if err := WriteItems(&b, items); err != nil {
			t.Fatal(err)
		}
		got, err := ReadItems(&b)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, items) {
			t.Fatalf("%+v, want %+v", got, items)
		}
	}
}

// TestReadItemsTakesAMark checks that a byte order mark before the list does no harm; package bom tests the other
// encodings.
func TestReadItemsTakesAMark(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	if err := WriteItems(&b, generated(41, 3)); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadItems(&b); err != nil || len(got) != 3 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestReadItemsErrors(t *testing.T) {
	for _, test := range []struct {
		name, reason string
		change       func(*Item)
	}{
		{"a bad question", "item 1: question: it does not end with a full stop", func(it *Item) { it.Question = "Why?" }},
		{"undecided", "item 1: question: the facts do not decide the question", func(it *Item) {
			it.Question = strings.Replace(it.Question, "Alex is happy", "Alex is sad", 1)
		}},
		{"wrong", `item 1: answer: "True", but the facts say "False"`, func(it *Item) { it.Answer = "True" }},
		{"no answer", `item 1: answer: "false"`, func(it *Item) { it.Answer = "false" }},
		{"no steps", "item 1: steps: they end at \"Alex\"", func(it *Item) { it.Steps = []string{} }},
		{"a step missing", "item 1: steps: step 2", func(it *Item) { it.Steps = []string{it.Steps[0], it.Steps[2]} }},
		{"no end", "item 1: steps: they end at \"tumpus\"", func(it *Item) { it.Steps = it.Steps[:2] }},
		{"a fact not told so", "item 1: steps: step 1: \"Impuses are tumpuses.\"", func(it *Item) {
			it.Steps[0] = "Alex is an impus. Impuses are tumpuses."
		}},
		{"a fact about another", "item 1: steps: step 1: \"Every jompus is happy.\"", func(it *Item) {
			it.Steps[0] = "Alex is an impus. Every jompus is happy."
		}},
	} {
		items := []Item{tinyItem(), tinyItem()}
		test.change(&items[1])
		data, err := json.Marshal(items)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadItems(bytes.NewReader(data))
		if got != nil || !errors.Is(err, ErrItem) || !strings.Contains(err.Error(), test.reason) {
			t.Errorf("%s: %v, %v; want %s", test.name, got, err, test.reason)
		}
	}
}

func TestReadItemsRefusesWhatIsNoFile(t *testing.T) {
	for _, text := range []string{
		"", "{}", "[", "[{}]", "[1]", "[] []", `[{"question": 1}]`, `[{"question": "x", "answer": "True"}]`,
		`[{"question": "x", "steps": []}]`, `[{"steps": [], "answer": "True"}]`,
		`[{"question": "` + strings.Repeat("x", maxItem+1<<12) + `"}]`,
	} {
		if got, err := ReadItems(strings.NewReader(text)); got != nil || !errors.Is(err, ErrItem) {
			t.Errorf("%.40q: %v, %v", text, got, err)
		}
	}
}

func TestReadItemsIsBounded(t *testing.T) {
	read := 0
	r := readerFunc(func(p []byte) (int, error) {
		read += len(p)
		for i := range p {
			p[i] = ' '
		}
		return len(p), nil
	})
	if _, err := ReadItems(r); !errors.Is(err, ErrItem) || read > 2*maxItem {
		t.Errorf("%d bytes read: %v", read, err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestWriteItemsReportsErrors(t *testing.T) {
	r, w := io.Pipe()
	r.Close()
	if err := WriteItems(w, generated(1, 1)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("%v", err)
	}
}

// FuzzReadItems checks that accepted items survive being written and read again.
func FuzzReadItems(f *testing.F) {
	var good bytes.Buffer
	if err := WriteItems(&good, generated(3, 2)); err != nil {
		f.Fatal(err)
	}
	f.Add(good.String())
	f.Add(`[]`)
	f.Add(`[{"question":"Tumpuses are happy. Alex is a tumpus. True or false: Alex is happy.","steps":["Alex is a tumpus. Tumpuses are happy.","Alex is happy."],"answer":"True"}]`)
	f.Add(`[{"question":"x","steps":[""],"answer":"True"}]`)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<20 {
			t.Skip("longer than a fuzzed file needs to be")
		}
		items, err := ReadItems(strings.NewReader(text))
		if err != nil {
			if items != nil || !errors.Is(err, ErrItem) {
				t.Fatalf("%v, and an error of another kind: %v", items, err)
			}
			return
		}
		var again bytes.Buffer
		if err := WriteItems(&again, items); err != nil {
			t.Fatal(err)
		}
		if back, err := ReadItems(&again); err != nil || !reflect.DeepEqual(back, items) {
			t.Fatalf("%+v came back as %+v: %v", items, back, err)
		}
	})
}
