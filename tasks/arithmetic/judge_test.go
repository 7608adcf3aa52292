package arithmetic

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tasks"
)

func TestJudge(t *testing.T) {
	q := mustParse(t, example)
	for answer, want := range map[string]string{
		"Cleo has 14 apples.":   tasks.Right,
		" Cleo  has 14 apples.": tasks.Right,
		"Cleo has 15 apples.":   tasks.Wrong,
		"Cleo has 1 apple.":     tasks.Wrong,
		"Cleo has 014 apples.":  tasks.Malformed,
		"Cleo has 114 apples.":  tasks.Malformed,
		"Cleo has 14 pears.":    tasks.Malformed,
		"Cleo has 14 apples":    tasks.Malformed,
		"Ben has 14 apples.":    tasks.Malformed,
		"":                      tasks.Malformed,
	} {
		j, err := q.Judge(answer)
		if err != nil || j.Verdict != want || j.Expected != "Cleo has 14 apples." {
			t.Errorf("%q is %q (%v), want %q", answer, j.Verdict, err, want)
		}
	}
	j, err := q.Judge("Cleo has 14 apples.")
	if err != nil {
		t.Fatal(err)
	}
	if want := "Ann has 4; Ben has 4 + 3 = 7; Cleo has 7 × 2 = 14"; j.Why != want {
		t.Errorf("why is %q, want %q", j.Why, want)
	}
	if got := strings.Join(j.Path, " "); got != "Cleo Ben Ann" {
		t.Errorf("the path is %s", got)
	}
}

func TestCheckChain(t *testing.T) {
	q := mustParse(t, example)
	for _, c := range []struct{ chain, facts, follows string }{
		{"Cleo Ben . Ben Ann . Ann 4 . Ben 7 . Cleo 14 .", "ttttt", "ttttt"},
		{"Ann 4 . Ben 7 . Cleo 14 .", "ttt", "fff"},                          // right, but nobody has asked for them
		{"Cleo Ben . Ben Ann . Ann 5 . Ben 8 . Cleo 16 .", "ttftt", "ttttt"}, // one error, counted once
		{"Cleo Ben . Ben Ann . Ann 4 . Ben 8 . Cleo 14 .", "tttff", "ttttt"},
		{"Cleo Ann . Ann 4 . Cleo 7 .", "ftf", "ttt"},
		{"Cleo Ben . Dan Cleo . Zed 4 . 4 Ben .", "ttff", "tfff"},
		{"Cleo Ben . Ben 7 .", "tf", "tt"}, // Ann's number is missing
		{"Cleo Ben . Ben", "t", "t"},
		{"", "", ""},
	} {
		facts, follows := "", ""
		for _, link := range q.CheckChain(strings.Fields(c.chain)) {
			facts += map[bool]string{true: "t", false: "f"}[link.Fact]
			follows += map[bool]string{true: "t", false: "f"}[link.Follows]
		}
		if facts != c.facts || follows != c.follows {
			t.Errorf("%s: facts %s and follows %s, want %s and %s", c.chain, facts, follows, c.facts, c.follows)
		}
	}
}

// TestCheckChainOfSteps holds that the steps of generated questions are right chains, and that changing any number in
// them is found.
func TestCheckChainOfSteps(t *testing.T) {
	g := NewGenerator(11)
	for range 300 {
		q := g.Sample(Style{Operations: -1})
		s, err := q.Solve()
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, step := range q.steps(q.Root, s.Values) {
			words = append(words, step...)
		}
		for i, link := range q.CheckChain(words) {
			if !link.Fact || !link.Follows {
				t.Fatalf("%s: step %d of %v is %+v", q.Text(), i, words, link)
			}
		}
		last := len(words) - 2
		words[last] = "no" + words[last]
		if links := q.CheckChain(words); links[len(links)-1].Fact {
			t.Fatalf("%v: a wrong last step is a fact", words)
		}
	}
}

func TestSay(t *testing.T) {
	q := mustParse(t, example)
	for words, want := range map[string]string{
		"Cleo 14 .":                "Cleo has 14 apples.",
		"Cleo Ben . Ann 1 . Ben ?": "Cleo's apples depend on Ben's. Ann has 1 apple. Ben ?",
		"":                         "",
	} {
		if got := q.Say(strings.Fields(words)); got != want {
			t.Errorf("%q is said as %q, want %q", words, got, want)
		}
	}
}
