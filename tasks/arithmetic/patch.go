package arithmetic

import (
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/coconut-page/coconut/tasks"
)

// Patched implements tasks.Patcher. The thoughts first name the people on the way back to a given quantity, then that
// quantity, and then on the way forward each person and what the person has. Quantities before the last can be patched,
// by a number from which all that follows is from 0 to MaxValue, too.
func (q *Question) Patched(k int, same bool, seed uint64) (p tasks.Patch, ok bool) {
	s, err := q.Solve()
	if err != nil {
		return p, false
	}
	rng := rand.New(rand.NewPCG(seed, 0x70617463))
	chain := q.chain(q.Root)
	slices.Reverse(chain) // from the given quantity to the one that is asked for
	back := len(chain) - 1
	if k == 0 && back > 0 {
		k = back + 1 + 2*rng.IntN(back)
	}
	at := (k - back - 1) / 2 // in the chain
	if k <= back || (k-back)%2 == 0 || at >= back {
		return p, false
	}
	value := s.Values[chain[at]]
	if !same {
		var others []int
		for n := range MaxValue + 1 {
			if end, ok := q.follow(chain[at+1:], n); ok && end != s.Values[q.Root] {
				others = append(others, n)
			}
		}
		if len(others) == 0 {
			return p, false
		}
		value = others[rng.IntN(len(others))]
	}
	end, ok := q.follow(chain[at+1:], value)
	return tasks.Patch{Thought: k, Named: []string{strconv.Itoa(s.Values[chain[at]])}, Word: strconv.Itoa(value),
		Answer: q.answerText(q.Names[q.Root], strconv.Itoa(end))}, ok
}

// follow computes the quantities of people, each from the one before, the first from value; ok is false if one of them
// is out of range.
func (q *Question) follow(people []int, value int) (end int, ok bool) {
	about := q.facts()
	for _, person := range people {
		if value = about[person].Operation.Apply(value, about[person].N); !inRange(value) {
			return 0, false
		}
	}
	return value, true
}
