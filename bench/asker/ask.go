// Command asker puts questions to a small model of ours and says how long each answer took: natively for the command
// bench, and in a page, for bench/page/asker.js.
package main

import (
	"context"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/weights"
)

// answer is what one question gave.
type answer struct {
	// Tokens are thoughts and written tokens, MS the milliseconds from the question's text to the answer's.
	Tokens int     `json:"tokens"`
	MS     float64 `json:"ms"`
	Right  bool    `json:"right"`
}

// asker is a loaded model.
type asker struct{ model *reasoner.Reasoner }

func (a *asker) load(ctx context.Context, src weights.Source) (err error) {
	a.model, err = reasoner.Load(ctx, src, nil)
	return err
}

// ask answers each question in turn, with as many thoughts as the model was trained for.
func (a *asker) ask(ctx context.Context, questions []string) (answers []answer, err error) {
	for _, q := range questions {
		got, err := a.model.Ask(ctx, q, reasoner.Options{Thoughts: -1}, nil)
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer{got.Thoughts + len(got.Tokens), got.TotalMS, got.Verdict == "right"})
	}
	return answers, nil
}
