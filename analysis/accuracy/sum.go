package accuracy

import (
	"maps"
	"slices"

	"github.com/coconut-page/coconut/internal/interval"
)

// Sum are the figures of one number of thoughts. Its JSON form is part of what `coconut eval --json` prints.
type Sum struct {
	N     int `json:"n"`
	Right int `json:"right"`
	// Accuracy is Right/N, Low to High its 95 % interval, all from 0 to 1.
	Accuracy float64 `json:"accuracy"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	// TokensMean counts thoughts and generated tokens, as the paper's table 1 does. It and MSMedian are of the questions
	// that the model could read, 0 without any.
	TokensMean float64 `json:"tokens_mean"`
	// MSMedian is the median wall time of a question, from text to answer. Questions that run at the same time slow each
	// other down.
	MSMedian float64 `json:"ms_median"`
	// Cut is how many texts had not ended after the most tokens that were allowed.
	Cut int `json:"cut,omitempty"`
	// Unread is how many questions the model could not read. They count as wrong.
	Unread int `json:"unread,omitempty"`
	// BySteps are the same questions apart by the length of their reasoning, shortest first.
	BySteps []Steps `json:"by_steps,omitempty"`
}

// Steps are the questions whose reasoning has as many steps, according to the data file.
type Steps struct {
	Steps int `json:"steps"`
	N     int `json:"n"`
	Right int `json:"right"`
}

// SumUp sums up answers, of which there must be at least one. steps tells the length of a question's reasoning.
func SumUp(answers []Answer, steps func(question int) int) Sum {
	s, tokens, times, parts := Sum{N: len(answers)}, 0, []float64{}, map[int]Steps{}
	for _, a := range answers {
		part := parts[steps(a.Question)]
		part.N++
		if a.Right {
			s.Right++
			part.Right++
		}
		if a.Cut {
			s.Cut++
		}
		parts[steps(a.Question)] = part
		if a.Unread != "" {
			s.Unread++
			continue
		}
		tokens += a.Thoughts + a.Tokens
		times = append(times, a.Millis)
	}
	s.Accuracy = float64(s.Right) / float64(s.N)
	s.Low, s.High = interval.Wilson(s.Right, s.N)
	if read := len(times); read > 0 {
		slices.Sort(times)
		s.TokensMean = float64(tokens) / float64(read)
		s.MSMedian = (times[(read-1)/2] + times[read/2]) / 2
	}
	for _, n := range slices.Sorted(maps.Keys(parts)) {
		s.BySteps = append(s.BySteps, Steps{n, parts[n].N, parts[n].Right})
	}
	return s
}
