package prosqa

import (
	"slices"
	"strings"
	"testing"
)

func learnt(w string) bool {
	return slices.Contains(Names, w) || slices.Contains(Concepts, w)
}

func mustParse(t *testing.T, text string) *Question {
	t.Helper()
	q, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestAliasKeepsKnownWords(t *testing.T) {
	q := mustParse(t, "Every lempus is a cat. Tom is a lempus. Rosalind is a stone. Is Tom a cat or stone?")
	got, back, err := alias(q, learnt)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range q.Graph.Symbols {
		alias := got.Graph.Symbols[i]
		switch {
		case learnt(w) && alias != w:
			t.Errorf("%s became %s, want it kept", w, alias)
		case !learnt(w) && (!learnt(alias) || back[alias] != w || IsName(alias) != IsName(w)):
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
	for i := range len(Concepts) + 1 {
		b.WriteString("Tom is a x" + strings.Repeat("y", i+1) + ". ")
	}
	_, _, err := alias(mustParse(t, b.String()+"Is Tom a xy or xyy?"), learnt)
	if err == nil || !strings.Contains(err.Error(), "too many different kinds") {
		t.Errorf("error is %v, want one about too many kinds", err)
	}
}
