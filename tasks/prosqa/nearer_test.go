package prosqa

import (
	"testing"

	"github.com/coconut-page/coconut/tasks/graph"
)

// TestNearer holds the rule on many questions against the shares that Measure finds, which counts it for whole files.
func TestNearer(t *testing.T) {
	items := generated(1, 200)
	stats, err := Measure(items)
	if err != nil {
		t.Fatal(err)
	}
	right, tie := 0, 0
	for _, it := range items {
		q, err := Parse(it.Question)
		if err != nil {
			t.Fatal(err)
		}
		ways, err := graph.New(&q.Graph)
		if err != nil {
			t.Fatal(err)
		}
		node, ok := q.Nearer(ways)
		switch {
		case !ok:
			tie++
		case q.Graph.Symbols[node] == it.IdxToSymbol[it.Target]:
			right++
		}
	}
	if float64(right)/200 != stats.Undirected.Right || float64(tie)/200 != stats.Undirected.Tie {
		t.Errorf("right %d, tie %d of 200; Measure has %+v", right, tie, stats.Undirected)
	}
}

func TestFlips(t *testing.T) {
	for _, it := range generated(2, 40) {
		q, err := Parse(it.Question)
		if err != nil {
			t.Fatal(err)
		}
		before := q.Text()
		flips, err := q.Flips()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range flips {
			edited := q.With(f)
			again, err := Parse(edited.Text())
			if err != nil {
				t.Fatalf("%+v: %v", f, err)
			}
			j, err := Judge(again, AnswerText(it.IdxToSymbol[it.Root], it.IdxToSymbol[it.NegTarget]))
			if err != nil || j.Verdict != Right {
				t.Errorf("%+v does not turn the answer round: %+v, %v", f, j, err)
			}
		}
		if q.Text() != before {
			t.Fatal("an edit changed the question it was made of")
		}
	}
	both, err := Parse("Tom is a cat. Tom is a pet. Is Tom a cat or pet?")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := both.Flips(); err == nil {
		t.Error("flips of a question that is not decided")
	}
}
