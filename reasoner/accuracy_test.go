package reasoner

import (
	"fmt"
	"testing"

	"github.com/coconut-page/coconut/tasks/english"
	"github.com/coconut-page/coconut/tasks/prontoqa"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/weights"
)

// TestHeadlineAccuracy checks the accuracy in the README, on questions from our own generators, since a fresh clone
// does not have the official files. No shipped model saw these graphs: the trainer's seeds start at 2^32 times its
// recipe's. The control is the same model with its thoughts removed.
func TestHeadlineAccuracy(t *testing.T) {
	const seed = 20261130
	pros, pronto := prosqa.NewGenerator(seed), prontoqa.NewGenerator(seed)
	for _, tt := range []struct {
		model       string
		questions   int
		next        func() (question, answer string)
		least       float64 // share of right answers
		withoutMost float64 // the same without thoughts
	}{
		{"prosqa-coconut", 300, func() (string, string) { it := pros.Next(); return it.Question, it.Answer }, 0.99, 0.5},
		{"prontoqa-coconut", 300, func() (string, string) { it := pronto.Next(); return it.Question, it.Answer }, 0.99, 0.6},
	} {
		t.Run(tt.model, func(t *testing.T) {
			r, err := Load(t.Context(), weights.Dir("../weights/models/"+tt.model), nil)
			if err != nil {
				t.Fatal(err)
			}
			right, without := 0, 0
			for i := range tt.questions {
				question, answer := tt.next()
				for count, o := range map[*int]Options{&right: {Thoughts: -1}, &without: {Thoughts: -1, WithoutThoughts: true}} {
					res, err := r.Ask(t.Context(), question, o, nil)
					if err != nil {
						t.Fatal(fmt.Errorf("question %d: %w", i, err))
					}
					if english.Same(res.Answer, answer) {
						*count++
					}
				}
			}
			n := float64(tt.questions)
			t.Logf("%d of %d right, %d without thoughts", right, tt.questions, without)
			if float64(right) < tt.least*n {
				t.Errorf("%d of %d right, want at least %.0f %%", right, tt.questions, 100*tt.least)
			}
			if float64(without) > tt.withoutMost*n {
				t.Errorf("without thoughts %d of %d are right: they do not do the work", without, tt.questions)
			}
		})
	}
}
