package prontoqa

import "math/rand/v2"

// Generator draws ProntoQA questions with the statistics of the official data. The same seed gives the same questions
// on every machine. It is not safe for concurrent use.
//
// What all 9200 official questions have in common, and the generator with them:
//
//   - The name is a c1, and c1 to c5 are a chain of concepts: five hops of the six steps. c5 has the decisive property.
//   - The name is also an s0, and every s0 is a t0. Each ci has one more child, the leaf si, and c5 a second one, b5.
//   - c1 to c5 and s0 to s5 have one property each, t0 and b5 none. That makes 11, from different families of
//     adjectives.
//   - One more, unconnected concept has the opposite of the decisive property.
//   - The 23 facts about these 14 of 17 concepts are shuffled; the two about the name come last, in either order.
//
// Words and families are drawn evenly. What is negated is drawn independently, at shares measured in the files: see the
// constants. A fair coin decides whether the question is negated, so half the answers are true.
//
// TestGeneratorMatchesOfficialStatistics compares the result with the official figures.
type Generator struct{ rng *rand.Rand }

// NewGenerator returns a generator for a seed.
func NewGenerator(seed uint64) *Generator {
	return &Generator{rng: rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))}
}

const (
	// chainLength is the number of concepts from the name to the decisive property.
	chainLength = 5
	// conceptCount and literalCount are the numbers of words in a question, without the opposite of the decisive property.
	conceptCount = 2*chainLength + 4
	literalCount = 2*chainLength + 1
)

// The shares of negated properties in the official files.
const (
	chainNot    = 0.275   // of c1 to c4
	decisiveNot = 0.467   // of c5
	sideNot     = 1. / 3. // of s0 to s5
)

// Next draws a question and puts it into words.
func (g *Generator) Next() Item { return g.Sample().Item() }

// Sample draws a question. Its symbols are numbered in the order in which they occur, as Parse does.
func (g *Generator) Sample() Sample {
	name := Names[g.rng.IntN(len(Names))]
	o := g.ontology(name)
	query := o.decisive
	answer := g.rng.IntN(2) == 0
	if !answer {
		query = Negate(query)
	}
	return o.sample(query, answer)
}

// ontology is the content of the sentences, in their order.
type ontology struct {
	facts    [][2]string
	path     [chainLength + 2]string
	decisive string
}

func (o *ontology) tell(subject, object string) {
	o.facts = append(o.facts, [2]string{subject, object})
}

// ontology draws the facts.
func (g *Generator) ontology(name string) *ontology {
	concepts, literals := g.concepts(), g.literals()
	chain, side, rest := concepts[:chainLength], concepts[chainLength:2*chainLength+1], concepts[2*chainLength+1:]
	o := &ontology{facts: make([][2]string, 0, 25), decisive: literals[chainLength-1]}
	for i, c := range chain {
		if i > 0 {
			o.tell(chain[i-1], c)
		}
		o.tell(c, side[i+1])
		o.tell(c, literals[i])
	}
	for i, s := range side {
		o.tell(s, literals[chainLength+i])
	}
	o.tell(chain[chainLength-1], rest[0])
	o.tell(side[0], rest[1])
	o.tell(rest[2], Negate(o.decisive))
	g.rng.Shuffle(len(o.facts), func(i, j int) { o.facts[i], o.facts[j] = o.facts[j], o.facts[i] })
	first := g.rng.IntN(2)
	starts := [2]string{chain[0], side[0]}
	o.tell(name, starts[first])
	o.tell(name, starts[1-first])
	o.path[0], o.path[chainLength+1] = name, o.decisive
	copy(o.path[1:], chain)
	return o
}

// concepts draws words for c1 to c5, s0 to s5, b5, t0 and the unconnected concept.
func (g *Generator) concepts() (drawn [conceptCount]string) {
	for i, at := range g.choose(len(Concepts), conceptCount) {
		drawn[i] = Concepts[at]
	}
	return drawn
}

// literals draws the properties of c1 to c5 and s0 to s5.
func (g *Generator) literals() (drawn [literalCount]string) {
	for i, at := range g.choose(len(families), literalCount) {
		family := families[at]
		drawn[i] = family[g.rng.IntN(len(family))]
		share := sideNot
		switch {
		case i < chainLength-1:
			share = chainNot
		case i == chainLength-1:
			share = decisiveNot
		}
		if g.rng.Float64() < share {
			drawn[i] = Negate(drawn[i])
		}
	}
	return drawn
}

// choose draws count different numbers below n, in any order.
func (g *Generator) choose(n, count int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	for i := range count {
		j := i + g.rng.IntN(n-i)
		order[i], order[j] = order[j], order[i]
	}
	return order[:count]
}

// sample numbers the symbols.
func (o *ontology) sample(query string, answer bool) Sample {
	table := newSymbolTable()
	s := Sample{Edges: make([][2]int, len(o.facts)), Query: query, Answer: answer, Path: make([]int, len(o.path))}
	for i, fact := range o.facts {
		s.Edges[i][0] = table.node(fact[0]) // the subject comes first
		s.Edges[i][1] = table.node(fact[1])
	}
	for i, symbol := range o.path {
		s.Path[i] = table.node(symbol)
	}
	s.Symbols, s.Root = table.symbols, s.Path[0]
	return s
}
