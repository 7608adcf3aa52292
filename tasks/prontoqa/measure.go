package prontoqa

import (
	"fmt"

	"github.com/coconut-page/coconut/tasks"
)

// Stats describes a set of questions. All shares are between 0 and 1.
type Stats struct {
	Items int `json:"items"`
	// Facts and Symbols are means: the number of sentences before the query, and of different names, concepts and
	// properties in them.
	Facts   float64 `json:"facts"`
	Symbols float64 `json:"symbols"`
	// Hops are the shares of questions by the number of facts from the name to the deciding literal: Hops[3] is the share
	// with three.
	Hops     []float64 `json:"hops"`
	MeanHops float64   `json:"mean_hops"`
	// True is the share of questions whose answer is True.
	True float64 `json:"true"`
	// Mentioned rates a guess without reasoning: True if a fact about any concept has the property of the query, False if
	// one has its negation.
	Mentioned Guess `json:"mentioned"`
}

// Guess is how often a rule is right, undecided, and wrong, as shares.
type Guess struct {
	Right float64 `json:"right"`
	Tie   float64 `json:"tie"`
	Wrong float64 `json:"wrong"`
}

// Lines implements tasks.Description.
func (s Stats) Lines() []string {
	return []string{fmt.Sprintf("%d questions, %.1f facts and %.1f hops on average, %.1f %% of the answers are True",
		s.Items, s.Facts, s.MeanHops, 100*s.True)}
}

// Rules implements tasks.Description.
func (s Stats) Rules() []tasks.Rule {
	g := s.Mentioned
	return []tasks.Rule{{Name: "whether any fact has the property of the query", Right: g.Right, Tie: g.Tie,
		Wrong: g.Wrong}}
}

// Measure describes questions as ReadItems returns them. An error names the item, counted from 0.
func Measure(items []Item) (Stats, error) {
	s := Stats{Items: len(items)}
	share := 1 / float64(max(len(items), 1))
	for i, it := range items {
		q, err := Parse(it.Question)
		if err != nil {
			return Stats{}, fmt.Errorf("%w: item %d: %w", ErrItem, i, err)
		}
		answer, path, err := q.Answer()
		if err != nil {
			return Stats{}, fmt.Errorf("%w: item %d: %w", ErrItem, i, err)
		}
		hops := len(path) - 1
		for len(s.Hops) <= hops {
			s.Hops = append(s.Hops, 0)
		}
		s.Hops[hops] += share
		s.MeanHops += share * float64(hops)
		s.Facts += share * float64(len(q.Edges))
		s.Symbols += share * float64(len(q.Symbols))
		if answer {
			s.True += share
		}
		switch guess, decided := q.mentioned(); {
		case !decided:
			s.Mentioned.Tie += share
		case guess == answer:
			s.Mentioned.Right += share
		default:
			s.Mentioned.Wrong += share
		}
	}
	return s, nil
}

// mentioned answers by whether some fact has the property of the query, or its negation; with both or neither it does
// not decide.
func (q *Question) mentioned() (guess, decided bool) {
	var yes, no bool
	for _, e := range q.Edges {
		yes = yes || q.Symbols[e[1]] == q.Query
		no = no || q.Symbols[e[1]] == Negate(q.Query)
	}
	return yes, yes != no
}
