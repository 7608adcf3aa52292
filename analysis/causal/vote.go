package causal

import (
	"context"
	"slices"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/internal/interval"
	"github.com/coconut-page/coconut/intervene"
)

// Ballot is what several runs of one question, each with noise on its thoughts, agree on.
type Ballot struct {
	// Said is the answer that most runs gave, the earliest of several with as many; Right says whether it is right.
	Said  string `json:"said"`
	Right bool   `json:"right"`
	// Share is how many of the runs gave it, from 0 to 1: the model's confidence.
	Share float64 `json:"share"`
}

// Vote asks every question n times with noise, amount times as strong as a thought, on all thoughts. The noise is drawn
// by the numbers of question and run.
func (s *Study) Vote(ctx context.Context, n int, amount float64) ([]Ballot, error) {
	plan := accuracy.Plan{Questions: len(s.Items), ByQuestion: true, Jobs: s.Jobs, Done: s.Done}
	for run := range n {
		plan.Depths = append(plan.Depths, run)
	}
	runs, err := plan.Run(ctx, func(ctx context.Context, question, run int) (accuracy.Answer, error) {
		noise := intervene.Change{Kind: intervene.Noise, Amount: amount, Seed: uint64(question)<<32 | uint64(run)}
		return s.Ask(ctx, s.Items[question], Change{Thoughts: s.Thoughts, Changes: []intervene.Change{noise}})
	})
	if err != nil {
		return nil, err
	}
	ballots := make([]Ballot, len(s.Items))
	for question := range s.Items {
		ballots[question] = s.count(runs, question)
	}
	return ballots, nil
}

// count counts the answers to one question.
func (s *Study) count(runs [][]accuracy.Answer, question int) (most Ballot) {
	for _, run := range runs {
		a, same := run[question], 0
		for _, other := range runs {
			if s.Same(a.Said, other[question].Said) {
				same++
			}
		}
		if share := float64(same) / float64(len(runs)); share > most.Share {
			most = Ballot{Said: a.Said, Right: a.Right, Share: share}
		}
	}
	return most
}

// Coverage is what is left if a model abstains below a confidence.
type Coverage struct {
	// Threshold is the least share of runs that must agree.
	Threshold float64 `json:"threshold"`
	// Answered is how many questions reach it, of all N, and Right how many of those are answered rightly.
	N        int `json:"n"`
	Answered int `json:"answered"`
	Right    int `json:"right"`
	// Coverage is Answered of N. Accuracy is Right of Answered, Low to High its 95 % interval; without an answer it is 0,
	// and the interval from 0 to 1.
	Coverage float64 `json:"coverage"`
	Accuracy float64 `json:"accuracy"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// Curve is accuracy against coverage, for every threshold that makes a difference, the lowest first.
func Curve(ballots []Ballot) (curve []Coverage) {
	var thresholds []float64
	for _, b := range ballots {
		thresholds = append(thresholds, b.Share)
	}
	slices.Sort(thresholds)
	for _, threshold := range slices.Compact(thresholds) {
		c := Coverage{Threshold: threshold, N: len(ballots)}
		for _, b := range ballots {
			if b.Share < threshold {
				continue
			}
			c.Answered++
			if b.Right {
				c.Right++
			}
		}
		c.Coverage, c.Accuracy = float64(c.Answered)/float64(c.N), float64(c.Right)/float64(c.Answered)
		c.Low, c.High = interval.Wilson(c.Right, c.Answered)
		curve = append(curve, c)
	}
	return curve
}
