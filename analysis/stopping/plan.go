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
		var others []Question
		for i, q := range beforehand {
			if i%planFolds != fold {
				others = append(others, q)
			}
		}
		head, err := Fit(others)
		if err != nil {
			return nil, err
		}
		for i := fold; i < len(questions); i += planFolds {
			for _, state := range beforehand[i].States {
				scores[i] = append(scores[i], head.Score(state))
			}
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

// stopsOf stops after the first thought whose score is above a threshold: the lowest with which there are total
// thoughts or more.
func stopsOf(scores [][]float32, total int) Stops {
	at := func(threshold float32) Stops {
		stops := make(Stops, len(scores))
		for i, s := range scores {
			stops[i] = len(s)
			if k := slices.IndexFunc(s, func(v float32) bool { return v > threshold }); k >= 0 {
				stops[i] = k + 1
			}
		}
		return stops
	}
	thresholds := slices.Concat(scores...)
	slices.Sort(thresholds)
	i := sort.Search(len(thresholds)-1, func(i int) bool { return at(thresholds[i]).total() >= total })
	return at(thresholds[i])
}
