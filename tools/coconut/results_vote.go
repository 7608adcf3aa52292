package main

import "fmt"

// voteSection is accuracy against coverage, with agreement among noisy runs as confidence.
type voteSection struct {
	Model, Data, Noise string
	N, Runs            int
	Rows               []voteRow
}

type voteRow struct {
	Threshold, Coverage, Percent, Interval string
	Answered, Right                        int
}

// voteSections are those of all files.
func (r *results) voteSections() (sections []voteSection) {
	for _, lines := range r.votes {
		if len(lines) == 0 {
			continue
		}
		first := lines[0]
		s := voteSection{Model: first.Model, Data: first.Data, Noise: fmt.Sprint(first.Noise), N: first.N, Runs: first.Runs}
		for _, l := range lines {
			s.Rows = append(s.Rows, voteRow{tenth(l.Threshold), tenth(l.Coverage.Coverage), tenth(l.Accuracy),
				tenth(l.Low) + " to " + tenth(l.High), l.Answered, l.Right})
		}
		sections = append(sections, s)
	}
	return sections
}
