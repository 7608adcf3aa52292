package arithmetic

import (
	"slices"
	"strconv"
	"testing"
)

// TestPatched checks patches against the question itself with another given number: patching the given quantity has the
// same end.
func TestPatched(t *testing.T) {
	g := NewGenerator(4)
	found := 0
	for seed := range uint64(300) {
		q := g.Sample(Style{Operations: -1})
		s, err := q.Solve()
		if err != nil {
			t.Fatal(err)
		}
		chain := q.chain(q.Root)
		given := chain[len(chain)-1]
		for _, same := range []bool{true, false} {
			p, ok := q.Patched(len(chain), same, seed) // the given quantity is the first on the way forward
			if !ok {
				continue
			}
			found++
			value, err := strconv.Atoi(p.Word)
			if err != nil || !slices.Equal(p.Named, []string{strconv.Itoa(s.Values[given])}) ||
				(value == s.Values[given]) != same {
				t.Fatalf("%+v in %+v", p, q)
			}
			if end, ok := q.follow(reversed(chain)[1:], value); !ok || p.Answer != q.answerText(q.Names[q.Root],
				strconv.Itoa(end)) {
				t.Fatalf("%+v in %+v: want %d", p, q, end)
			}
			if j, err := q.Judge(p.Answer); err != nil || (j.Verdict == "right") != same {
				t.Fatalf("%+v is %+v, %v", p, j, err)
			}
		}
		if p, ok := q.Patched(0, false, seed); ok && (p.Thought < len(chain) || p.Thought > 3*len(chain)-4) {
			t.Fatalf("thought %d of %d people", p.Thought, len(chain))
		}
		if _, ok := q.Patched(3*len(chain)-2, false, seed); ok {
			t.Fatal("a patch of the answer itself")
		}
		if _, ok := q.Patched(len(chain)+1, false, seed); ok {
			t.Fatal("a patch of a person")
		}
	}
	if found < 300 {
		t.Errorf("only %d patches", found)
	}
}

func reversed(people []int) []int {
	people = slices.Clone(people)
	slices.Reverse(people)
	return people
}
