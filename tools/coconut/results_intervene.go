package main

import (
	"fmt"

	"github.com/coconut-page/coconut/analysis/causal"
)

// interveneSection shows what changes of a model's thoughts do to its answers.
type interveneSection struct {
	Model, Data string
	N, Thoughts int
	Unchanged   string
	Rows        []interveneRow
}

type interveneRow struct {
	Condition                           string
	N, Right, Lost, Gained, Changed     int
	Percent, Difference, Interval, P, G string
	Predicted                           string
}

// interveneSections are those of all files.
func (r *results) interveneSections() (sections []interveneSection) {
	for _, lines := range r.treated {
		if len(lines) == 0 {
			continue
		}
		first := lines[0]
		s := interveneSection{Model: first.Model, Data: first.Data, N: first.N, Thoughts: first.Thoughts}
		for _, l := range lines {
			if l.Condition == causal.Unchanged {
				s.Unchanged = fmt.Sprintf("%s %% (%s to %s)", tenth(l.Accuracy), tenth(l.RightLow), tenth(l.RightHigh))
				continue
			}
			s.Rows = append(s.Rows, newInterveneRow(l.Finding))
		}
		sections = append(sections, s)
	}
	return sections
}

func newInterveneRow(f causal.Finding) interveneRow {
	row := interveneRow{Condition: f.Condition, N: f.N, Right: f.Right, Lost: f.Lost, Gained: f.Gained, Changed: f.Changed,
		Percent: tenth(f.Accuracy), Difference: fmt.Sprintf("%+.1f", 100*f.Difference),
		Interval: fmt.Sprintf("%+.1f to %+.1f", 100*f.Low, 100*f.High), P: pValue(f.PHolm), G: fmt.Sprintf("%.2f", f.G),
		Predicted: "–"}
	if f.Predicted >= 0 {
		row.Predicted = fmt.Sprintf("%s (%s to %s); unchanged %s", tenth(share(f.Predicted, f.N)), tenth(f.PredictedLow),
			tenth(f.PredictedHigh), tenth(share(f.Before, f.N)))
	}
	return row
}

// share is a part of n, 0 of none.
func share(part, n int) float64 { return float64(part) / float64(max(n, 1)) }
