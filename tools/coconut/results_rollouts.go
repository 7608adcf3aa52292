package main

import "fmt"

// rolloutSection is what a model may still say after each number of thoughts.
type rolloutSection struct {
	Model, Data, Temperature string
	N, Samples               int
	Rows                     []rolloutRow
}

type rolloutRow struct {
	Thoughts                                                      int
	Greedy, Pass1, Pass10, Pass, Majority, Distinct, Silent, Span string
}

// rolloutSections are those of all files.
func (r *results) rolloutSections() (sections []rolloutSection) {
	for _, lines := range r.rollouts {
		if len(lines) == 0 {
			continue
		}
		first := lines[0]
		s := rolloutSection{Model: first.Model, Data: first.Data, Temperature: fmt.Sprint(first.Temperature), N: first.N,
			Samples: first.Samples}
		for _, l := range lines {
			s.Rows = append(s.Rows, rolloutRow{l.Thoughts, tenth(l.Greedy.Share), tenth(l.Pass1), tenth(l.Pass10),
				tenth(l.Pass.Share), tenth(l.Majority.Share), fmt.Sprintf("%.2f", l.Distinct), tenth(l.Silent),
				tenth(l.Majority.Low) + " to " + tenth(l.Majority.High)})
		}
		sections = append(sections, s)
	}
	return sections
}
