package stopping

import (
	"slices"
	"sort"
)

// planFolds is how many parts the questions are cut into: the head that plans for one part is fitted to the others.
const planFolds = 5

// Plan measures the control that looks at no thought: a head that sees the state before the first thought and decides
// from it how many there will be. It is fitted as Fit does, by cross-validation on the very questions that it is
// measured on, which favours it, and made as cautious as it takes to use as many thoughts as the stop head, or barely
// more. The error wraps ErrFit, for instance if there are too few questions.
func Plan(head Stops, questions []Question) (Policy, error) {
	planned, err := plan(questions, head.total())
	if err != nil {
		return Policy{}, err
	}
	return newPolicy(PolicyPlanned, "decides before the first thought", planned, head, questions), nil
}

// plan returns stops that take total thoughts, or barely more.
func plan(questions []Question, total int) (Stops, error) {
	beforehand := make([]Question, len(questions))
	for i, q := range questions {
		beforehand[i] = q.beforehand()
	}
	scores := make([][]float32, len(questions))
	for fold := range planFolds {
		var own, others []Question
		for i, q := range beforehand {
			if i%planFolds == fold {
				own = append(own, q)
			} else {
				others = append(others, q)
			}
		}
		head, err := Fit(others)
		if err != nil {
			return nil, err
		}
		for i, s := range head.scores(own) {
			scores[i*planFolds+fold] = s
		}
	}
	return stopsOf(scores, total), nil
}

// beforehand is the question with states that know nothing of its thoughts: each is the state before them, and which
// one of them it stands for.
func (q Question) beforehand() Question {
	states := make([][]float32, len(q.States))
	for k := range states {
		which := make([]float32, len(q.States))
		which[k] = 1
		states[k] = slices.Concat(q.Asked, which)
	}
	q.States = states
	return q
}

// stopsOf stops by the lowest threshold with which there are total thoughts or more.
func stopsOf(scores [][]float32, total int) Stops {
	thresholds := slices.Concat(scores...)
	slices.Sort(thresholds)
	i := sort.Search(len(thresholds)-1, func(i int) bool { return stopsAbove(scores, thresholds[i]).total() >= total })
	return stopsAbove(scores, thresholds[i])
}
