package arithmetic

import (
	"math/rand/v2"
)

// MinQuantities and MaxQuantities bound the number of quantities in a generated question, MaxOperations that of the
// operations to its answer.
const (
	MinQuantities = 2
	MaxQuantities = 16
	MaxOperations = 6
)

// usualLeast and usualMost are the quantities of a question of the task's own size.
const usualLeast, usualMost = 6, 12

// Style is what a generated question may contain.
type Style struct {
	// Least and Most bound the quantities; both 0 for the task's own sizes.
	Least, Most int
	// Operations is the number of operations to the answer; -1 draws it, each from 1 to MaxOperations equally likely.
	Operations int
	// HeldOut puts an equation on the way to the answer that no model is trained on. Otherwise the question has none.
	HeldOut bool
	// Names are those to choose from; nil for those that models are trained on.
	Names []string
}

// Generator draws questions. The same seed gives the same ones on every machine. It is not safe for concurrent use.
type Generator struct{ rng *rand.Rand }

// NewGenerator returns a generator for a seed.
func NewGenerator(seed uint64) *Generator {
	return &Generator{rand.New(rand.NewPCG(seed, 0xa7177e71c))}
}

// Sample draws a question: a chain of operations from a given quantity to the one asked about, then other quantities
// that are given or follow from any. All is told in a random order.
func (g *Generator) Sample(s Style) *Question {
	for {
		if q := g.draw(s); q != nil {
			return q
		}
	}
}

// draft is a question that is being drawn: its facts in an order in which they can be computed, and their values.
type draft struct {
	facts   []Fact
	values  []int
	heldOut int // how many equations are held out
}

func (d *draft) add(f Fact, value int) {
	f.Subject = len(d.facts)
	d.facts, d.values = append(d.facts, f), append(d.values, value)
}

// draw returns nil if the numbers run out of range or do not suit the style.
func (g *Generator) draw(s Style) *Question {
	quantities := g.size(s)
	operations := s.Operations
	if operations < 0 {
		operations = 1 + g.rng.IntN(MaxOperations)
	}
	operations = min(operations, quantities-1)
	var d draft
	g.give(&d)
	for i := range operations {
		if !g.derive(&d, i, s.HeldOut) {
			return nil
		}
	}
	if s.HeldOut != (d.heldOut > 0) {
		return nil
	}
	for len(d.facts) < quantities {
		// A last quantity beside a single chain is given, so that being given does not show where the chain begins.
		chain := len(d.facts) == quantities-1 && d.facts[len(d.facts)-1].Of == len(d.facts)-2
		if g.rng.IntN(3) == 0 || chain {
			g.give(&d)
		} else if !g.derive(&d, g.rng.IntN(len(d.facts)), false) {
			return nil
		}
	}
	return g.tell(&d, operations, s.Names)
}

func (g *Generator) size(s Style) int {
	least, most := s.Least, s.Most
	if least == 0 && most == 0 {
		least, most = usualLeast, usualMost
	}
	least = min(max(least, MinQuantities, s.Operations+1), MaxQuantities)
	most = min(max(most, least), MaxQuantities)
	return least + g.rng.IntN(most-least+1)
}

// give adds a given quantity.
func (g *Generator) give(d *draft) {
	const most = 40 // leaves room for operations
	n := 1 + g.rng.IntN(most)
	d.add(Fact{Of: -1, N: n}, n)
}

// derive adds a quantity that follows from another; it fails if no operation stays in range.
func (g *Generator) derive(d *draft, of int, heldOutToo bool) bool {
	const tries = 20
	for range tries {
		o := [...]Operation{Plus, Plus, Plus, Minus, Minus, Minus, Times, Times}[g.rng.IntN(8)]
		least, most := o.bounds()
		n := least + g.rng.IntN(most-least+1)
		value := o.Apply(d.values[of], n)
		held := heldOut(d.values[of], o, n)
		if !inRange(value) || o == Times && value == 0 || held && !heldOutToo {
			continue
		}
		if held {
			d.heldOut++
		}
		d.add(Fact{Of: of, Operation: o, N: n}, value)
		return true
	}
	return false
}

// tell draws names and the order of the sentences.
func (g *Generator) tell(d *draft, root int, names []string) *Question {
	if names == nil {
		names = Names
	}
	q := &Question{Root: root, Facts: d.facts, Noun: nouns[g.rng.IntN(len(nouns))]}
	for _, i := range g.rng.Perm(len(names))[:len(d.facts)] {
		q.Names = append(q.Names, names[i])
	}
	g.rng.Shuffle(len(q.Facts), func(i, j int) { q.Facts[i], q.Facts[j] = q.Facts[j], q.Facts[i] })
	return q
}
