package arithmetic

import (
	"slices"
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/tasks"
)

// Solution is what follows from the facts of a question.
type Solution struct {
	// Values are how many each person has, Depths after how many operations.
	Values, Depths []int
}

// Solve computes all quantities. The error is tasks.ErrUndecidable if there is no fact about a person, if facts go
// round in a circle, or if a value is not from 0 to MaxValue.
func (q *Question) Solve() (*Solution, error) {
	about := q.facts()
	s := &Solution{Values: make([]int, len(q.Names)), Depths: make([]int, len(q.Names))}
	for i := range s.Depths {
		s.Depths[i] = -1
	}
	for person := range q.Names {
		if _, err := q.solve(s, about, person); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// solve computes one person's quantity and those that it follows from. An error is about person at.
func (q *Question) solve(s *Solution, about []*Fact, person int) (at int, err error) {
	var waiting []int
	for at = person; s.Depths[at] < 0; at = about[at].Of {
		switch {
		case about[at] == nil:
			return at, tasks.Undecided("nothing says how many %s %s has", q.Noun.Many, q.Names[at])
		case len(waiting) == len(q.Names):
			return at, tasks.Undecided("the facts about %s go round in a circle", q.Names[at])
		}
		waiting = append(waiting, at)
		if about[at].Operation == Given {
			break
		}
	}
	for i := len(waiting) - 1; i >= 0; i-- {
		at = waiting[i]
		f, value := about[at], about[at].N
		if f.Operation != Given {
			value, s.Depths[at] = f.Operation.Apply(s.Values[f.Of], f.N), s.Depths[f.Of]+1
		} else {
			s.Depths[at] = 0
		}
		if !inRange(value) {
			return at, tasks.Undecided("%s would have %d %s; only 0 to %d can be", q.Names[at], value, q.Noun.of(value),
				MaxValue)
		}
		s.Values[at] = value
	}
	return person, nil
}

// circle returns the people that the facts lead to from person if they go round in a circle, nil if they do not. There
// must be a fact about everybody.
func (q *Question) circle(about []*Fact, person int) []int {
	at := map[int]int{}
	for walk := []int{}; about[person].Operation != Given; person = about[person].Of {
		if first, again := at[person]; again {
			return walk[first:]
		}
		at[person] = len(walk)
		walk = append(walk, person)
	}
	return nil
}

// chain returns the people from root back to the one whose quantity is given, both included. The question must have a
// solution.
func (q *Question) chain(root int) []int {
	about := q.facts()
	chain := []int{root}
	for about[root].Operation != Given {
		root = about[root].Of
		chain = append(chain, root)
	}
	return chain
}

// steps returns the language steps to the answer about root, in the model's words: `Cleo Ben .` says whose quantity is
// needed, `Ben 7 .` what it is.
func (q *Question) steps(root int, values []int) [][]string {
	chain := q.chain(root)
	var steps [][]string
	for i := 1; i < len(chain); i++ {
		steps = append(steps, []string{q.Names[chain[i-1]], q.Names[chain[i]], "."})
	}
	for i := len(chain) - 1; i >= 0; i-- {
		steps = append(steps, []string{q.Names[chain[i]], strconv.Itoa(values[chain[i]]), "."})
	}
	return steps
}

// key is the same for questions with the same facts, in any order and about anyone.
func (q *Question) key() string {
	var facts []string
	for _, f := range q.Facts {
		facts = append(facts, strings.Join(q.factTokens(f), " "))
	}
	slices.Sort(facts)
	return strings.Join(facts, " ")
}
