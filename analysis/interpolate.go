package analysis

import (
	"context"
	"fmt"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks/english"
)

// Interpolation is one column of the paper's figure 3: the same weights, made to speak after a given number of
// thoughts.
type Interpolation struct {
	Thoughts int `json:"thoughts"`
	// Accuracy is the share of right final answers, 0 to 1; Shares are the shares of the classes, which add up to 1.
	Accuracy float64           `json:"accuracy"`
	Shares   map[Class]float64 `json:"shares"`
}

// Interpolate asks every question once with each number of thoughts from 0 to most, and forces `<eot>` after them. The
// model may write the rest of its chain.
func Interpolate(ctx context.Context, r *reasoner.Reasoner, questions []Question, most int,
	progress func()) ([]Interpolation, error) {
	var all []Interpolation
	for k := range most + 1 {
		in := Interpolation{Thoughts: k, Shares: map[Class]float64{}}
		for _, c := range Classes {
			in.Shares[c] = 0
		}
		for i := range questions {
			res, err := r.Ask(ctx, questions[i].Text, reasoner.Options{Thoughts: k}, nil)
			if err != nil {
				return nil, fmt.Errorf("analysis: question %d: %w", i, err)
			}
			right := english.Same(res.Answer, questions[i].Answer)
			if right {
				in.Accuracy += 1 / float64(len(questions))
			}
			in.Shares[Classify(&questions[i], k, res.Tokens, right)] += 1 / float64(len(questions))
			progress()
		}
		all = append(all, in)
	}
	return all, nil
}
