package arithmetic

import (
	"reflect"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tasks"
)

const example = "Ann has 4 apples. Ben has 3 more apples than Ann. Cleo has twice as many apples as Ben. " +
	"Dan has 1 fewer apple than Cleo. How many apples does Cleo have?"

func mustParse(t *testing.T, text string) *Question {
	t.Helper()
	q, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestParse(t *testing.T) {
	want := &Question{Names: []string{"Ann", "Ben", "Cleo", "Dan"}, Root: 2, Noun: Noun{"apple", "apples"},
		Facts: []Fact{{0, -1, Given, 4}, {1, 0, Plus, 3}, {2, 1, Times, 2}, {3, 2, Minus, 1}}}
	got := mustParse(t, example)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got.Text() != example {
		t.Errorf("its text is %q, want %q", got.Text(), example)
	}
}

// TestParseWordings reads one question in many words.
func TestParseWordings(t *testing.T) {
	want := mustParse(t, "Ann has 4 apples. Ben has 3 more apples than Ann. How many apples does Ben have?").key()
	for _, text := range []string{
		"Ann owns four apples. Ben owns 3 apples more than Ann. How many apples does Ben own?",
		"How many apples has Ben?\nBen keeps three more apples than Ann.\n\nAnn holds 4 apples.",
		"  Ann\thas 4 apples . Ben has three apples more than Ann.how many apples does Ben have?",
		"Ann has 4 ap\u00adples. Ben has 3 more apples than Ann. How many apples does Ben have?",
	} {
		if got := mustParse(t, text); got.key() != want || got.Names[got.Root] != "Ben" {
			t.Errorf("%q is read as %s", text, got.Text())
		}
	}
	for text, want := range map[string]string{
		"Ann has 5 boxes. Bo has 1 more boxes than Ann. How many boxes does Bo have?":             "has 1 more box than",
		"Ann has no pears. How many pears does Ann have?":                                         "Ann has 0 pears.",
		"Ann has 5 berries. Bo has double as many berries as Ann. How many berries does Bo have?": "Bo has twice as many berries",
		"Ann has 1 berry. Bo has thrice as many berries as Ann. How many berries does Bo have?":   "Ann has 1 berry.",
		"Ann has 9 fish. Bo has three times as many fish as Ann. How many fish does Bo have?":     "three times as many fish",
		"Ann has 9 boxes. Bo has 1 box. Cy has 2 less boxes than Bo. Bo has 3 boxes.":             "",
	} {
		q, err := Parse(text)
		if want != "" && (err != nil || !strings.Contains(q.Text(), want)) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	const rest = " How many apples does Ann have?"
	for _, c := range []struct {
		text     string
		sentence int
		reason   string
	}{
		{"Ann has 4 apples.", 0, "there is no question"},
		{"", 0, "there is no question"},
		{strings.Repeat("x", tasks.MaxText+1), 0, "the limit is"},
		{"Ann has 4 apples. Ben likes Ann." + rest, 2, "a fact reads"},
		{"Ann has many apples." + rest, 1, `"many" is not a number`},
		{"Ann has 4 apples!" + rest, 1, "ends with a full stop"},
		{"Ann has 4 apples", 1, "ends with a full stop"},
		{"Ann has 4 apples. ." + rest, 2, "there are no words"},
		{"Ann has 100 apples." + rest, 1, "100 is out of range: numbers are from 0 to 99"},
		{"Ann has 99999999999999999999 apples." + rest, 1, "out of range"},
		{"Ann has 4 apples. Ben has 21 more apples than Ann." + rest, 2, "differences are from 1 to 20"},
		{"Ann has 4 apples. Ben has 4 times as many apples as Ann." + rest, 2, "factors are from 2 to 3"},
		{"Ann has 4 apples. Ben has twice as many as Ann." + rest, 2, "a fact reads"},
		{"Ann has 4 apples. Ben has 4 pears." + rest, 2, "it counts pears, but sentence 1 counts apples"},
		{"Ann has 4 apples. How many pears does Ann have?", 2, "it counts pears"},
		{"ann has 4 apples." + rest, 1, "a name with a capital letter"},
		{"Ann has 4 Apples." + rest, 1, "in small letters"},
		{"A1 has 4 apples." + rest, 1, "not a word of letters"},
		{"Ann has 4 apples. Ann has 5 apples." + rest, 2, "sentence 1 says already how many Ann has"},
		{"Ann has 4 more apples than Ann." + rest, 1, "name someone else"},
		{"Ann has 4 more apples than Ben." + rest, 1, "no sentence says how many apples Ben has"},
		{"Ben has 4 apples." + rest, 2, "no sentence says how many apples Ann has"},
		{"Ann has 1 more apple than Ben. Ben has 1 fewer apple than Ann." + rest, 2, "round in a circle: Ann → Ben → Ann"},
		{"Ann has 90 apples. Ben has 10 more apples than Ann." + rest, 2, "Ben would have 100 apples"},
		{"Ann has 4 apples. Is Ann an apple?" + rest, 2, "the question reads"},
		{"Ann has 4 apples." + rest + rest, 3, "sentence 2 is the first"},
		{strings.Repeat("Ann has 4 apples. ", tasks.MaxSentences+1), 2, "sentence 1 says already"},
	} {
		_, err := Parse(c.text)
		syntax, ok := err.(*tasks.SyntaxError)
		if !ok || syntax.Sentence != c.sentence || !strings.Contains(syntax.Reason, c.reason) {
			t.Errorf("%q: %v, want %q in sentence %d", tasks.Shorten(c.text), err, c.reason, c.sentence)
		}
	}
}

func TestCheckFindsAllProblems(t *testing.T) {
	q, problems := Check("Ann likes 4 apples. Ben has 3 apples. Cleo has x apples. How many apples does Ben have?")
	if q != nil || len(problems) != 2 || problems[0].Sentence != 1 || problems[1].Sentence != 3 {
		t.Errorf("Check found %v, want problems with sentences 1 and 3", problems)
	}
	q, problems = Check(strings.Repeat("No. ", 100))
	if q != nil || len(problems) != tasks.MaxProblems {
		t.Errorf("Check found %d problems, want %d", len(problems), tasks.MaxProblems)
	}
}

// FuzzParse holds that what can be read has an answer, and reads the same when printed.
func FuzzParse(f *testing.F) {
	f.Add(example)
	f.Add("How many fish has Zoë?\nZoë owns no fish. Bo keeps two fish more than Zoë.")
	f.Add("Ann has 1 more apple than Ben. Ben has 1 fewer apple than Ann. How many apples does Ann have?")
	for _, as := range others {
		f.Add(as.text(NewGenerator(1).Sample(Style{Operations: -1})))
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text)
		if err != nil {
			syntax, ok := err.(*tasks.SyntaxError)
			if !ok || syntax.Reason == "" || syntax.Sentence > tasks.MaxSentences+1 {
				t.Fatalf("%q: the error is %#v", text, err)
			}
			return
		}
		if _, err := q.Solve(); err != nil {
			t.Fatalf("%q can be read, but not solved: %v", text, err)
		}
		again, err := Parse(q.Text())
		if err != nil || again.key() != q.key() || again.Names[again.Root] != q.Names[q.Root] {
			t.Fatalf("%q prints as %q, which reads %+v, %v", text, q.Text(), again, err)
		}
	})
}
