package page

import (
	"testing"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

// TestRoutes: of the arrows of many graphs few run behind a box, a fraction of those that would if they were straight,
// and each has a length.
func TestRoutes(t *testing.T) {
	for narrow, most := range map[bool]float64{false: 0.05, true: 0.15} {
		g := prosqa.NewGenerator(1)
		edges, straight, behind := 0, 0, 0
		for i := range 60 {
			r := Read(g.NextSized(4+i%2*10, 13+i%2*27).Question)
			l := layOut(r, narrow)
			for k, e := range r.Question.Graph.Edges {
				edges++
				if l.hidden(l.bent(e[0], e[1], 0, 0), e[0], e[1]) > 0 {
					straight++
				}
				if l.hidden(l.route(e[0], e[1]), e[0], e[1]) > 0 {
					behind++
				}
				if l.Lines[k] == "" {
					t.Errorf("question %d, narrow %t: fact %d has no arrow", i, narrow, k)
				}
			}
		}
		t.Logf("narrow %t: %d arrows, %d of them behind boxes if straight, %d as drawn", narrow, edges, straight, behind)
		if share := float64(behind) / float64(edges); share > most || 3*behind > straight {
			t.Errorf("narrow %t: %.0f %% of the arrows are behind boxes", narrow, 100*share)
		}
	}
}
