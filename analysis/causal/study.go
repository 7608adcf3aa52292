package causal

import (
	"context"
	"fmt"
	"slices"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/internal/interval"
	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/tasks"
)

// Study is a model, questions, and what is done to its thoughts.
type Study struct {
	// Items are the questions. matched and unmatched edit their Question, whose text must be the item's.
	Items []tasks.Item
	// Unread is how many questions are not among them, because the model cannot read them.
	Unread     int
	Conditions []Condition
	// Thoughts is how many thoughts the model takes where nothing is changed.
	Thoughts int
	// Pauses says that the model's latent steps read a token in place of thoughts: they can be cut short, not altered.
	Pauses bool
	// Jobs is how many questions are asked at the same time.
	Jobs int
	// Ask asks the model a question.
	Ask func(ctx context.Context, it tasks.Item, c Change) (accuracy.Answer, error)
	// Donor is the model whose thoughts transplant takes; nil if there is none.
	Donor intervene.Source
	// Same says whether two answers are the same, where they need not be the same text.
	Same func(a, b string) bool
	// Done, if not nil, hears of every answer, one at a time.
	Done func(a accuracy.Answer) error
}

// Finding is what became of a condition. Its JSON form is a line of `coconut intervene --json`.
type Finding struct {
	Condition string `json:"condition"`
	// Partial says that the run was stopped: it is of the questions that had been asked in all ways by then, and Of is how
	// many there are in the file.
	Partial bool `json:"partial,omitempty"`
	Of      int  `json:"of,omitempty"`
	// Unread is how many questions the model could not read, in any of the two runs. They are not among N.
	Unread int `json:"unread,omitempty"`
	Right  int `json:"right"`
	// Accuracy is Right of N, the questions for which there is such a change; RightLow to RightHigh is its 95 % interval.
	Accuracy  float64 `json:"accuracy"`
	RightLow  float64 `json:"accuracy_low"`
	RightHigh float64 `json:"accuracy_high"`
	// Changed is how many answers are others than in the unchanged run.
	Changed int `json:"changed"`
	Paired
	// PHolm is P, adjusted for the number of conditions of the study (Holm 1979).
	PHolm float64 `json:"p_holm"`
	// Predicted is how many answers are the ones that the condition predicts, of all N; -1 if it predicts none. Its 95 %
	// interval is from PredictedLow to PredictedHigh. Before is how many of the unchanged answers are what it predicts.
	Predicted     int     `json:"predicted"`
	PredictedLow  float64 `json:"predicted_low,omitempty"`
	PredictedHigh float64 `json:"predicted_high,omitempty"`
	Before        int     `json:"predicted_before,omitempty"`
}

// Unchanged is the name of the run in which nothing is changed, the first of the findings.
const Unchanged = "unchanged"

// Total is how many questions Run asks.
func (s *Study) Total() int { return len(s.Items) * (1 + len(s.Conditions)) }

// Run asks all questions under all conditions. The first finding is of the unchanged run, the others are in the order
// of the conditions.
//
// If ctx ends before that, there are findings beside the error, marked as partial: of the questions that were asked
// under all conditions, if there are any. They are the first ones of the file, but for those that others overtook.
func (s *Study) Run(ctx context.Context) ([]Finding, error) {
	changes, err := s.changes()
	if err != nil {
		return nil, err
	}
	plan := accuracy.Plan{Questions: len(s.Items), ByQuestion: true, Jobs: s.Jobs}
	for condition := range changes {
		plan.Depths = append(plan.Depths, condition)
	}
	heard := make([][]accuracy.Answer, len(s.Items)) // by question
	plan.Done = func(a accuracy.Answer) error {
		heard[a.Question] = append(heard[a.Question], a)
		if s.Done == nil {
			return nil
		}
		return s.Done(a)
	}
	answers, err := plan.Run(ctx, func(ctx context.Context, question, condition int) (accuracy.Answer, error) {
		c := changes[condition][question]
		if c.None {
			return accuracy.Answer{}, nil
		}
		return s.Ask(ctx, s.Items[question], c)
	})
	switch {
	case err == nil:
		return s.findings(answers, changes), nil
	case context.Cause(ctx) == nil:
		return nil, err
	}
	return s.partial(heard, changes), err
}

// partial are the findings of the questions that have an answer under every condition; nil if there are none.
func (s *Study) partial(heard [][]accuracy.Answer, changes [][]Change) []Finding {
	answers, of := make([][]accuracy.Answer, len(changes)), make([][]Change, len(changes))
	for question, all := range heard {
		if len(all) < len(changes) {
			continue
		}
		for _, a := range all {
			answers[a.Depth] = append(answers[a.Depth], a)
			of[a.Depth] = append(of[a.Depth], changes[a.Depth][question])
		}
	}
	if len(answers[0]) == 0 {
		return nil
	}
	findings := s.findings(answers, of)
	for i := range findings {
		findings[i].Partial, findings[i].Of = true, len(s.Items)
	}
	return findings
}

// findings compares the answers of each condition with the unchanged ones, which come first.
func (s *Study) findings(answers [][]accuracy.Answer, changes [][]Change) []Finding {
	findings := []Finding{s.finding(Unchanged, answers[0], answers[0], changes[0])}
	var p []float64
	for i, c := range s.Conditions {
		f := s.finding(c.Name, answers[0], answers[i+1], changes[i+1])
		findings, p = append(findings, f), append(p, f.P)
	}
	for i, adjusted := range holm(p) {
		findings[i+1].PHolm = adjusted
	}
	findings[0].PHolm = 1
	return findings
}

// Check returns the error that Run would return before it asks anything. It wraps ErrCondition if a condition is there
// twice (Holm would count it twice) or cannot be made of the items or with the model.
func (s *Study) Check() error {
	_, err := s.changes()
	return err
}

// changes are those of all questions, for each condition, the unchanged one first. They are made before anything is
// asked, so that a condition that cannot be made costs no time.
func (s *Study) changes() ([][]Change, error) {
	all := [][]Change{make([]Change, len(s.Items))}
	for i := range all[0] {
		all[0][i].Thoughts = s.Thoughts
	}
	for k, c := range s.Conditions {
		if slices.ContainsFunc(s.Conditions[:k], c.same) {
			return nil, fmt.Errorf("%w: %s is there twice", ErrCondition, c.Name)
		}
		of := make([]Change, len(s.Items))
		for i := range s.Items {
			var err error
			if of[i], err = c.kind.change(&c, s.Items, i, s.Thoughts); err != nil {
				return nil, err
			}
			if s.Pauses && len(of[i].Changes) > 0 {
				return nil, fmt.Errorf("%w: %s alters thoughts, and the model has none: its latent steps read a token",
					ErrCondition, c.Name)
			}
			if err = s.donate(of[i]); err != nil {
				return nil, err
			}
		}
		all = append(all, of)
	}
	return all, nil
}

// donate adds the donor to the changes that need one.
func (s *Study) donate(c Change) error {
	for i := range c.Changes {
		if c.Changes[i].Kind != intervene.Transplant {
			continue
		}
		if s.Donor == nil {
			return fmt.Errorf("%w: transplant needs another model; name it by --donor", ErrCondition)
		}
		c.Changes[i].Donor = s.Donor
	}
	return nil
}

// finding compares the answers of a condition with the unchanged ones.
func (s *Study) finding(name string, before, after []accuracy.Answer, changes []Change) Finding {
	f := Finding{Condition: name, Predicted: -1, Unread: s.Unread}
	n, lost, gained, predicted := 0, 0, 0, 0
	for i, a := range after {
		was := before[i]
		if changes[i].None {
			continue
		}
		if was.Unread != "" || a.Unread != "" {
			f.Unread++
			continue
		}
		n++
		if a.Right {
			f.Right++
		}
		switch {
		case was.Right && !a.Right:
			lost++
		case a.Right && !was.Right:
			gained++
		}
		if !s.Same(was.Said, a.Said) {
			f.Changed++
		}
		if want := changes[i].Predicted; want != "" {
			predicted++
			f.Predicted = max(f.Predicted, 0)
			if s.Same(a.Said, want) {
				f.Predicted++
			}
			if s.Same(was.Said, want) {
				f.Before++
			}
		}
	}
	f.Paired = Pair(n, lost, gained)
	f.Accuracy = float64(f.Right) / float64(max(n, 1))
	f.RightLow, f.RightHigh = interval.Wilson(f.Right, n)
	if predicted > 0 {
		f.PredictedLow, f.PredictedHigh = interval.Wilson(f.Predicted, predicted)
	}
	return f
}
