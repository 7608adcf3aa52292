package prosqa

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tasks"

	"github.com/coconut-page/coconut/tasks/graph"
)

func TestJudge(t *testing.T) {
	tiny := tinyText
	animals := "Every cat is an animal. Tom is a cat. Rex is a rock. Is Tom an animal or rock?"
	for _, test := range []struct{ text, answer, verdict, why string }{
		{tiny, "Tom is a pet.", tasks.Right, "2 facts lead from Tom to pet, and none to tree"},
		{tiny, " Tom  is a pet.\n", tasks.Right, "2 facts"},
		{tiny, "Tom is an pet.", tasks.Right, "2 facts"}, // either article is accepted
		{animals, "Tom is an animal.", tasks.Right, "2 facts lead from Tom to animal, and none to rock"},
		{animals, "Tom is a animal.", tasks.Right, "2 facts"},
		{animals, "Tom is an rock.", tasks.Wrong, "no facts lead from Tom to rock"},
		{animals, "animal", tasks.Malformed, `an answer reads "Tom is an animal." or "Tom is a rock."`},
		{animals, "Tom is an eel.", tasks.Malformed, "eel is neither of the answers offered"},
		{"Tom is an ape. Tom is an ox. Is Tom an ape or ox?", "", tasks.Undecidable, "Tom is both an ape and an ox"},
		{"Tom is a cat. Eva is an ape. Eva is an ox. Is Tom an ape or ox?", "", tasks.Undecidable, "nothing makes Tom an ape or an ox"},
		{tiny, "Tom is a tree.", tasks.Wrong, "no facts lead from Tom to tree, but 2 facts lead to pet"},
		{tiny, "", tasks.Malformed, "no answer"},
		{tiny, "pet", tasks.Malformed, `an answer reads "Tom is a tree." or "Tom is a pet."`},
		{tiny, "Tom is a pet", tasks.Malformed, "an answer reads"},
		{tiny, "Eva is a pet.", tasks.Malformed, "it is about Eva; the question is about Tom"},
		{tiny, "Tom is a cat.", tasks.Malformed, "cat is neither of the answers offered, tree and pet"},
		{"Tom is a cat. Eva is a pet. Eva is a fish. Is Tom a pet or fish?", "Tom is a pet.", tasks.Undecidable, "nothing makes Tom a pet or a fish"},
		{"Tom is a cat. Tom is a pet. Is Tom a pet or cat?", "Tom is a pet.", tasks.Undecidable, "Tom is both a pet and a cat"},
		{"Tom is a cat. Eva is a pet. Is Tom a pet or cat?", "Tom is a cat.", tasks.Right, "one fact leads from Tom to cat"},
	} {
		q, err := Parse(test.text)
		if err != nil {
			t.Fatal(err)
		}
		j, err := q.Judge(test.answer)
		if err != nil {
			t.Fatal(err)
		}
		if j.Verdict != test.verdict || !strings.Contains(j.Why, test.why) {
			t.Errorf("%q: %s, %s; want %s, %s", test.answer, j.Verdict, j.Why, test.verdict, test.why)
		}
		if decided := test.verdict != tasks.Undecidable; decided != (j.Expected != "") || decided != (j.Path != nil) {
			t.Errorf("%q: expected %q by %v", test.answer, j.Expected, j.Path)
		}
	}
}

func TestJudgeGivesTheWay(t *testing.T) {
	q, err := Parse(tinyText)
	if err != nil {
		t.Fatal(err)
	}
	j, err := q.Judge("Tom is a tree.")
	if err != nil || j.Expected != "Tom is a pet." || !slices.Equal(j.Path, []string{"Tom", "cat", "pet"}) {
		t.Errorf("%+v, %v", j, err)
	}
}

func TestJudgeRefusesUnsoundQuestions(t *testing.T) {
	loop := &Question{Graph: graph.Graph{Symbols: []string{"Tom", "a", "b"}, Edges: [][2]int{{1, 2}, {2, 1}}},
		Candidates: [2]int{1, 2}}
	if _, err := loop.Judge("Tom is a a."); !errors.Is(err, graph.ErrCycle) {
		t.Errorf("got %v", err)
	}
	outside := &Question{Graph: graph.Graph{Symbols: []string{"Tom"}}, Candidates: [2]int{1, 2}}
	if _, err := outside.Judge("Tom is a a."); err == nil || errors.Is(err, tasks.ErrUndecidable) {
		t.Errorf("got %v", err)
	}
}
