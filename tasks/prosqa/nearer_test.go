package prosqa

import (
	"testing"

	"github.com/coconut-page/coconut/tasks"

	"github.com/coconut-page/coconut/tasks/graph"
)

// TestNearer compares the rule, on many questions, with the shares that Measure counts for whole files.
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
		for _, f := range q.Flips() {
			edited := tasks.Apply(q, f)
			again, err := Parse(edited.Text())
			if err != nil {
				t.Fatalf("%+v: %v", f, err)
			}
			j, err := again.Judge(AnswerText(it.IdxToSymbol[it.Root], it.IdxToSymbol[it.NegTarget]))
			if err != nil || j.Verdict != tasks.Right {
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
	if flips := both.Flips(); flips != nil {
		t.Error("flips of a question that is not decided")
	}
}
