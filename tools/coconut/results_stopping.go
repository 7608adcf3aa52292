package main

import (
	"fmt"

	"github.com/coconut-page/coconut/analysis/stopping"
)

// stoppingSection is where a model's stop head ends its thoughts, beside its controls.
type stoppingSection struct {
	Model, Data string
	N, Most     int
	Rows        []stoppingRow
	After       []int // 1 to Most
	// Needed are the head's questions by the thoughts that they need.
	Needed []neededRow
}

type (
	stoppingRow struct {
		Policy, About, Thoughts, Percent, Interval string
		Early                                      int
		Difference, Span, P                        string // to the head
	}
	neededRow struct {
		Needed, N         int
		Thoughts, Percent string
		Stops             []int
	}
)

// stoppingSections are those of all files.
func (r *results) stoppingSections() (sections []stoppingSection) {
	for _, lines := range r.stopped {
		if len(lines) == 0 {
			continue
		}
		head := lines[0]
		s := stoppingSection{Model: head.Model, Data: head.Data, N: head.N, Most: head.Most}
		for _, l := range lines {
			row := stoppingRow{Policy: l.Name, About: l.About, Thoughts: fmt.Sprintf("%.2f", l.Policy.Thoughts),
				Percent: tenth(l.Accuracy), Interval: tenth(l.Policy.Low) + " to " + tenth(l.Policy.High), Early: l.Early,
				Difference: "–", Span: "–", P: "–"}
			if l.Name != stopping.PolicyHead {
				row.Difference = fmt.Sprintf("%+.1f", 100*l.Difference)
				row.Span = fmt.Sprintf("%+.1f to %+.1f", 100*l.Paired.Low, 100*l.Paired.High)
				row.P = pValue(l.P)
			}
			s.Rows = append(s.Rows, row)
		}
		for k := range head.Most {
			s.After = append(s.After, k+1)
		}
		for _, d := range head.Depths {
			s.Needed = append(s.Needed, neededRow{d.Needed, d.N, fmt.Sprintf("%.2f", d.Thoughts),
				tenth(share(d.Right, d.N)), d.Stops})
		}
		sections = append(sections, s)
	}
	return sections
}
