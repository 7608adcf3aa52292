package prontoqa

import (
	"slices"
	"strings"
	"testing"
)

// checkRules compares the rules' tokens with Parse's.
func checkRules(t testing.TB, text string) {
	t.Helper()
	q, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, e := range q.Edges {
		want = append(want, Token(q.Symbols[e[0]]), Token(q.Symbols[e[1]]), ".")
	}
	want = append(want, Token(q.Symbols[q.Root]), Token(q.Query), "?")
	got := text
	for _, rule := range Rules() {
		got = strings.ReplaceAll(got, rule[0], rule[1])
	}
	if !slices.Equal(strings.Fields(got), want) {
		t.Fatalf("the rules make\n%s\nwant\n%s", got, strings.Join(want, " "))
	}
	if got != strings.Join(want, " ") {
		t.Fatalf("the rules leave other blanks than single ones: %q", got)
	}
}

func TestRules(t *testing.T) {
	for _, it := range generated(21, 500) {
		checkRules(t, it.Question)
	}
}

// TestRulesKnowEveryWord uses every concept and property in every form.
func TestRulesKnowEveryWord(t *testing.T) {
	for _, f := range []form{plural, each, every} {
		for i, c := range Concepts {
			other := Concepts[(i+1)%len(Concepts)]
			for _, name := range Names {
				facts := plural.sentence(name, c) + " " + f.sentence(c, other) + " "
				for _, p := range Properties {
					checkRules(t, facts+f.sentence(c, p)+" "+queryText(name, Negate(p)))
				}
			}
		}
	}
}

func TestRulesFitTheOfficialFiles(t *testing.T) {
	for _, name := range []string{"valid", "train"} {
		for _, it := range officialItems(t, name) {
			checkRules(t, it.Question)
		}
	}
}

func TestRulesDoWhatTheirCommentSays(t *testing.T) {
	text := "Each jompus is not melodic. Tumpuses are gorpuses. Alex is a tumpus. Alex is an impus. True or false: Alex " +
		"is not happy."
	for _, rule := range Rules() {
		text = strings.ReplaceAll(text, rule[0], rule[1])
	}
	if want := "jompus ~melodic . tumpus gorpus . Alex tumpus . Alex impus . Alex ~happy ?"; text != want {
		t.Errorf("%q, want %q", text, want)
	}
}

func TestToken(t *testing.T) {
	for symbol, want := range map[string]string{"Alex": "Alex", "tumpus": "tumpus", "happy": "happy",
		"not happy": "~happy"} {
		if got := Token(symbol); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
