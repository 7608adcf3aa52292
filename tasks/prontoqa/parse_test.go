package prontoqa

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tasks"
)

func TestParse(t *testing.T) {
	want := &Question{
		Symbols: []string{"tumpus", "not happy", "impus", "jompus", "happy", "Alex"},
		Edges:   [][2]int{{0, 1}, {2, 0}, {3, 4}, {5, 2}}, Root: 5, Query: "happy",
	}
	for _, test := range []struct{ name, text string }{
		{"official form", tinyText},
		{"lines and blanks", "\n" + strings.ReplaceAll(tinyText, " ", "\r\n  ") + "\n"},
		{"plural", strings.Replace(tinyText, "Each impus is a tumpus", "Impuses are tumpuses", 1)},
		{"every", strings.Replace(tinyText, "Tumpuses are not", "Every tumpus is not", 1)},
		{"each", strings.Replace(tinyText, "Every jompus", "Each jompus", 1)},
		{"soft hyphens", strings.ReplaceAll(tinyText, "pus", "\u00adpus")},
		{"zero-width blanks", "\ufeff" + strings.ReplaceAll(tinyText, ".", "\u200b.\u2060")},
		{"article", strings.Replace(tinyText, "an impus", "a impus", 1)},
	} {
		got, err := Parse(test.text)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", test.name, got, want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	const ask = "True or false: Alex is happy."
	for _, test := range []struct{ name, text, reason string }{
		{"nothing", " \n ", "full stop"},
		{"no facts", ask, `nothing about "Alex"`},
		{"no query", "Alex is a tumpus.", "the query reads"},
		{"query not last", ask + " Alex is a tumpus.", "sentence 1"},
		{"query for a concept", "Alex is a tumpus. True or false: Alex is a tumpus.", "the query reads"},
		{"query about a concept", "Alex is a tumpus. True or false: tumpus is happy.", "the query reads"},
		{"query in the wrong words", "Alex is a tumpus. Is Alex happy.", "the query reads"},
		{"query too short", "Alex is a tumpus. True or false: Alex.", "the query reads"},
		{"query negated twice", "Alex is a tumpus. True or false: Alex is not not happy.", "the query reads"},
		{"no stop", "Alex is a tumpus. True or false: Alex is happy", "full stop"},
		{"short sentence", "Alex is. " + ask, `sentence 1, "Alex is"`},
		{"a property of a name", "Alex is happy. " + ask, "sentence 1"},
		{"a small letter", "tumpuses are happy. " + ask, "sentence 1"},
		{"singular", "Tumpus are happy. " + ask, "sentence 1"},
		{"each with plural", "Each tumpuses is happy. " + ask, "sentence 1"},
		{"each name", "Each Alex is happy. " + ask, "sentence 1"},
		{"a name that is a concept", "Tumpus is a gorpus. " + ask, "sentence 1"},
		{"a keyword as an adjective", "Each tumpus is not. " + ask, "sentence 1"},
		{"another alphabet", "Zoë is a tumpus. " + ask, "sentence 1"},
		{"someone unknown", "Fae is a tumpus. " + ask, `nothing about "Alex"`},
		{"too long", strings.Repeat("x", tasks.MaxText+1), "65537 bytes"},
		{"too many", strings.Repeat("Alex is a tumpus. ", tasks.MaxSentences) + ask, "more than 512"},
	} {
		q, err := Parse(test.text)
		if q != nil || !errors.As(err, new(*tasks.SyntaxError)) {
			t.Errorf("%s: %v, %v", test.name, q, err)
			continue
		}
		reason := strings.ReplaceAll(test.reason, "nothing about", "no fact says anything about")
		if !strings.Contains(err.Error(), reason) || len(err.Error()) > 500 {
			t.Errorf("%s: %q does not say %q", test.name, err, reason)
		}
	}
}

func TestAnswer(t *testing.T) {
	const facts = "Alex is a tumpus. Tumpuses are gorpuses. Gorpuses are tumpuses. Gorpuses are not happy. Impuses are " +
		"happy. "
	for _, test := range []struct {
		name, text string
		answer     bool
		path       string
		err        error
	}{
		{"true", facts + "True or false: Alex is not happy.", true, "Alex tumpus gorpus not happy", nil},
		{"false", facts + "True or false: Alex is happy.", false, "Alex tumpus gorpus not happy", nil},
		{"neither", facts + "True or false: Alex is sad.", false, "", tasks.ErrUndecidable},
		{"both", "Alex is an impus. Alex is a gorpus. " + facts + "True or false: Alex is happy.", false, "", tasks.ErrUndecidable},
		{"shortest", "Alex is a gorpus. " + facts + "True or false: Alex is happy.", false, "Alex gorpus not happy", nil},
	} {
		q, err := Parse(test.text)
		if err != nil {
			t.Fatal(err)
		}
		answer, path, err := q.Answer()
		words := make([]string, len(path))
		for i, node := range path {
			words[i] = q.Symbols[node]
		}
		if answer != test.answer || strings.Join(words, " ") != test.path || !errors.Is(err, test.err) {
			t.Errorf("%s: %v along %q: %v", test.name, answer, words, err)
		}
	}
}

func TestAnswerRefusesNodesThatDoNotExist(t *testing.T) {
	for _, q := range []Question{
		{},
		{Symbols: []string{"Alex"}, Root: -1},
		{Symbols: []string{"Alex"}, Edges: [][2]int{{0, 1}}},
		{Symbols: []string{"Alex"}, Edges: [][2]int{{-1, 0}}},
	} {
		if _, _, err := q.Answer(); err == nil || errors.Is(err, tasks.ErrUndecidable) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

// FuzzParse checks that what Parse accepts survives a round trip, and that the rules agree with it where they know the
// words.
func FuzzParse(f *testing.F) {
	f.Add(tinyText)
	f.Add(generated(2, 1)[0].Question)
	f.Add("Tumpuses are a. True or false: A is not b.")
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text)
		if err != nil {
			if q != nil || !errors.As(err, new(*tasks.SyntaxError)) {
				t.Fatalf("%v, %v", q, err)
			}
			return
		}
		if _, _, err := q.Answer(); err != nil && !errors.Is(err, tasks.ErrUndecidable) {
			t.Fatal(err)
		}
		told := Sample{Symbols: q.Symbols, Edges: q.Edges, Root: q.Root, Query: q.Query}.Item().Question
		again, err := Parse(told)
		if err != nil || !reflect.DeepEqual(again, q) {
			t.Fatalf("%+v, told as %q, came back as %+v: %v", q, told, again, err)
		}
		if known(q) {
			checkRules(t, told)
		}
	})
}

// known reports whether all words are in the vocabulary.
func known(q *Question) bool {
	for _, s := range append(slices.Clone(q.Symbols), q.Query) {
		s = strings.TrimPrefix(s, not)
		if !slices.Contains(Names, s) && !slices.Contains(Concepts, s) && !slices.Contains(Properties, s) {
			return false
		}
	}
	return true
}
