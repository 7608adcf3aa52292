package causal

import (
	"context"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/internal/interval"
	"github.com/coconut-page/coconut/runtime"
)

// Rollouts are the texts that were sampled after a number of thoughts: what the model may still say then. If thoughts
// hold several answers at once, and narrow them down, there are many different ones at first and few in the end.
type Rollouts struct {
	Thoughts int `json:"thoughts"`
	// N is how many questions there are, Samples how many texts were sampled for each.
	N       int `json:"n"`
	Samples int `json:"samples"`
	// Greedy is how many answers are right that were not sampled, the control.
	Greedy Share `json:"greedy"`
	// Pass1 is the mean share of a question's samples that are right, 0 to 1; Pass10 how likely one of ten is, by the
	// unbiased estimate of Chen et al. (2107.03374), 0 with fewer samples. Pass counts the questions of which any sample
	// is right.
	Pass1  float64 `json:"pass_1"`
	Pass10 float64 `json:"pass_10,omitempty"`
	Pass   Share   `json:"pass_n"`
	// Majority counts the questions of which the answer that most samples give is right (2203.11171).
	Majority Share `json:"majority_n"`
	// Distinct is the mean number of different answers to a question, no answer not among them; Silent the share of
	// samples without an answer.
	Distinct float64 `json:"distinct"`
	Silent   float64 `json:"silent"`
}

// Share is how many questions of all, with Wilson's 95 % interval for the share.
type Share struct {
	Count int     `json:"count"`
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

func share(count, n int) Share {
	s := Share{Count: count, Share: float64(count) / float64(n)}
	s.Low, s.High = interval.Wilson(count, n)
	return s
}

// Rollouts samples texts after 0 thoughts, after 1 and so on up to s.Thoughts: n of them each, all with their own seed,
// and one that is not sampled.
func (s *Study) Rollouts(ctx context.Context, n int, with runtime.Sampling) ([]Rollouts, error) {
	plan := accuracy.Plan{Questions: len(s.Items), ByQuestion: true, Jobs: s.Jobs, Done: s.Done}
	runs := n + 1 // the first of a depth is not sampled
	for run := range (s.Thoughts + 1) * runs {
		plan.Depths = append(plan.Depths, run)
	}
	answers, err := plan.Run(ctx, func(ctx context.Context, question, run int) (accuracy.Answer, error) {
		c := Change{Thoughts: run / runs}
		if run%runs > 0 {
			c.Sampling = with
			c.Sampling.Seed = with.Seed ^ (uint64(question)<<32 | uint64(run))
		}
		return s.Ask(ctx, s.Items[question], c)
	})
	if err != nil {
		return nil, err
	}
	var all []Rollouts
	for k := range s.Thoughts + 1 {
		r := s.rolled(answers[k*runs], answers[k*runs+1:(k+1)*runs])
		r.Thoughts = k
		all = append(all, r)
	}
	return all, nil
}

// rolled sums up the samples of one depth; samples are by run, and then by question.
func (s *Study) rolled(greedy []accuracy.Answer, samples [][]accuracy.Answer) Rollouts {
	questions := len(s.Items)
	r := Rollouts{N: questions, Samples: len(samples)}
	known, passed, majority := 0, 0, 0
	for question := range s.Items {
		if greedy[question].Right {
			known++
		}
		if s.count(samples, question).Right {
			majority++
		}
		right, distinct, silent := s.tally(samples, question)
		if right > 0 {
			passed++
		}
		of := float64(questions)
		r.Pass1 += passAt(1, right, len(samples)) / of
		r.Pass10 += passAt(10, right, len(samples)) / of
		r.Distinct += float64(distinct) / of
		r.Silent += float64(silent) / float64(len(samples)) / of
	}
	r.Greedy, r.Pass, r.Majority = share(known, questions), share(passed, questions), share(majority, questions)
	return r
}

// tally counts the right samples of a question, the different answers, and the samples without one.
func (s *Study) tally(samples [][]accuracy.Answer, question int) (right, distinct, silent int) {
	var said []string
	for _, run := range samples {
		a := run[question]
		if a.Right {
			right++
		}
		if a.Said == "" {
			silent++
			continue
		}
		known := false
		for _, earlier := range said {
			known = known || s.Same(earlier, a.Said)
		}
		if !known {
			said = append(said, a.Said)
		}
	}
	return right, len(said), silent
}

// passAt is the probability that at least one of k samples, drawn from n of which some are right, is right; 0 if there
// are not that many.
func passAt(k, right, n int) float64 {
	if n < k {
		return 0
	}
	none := 1.0
	for i := range k {
		none *= max(0, float64(n-right-i)) / float64(n-i)
	}
	return 1 - none
}
