package prontoqa

import (
	"testing"

	"github.com/coconut-page/coconut/tasks"
)

func TestJudge(t *testing.T) {
	q, err := Parse("Tumpuses are gorpuses. Each gorpus is not happy. Alex is a tumpus. True or false: Alex is happy.")
	if err != nil {
		t.Fatal(err)
	}
	for answer, want := range map[string]string{"False": tasks.Right, "True": tasks.Wrong, "Alex is": tasks.Malformed,
		"": tasks.Malformed} {
		if j, err := q.Judge(answer); err != nil || j.Verdict != want || j.Expected != "False" || len(j.Path) != 4 {
			t.Errorf("%q: %+v, %v; want %s, False and 4 nodes", answer, j, err, want)
		}
	}
	q.Edges = q.Edges[:1]
	if j, err := q.Judge("True"); err != nil || j.Verdict != tasks.Undecidable ||
		j.Why != "nothing makes Alex happy or not happy" {
		t.Errorf("without the fact that decides: %+v, %v", j, err)
	}
}
