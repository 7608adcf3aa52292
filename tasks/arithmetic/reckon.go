package arithmetic

import (
	"slices"
	"strconv"

	"github.com/coconut-page/coconut/tasks"
)

// Reckon implements tasks.Reckoner.
func (q *Question) Reckon() *tasks.Reckoning {
	r := &tasks.Reckoning{Root: q.Root, One: q.Noun.One, Many: q.Noun.Many, Words: q.words()}
	for person, f := range q.facts() {
		r.Quantities = append(r.Quantities, tasks.Quantity{Equation: q.equation(person, f), Of: f.Of, Depth: -1})
	}
	s, err := q.Solve()
	if err != nil {
		return r // nothing that Parse reads
	}
	chain := q.chain(q.Root)
	for _, person := range chain {
		r.Quantities[person].Depth = s.Depths[person]
	}
	r.Due = q.due(chain, s.Values)
	return r
}

// words are the words that a thought may name, as people write them: the names, and all numbers.
func (q *Question) words() []string {
	words := slices.Clone(q.Names)
	for n := range MaxValue + 1 {
		words = append(words, strconv.Itoa(n))
	}
	return words
}

// due are the words of the thoughts: the people on the way back, the given value, and for each operation who is next
// and what it gives.
func (q *Question) due(chain, values []int) []tasks.Due {
	var due []tasks.Due
	name := func(person int) { due = append(due, tasks.Due{Quantity: person, Word: q.Names[person]}) }
	value := func(person int) {
		due = append(due, tasks.Due{Quantity: person, Word: strconv.Itoa(values[person]), Value: true})
	}
	for _, person := range chain[1:] {
		name(person)
	}
	for i, person := range slices.Backward(chain) {
		if i < len(chain)-1 {
			name(person)
		}
		value(person)
	}
	return due
}

// equation says how a person's quantity follows: "Ann = 4", "Ben = Ann + 3", "Cleo = 2 × Ben".
func (q *Question) equation(person int, f *Fact) string {
	name, n := q.Names[person], strconv.Itoa(f.N)
	switch f.Operation {
	case Given:
		return name + " = " + n
	case Times:
		return name + " = " + n + " × " + q.Names[f.Of]
	}
	return name + " = " + q.Names[f.Of] + " " + signs[f.Operation] + " " + n
}
