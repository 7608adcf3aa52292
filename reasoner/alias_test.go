package reasoner

import (
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

func learnt(w string) bool {
	return slices.Contains(prosqa.Names, w) || slices.Contains(prosqa.Concepts, w)
}

func parse(t *testing.T, text string) *prosqa.Question {
	t.Helper()
	q, err := prosqa.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestAliasKeepsKnownWords(t *testing.T) {
	q := parse(t, "Every lempus is a cat. Tom is a lempus. Rosalind is a stone. Is Tom a cat or stone?")
	got, back, err := alias(q, learnt)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range q.Graph.Symbols {
		alias := got.Graph.Symbols[i]
		switch {
		case learnt(w) && alias != w:
			t.Errorf("%s became %s, want it kept", w, alias)
		case !learnt(w) && (!learnt(alias) || back[alias] != w || prosqa.IsName(alias) != prosqa.IsName(w)):
			t.Errorf("%s became %s, which leads back to %q", w, alias, back[alias])
		}
	}
	if len(back) != 3 {
		t.Errorf("%d words were replaced, want cat, stone and Rosalind", len(back))
	}
	seen := map[string]bool{}
	for _, w := range got.Graph.Symbols {
		if seen[w] {
			t.Errorf("two words became %s", w)
		}
		seen[w] = true
	}
}

func TestAliasRunsOut(t *testing.T) {
	var b strings.Builder
	for i := range len(prosqa.Concepts) + 1 {
		b.WriteString("Tom is a x" + strings.Repeat("y", i+1) + ". ")
	}
	_, _, err := alias(parse(t, b.String()+"Is Tom a xy or xyy?"), learnt)
	if err == nil || !strings.Contains(err.Error(), "too many different kinds") {
		t.Errorf("error is %v, want one about too many kinds", err)
	}
}
