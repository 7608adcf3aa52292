package prosqa

import (
	"testing"

	"github.com/coconut-page/coconut/tasks/graph"
)

// TestDeep checks that deep questions are as large and as deep as they should be, each depth about equally often, that
// the oracle agrees with their answers, and that they leave the generator's own questions as they were.
func TestDeep(t *testing.T) {
	g, hops := NewGenerator(11), map[int]int{}
	for range 400 {
		s := g.Deep()
		if n := len(s.Symbols); n < 30 || n > 40 {
			t.Fatalf("%d nodes", n)
		}
		q, err := Parse(s.Item().Question)
		if err != nil {
			t.Fatal(err)
		}
		said, err := q.Answer(graph.Index(&q.Graph))
		if err != nil || q.Graph.Symbols[said] != s.Symbols[s.Target] {
			t.Fatalf("the oracle says %d, %v; the sample %q", said, err, s.Symbols[s.Target])
		}
		hops[len(s.Path)-1]++
	}
	for h := 7; h <= 10; h++ {
		if hops[h] < 70 {
			t.Errorf("%d of 400 questions need %d facts: %v", hops[h], h, hops)
		}
	}
	if len(hops) != 4 {
		t.Errorf("questions by facts: %v", hops)
	}
	if g.grower.steepness != 1 {
		t.Error("what is drawn next is not like the official files")
	}
}
