package arithmetic

import (
	"fmt"
	"slices"
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
	s, at, why := q.settle()
	if at >= 0 {
		return nil, &tasks.UndecidableError{Reason: why}
	}
	return s, nil
}

// settle computes all quantities, each after the one that it follows from. If one cannot be, at is whose, otherwise -1,
// and why says the reason.
func (q *Question) settle() (s *Solution, at int, why string) {
	s = &Solution{Values: make([]int, len(q.Names)), Depths: make([]int, len(q.Names))}
	for i := range s.Depths {
		s.Depths[i] = -1
	}
	for range q.Names { // no chain is longer
		for _, f := range q.Facts {
			if s.Depths[f.Subject] >= 0 || f.Of >= 0 && s.Depths[f.Of] < 0 {
				continue
			}
			value := f.N
			if s.Depths[f.Subject] = 0; f.Of >= 0 {
				value, s.Depths[f.Subject] = f.Operation.Apply(s.Values[f.Of], f.N), s.Depths[f.Of]+1
			}
			if s.Values[f.Subject] = value; !inRange(value) {
				return s, f.Subject, fmt.Sprintf("%s would have %d %s; only 0 to %d can be", q.Names[f.Subject], value,
					q.Noun.of(value), MaxValue)
			}
		}
	}
	at = slices.Index(s.Depths, -1)
	if at < 0 {
		return s, at, ""
	}
	if circle := q.circle(at); circle != nil {
		return s, circle[0], fmt.Sprintf("the facts about %s go round in a circle", q.Names[circle[0]])
	}
	for about := q.facts(); about[at] != nil; {
		at = about[at].Of
	}
	return s, at, fmt.Sprintf("nothing says how many %s %s has", q.Noun.Many, q.Names[at])
}

// circle returns the people of the circle that the facts lead to from person, nil if they lead to an end.
func (q *Question) circle(person int) (circle []int) {
	about := q.facts()
	for i := 0; i < 2*len(q.Names); i++ { // the first half leads onto the circle
		if about[person] == nil || about[person].Of < 0 {
			return nil
		}
		if i >= len(q.Names) && !slices.Contains(circle, person) {
			circle = append(circle, person)
		}
		person = about[person].Of
	}
	return circle
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
func (q *Question) steps(root int, values []int) (steps [][]string) {
	from, chain := root, q.chain(root)
	for i, due := range q.due(chain, values) {
		switch {
		case due.Value:
			steps = append(steps, []string{q.Names[due.Quantity], due.Word, "."})
		case i < len(chain)-1: // on the way back
			steps = append(steps, []string{q.Names[from], due.Word, "."})
			from = due.Quantity
		}
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
