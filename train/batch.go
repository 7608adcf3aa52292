package train

import (
	"cmp"
	"math"
	"math/rand/v2"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

const (
	// maxThoughts is the most latent steps a recipe can ask for.
	maxThoughts = 12
	// questionTokens is the length of a question after its facts: `Tom lempus scrompus ? <bot>`.
	questionTokens = 5
	// answerTokens is the length of the answer's input: `<eot> ### Tom lempus .`
	answerTokens = 5
	// targetIndex is where in the answer's labels the word asked for stands: `### Tom [lempus] . <eos>`.
	targetIndex = 2
	// lookupNodes is how many nodes of an official graph a lookup stage asks about: official graphs have at most 28.
	lookupNodes = 28
	// maxChainHops bounds the language steps a chain query can hold.
	maxChainHops = 6
	// chainTokens is the length of the longest chain's input: `<eot>`, three tokens a hop, `### Tom lempus .`
	chainTokens = 1 + 3*maxChainHops + 4
	// edgeBucket rounds the padded number of edge tokens up, so that few graph shapes are compiled.
	edgeBucket = 24
)

// batch is one optimizer step's data as flat arrays, with the shapes that network expects (G graphs, Q questions each, of which
// the first A = Q-C are answer queries and the last C chain queries, V tokens, K thoughts, P padded edge tokens).
type batch struct {
	edges     []int32   // [G, P] edge tokens, right-padded
	edgeLen   []int32   // [G] real edge tokens
	questions []int32   // [G, Q, questionTokens]
	frontier  []float32 // [G, Q, K, V] target distribution of thought k+1; all zero where there is none
	answer    tails     // [G, A, answerTokens]
	chain     tails     // [G, C, chainTokens]
	lookups   []float32 // [G, N, V] the mixture of node embeddings that is looked up; all zero where there is none
	children  []float32 // [G, N, V] target distribution over the mixture's children; all zero where there is none
	graphs    int       // G
	nodes     int       // N
	padded    int       // P
}

// tails are the language parts after the thoughts: input tokens, the label of each, a weight (0: not supervised), and how many
// thoughts each sequence may see.
type tails struct {
	tokens, labels []int32
	weights        []float32
	thoughts       []int32 // one a sequence
	length         int
}

func newTails(sequences, length int) tails {
	return tails{
		tokens: make([]int32, sequences*length), labels: make([]int32, sequences*length),
		weights: make([]float32, sequences*length), thoughts: make([]int32, sequences), length: length,
	}
}

// set writes sequence i: text is input and label in one, `<eot> … <eos>`.
func (t *tails) set(i int, text []int32, thoughts int) {
	t.thoughts[i] = int32(thoughts)
	for j := 0; j+1 < len(text) && j < t.length; j++ {
		at := i*t.length + j
		t.tokens[at], t.labels[at], t.weights[at] = text[j], text[j+1], 1
	}
}

// sampler draws batches. Each depends on nothing but the recipe and the step, so that a resumed run goes on with the same data.
type sampler struct {
	recipe *Recipe
	vocab  *vocabulary
	// excluded holds the keys of graphs that must not be trained on (the evaluation files').
	excluded map[string]bool
}

// query is one question about a graph: who is asked about, and the two candidates in the order asked.
type query struct {
	root, target, other int
	hops                int
	swapped             bool // the wrong candidate is named first
}

// next draws the batch of one step of a stage.
func (s *sampler) next(step int, stage Stage) *batch {
	r := s.recipe
	seed := r.Seed<<32 + uint64(step)
	gen := prosqa.NewGenerator(seed)
	rng := rand.New(rand.NewPCG(seed, 0xba7c4))
	graphs := make([]*sampleGraph, stage.graphs(r))
	longest := 0
	for i := range graphs {
		graphs[i] = s.draw(gen, stage)
		longest = max(longest, 3*len(graphs[i].Edges))
	}
	b := s.empty(len(graphs), stage, (longest+edgeBucket-1)/edgeBucket*edgeBucket)
	for i, g := range graphs {
		s.fillEdges(b, i, g)
		if stage.Lookup {
			s.fillLookups(b, i, g, rng, stage.Superpose)
		} else {
			s.fillQuestions(b, i, g, rng, stage)
		}
	}
	return b
}

// draw samples one graph that is not excluded.
func (s *sampler) draw(gen *prosqa.Generator, stage Stage) *sampleGraph {
	for {
		sample := gen.Sample(stage.MinNodes, stage.MaxNodes)
		if s.excluded[sample.Key()] {
			continue
		}
		return newSampleGraph(sample)
	}
}

func (s *sampler) empty(g int, stage Stage, padded int) *batch {
	r := s.recipe
	q := r.QueriesPerGraph
	b := &batch{edges: make([]int32, g*padded), edgeLen: make([]int32, g), padded: padded, graphs: g}
	if stage.Lookup {
		b.nodes = cmp.Or(stage.MaxNodes, lookupNodes)
		b.lookups, b.children = make([]float32, g*b.nodes*s.vocab.size), make([]float32, g*b.nodes*s.vocab.size)
		return b
	}
	return &batch{
		edges: b.edges, edgeLen: b.edgeLen, padded: padded, graphs: g,
		questions: make([]int32, g*q*questionTokens),
		frontier:  make([]float32, g*q*r.latents(stage)*s.vocab.size),
		answer:    newTails(g*(q-r.ChainQueries), answerTokens),
		chain:     newTails(g*r.ChainQueries, chainTokens),
	}
}

// fillEdges writes the facts of graph i.
func (s *sampler) fillEdges(b *batch, i int, g *sampleGraph) {
	for j, e := range g.Edges {
		copy(b.edges[i*b.padded+3*j:], []int32{s.vocab.word(g.Symbols[e[0]]), s.vocab.word(g.Symbols[e[1]]), s.vocab.period})
	}
	b.edgeLen[i] = int32(3 * len(g.Edges))
}

// fillLookups asks for the children of every node of graph i, or, when superpose is more than 1, of sets of up to that many nodes.
func (s *sampler) fillLookups(b *batch, i int, g *sampleGraph, rng *rand.Rand, superpose int) {
	for node := range min(len(g.Symbols), b.nodes) {
		at := (i*b.nodes + node) * s.vocab.size
		set := g.lookupSet(rng, node, superpose)
		children := map[int]bool{}
		for _, member := range set {
			b.lookups[at+int(s.vocab.word(g.Symbols[member]))] = float32(1 / math.Sqrt(float64(len(set))))
			for _, child := range g.next[member] {
				children[child] = true
			}
		}
		for child := range children {
			b.children[at+int(s.vocab.word(g.Symbols[child]))] = 1 / float32(len(children))
		}
	}
}

// fillQuestions writes the questions about graph i.
func (s *sampler) fillQuestions(b *batch, i int, g *sampleGraph, rng *rand.Rand, stage Stage) {
	r, v := s.recipe, s.vocab
	word := func(node int) int32 { return v.word(g.Symbols[node]) }
	answers, latents := r.QueriesPerGraph-r.ChainQueries, r.latents(stage)
	for j := range r.QueriesPerGraph {
		at := i*r.QueriesPerGraph + j
		var q query
		if j < answers {
			q = g.answerQuery(rng, j, r.answerHops(stage))
			b.answer.set(i*answers+j, v.tail(word, q, nil, 0), latents)
		} else {
			q = s.fillChain(b, i*r.ChainQueries+j-answers, g, rng, stage, j)
		}
		first, second := q.target, q.other
		if q.swapped {
			first, second = second, first
		}
		copy(b.questions[at*questionTokens:], []int32{word(q.root), word(first), word(second), v.question, v.bot})
		for k := range latents {
			s.frontier(b.frontier[(at*latents+k)*v.size:][:v.size], g, q.root, k+1)
		}
	}
}

// fillChain writes chain query c and returns it: the stage's language steps are gone from the front, or, mixed in, those of another stage.
func (s *sampler) fillChain(b *batch, c int, g *sampleGraph, rng *rand.Rand, stage Stage, j int) query {
	dropped := stage.Thoughts
	if rng.Float64() < s.recipe.UniformProb {
		dropped = rng.IntN(stage.Thoughts + 1)
	}
	q := g.answerQuery(rng, j, maxChainHops)
	path := g.path(rng, q.root, q.target)
	word := func(node int) int32 { return s.vocab.word(g.Symbols[node]) }
	tail := s.vocab.tail(word, q, path[min(dropped, len(path)-1):], removed(rng, stage))
	b.chain.set(c, tail, min(dropped, s.recipe.latents(stage)))
	return q
}

// frontier writes the uniform distribution over the nodes exactly depth hops from root.
func (s *sampler) frontier(dst []float32, g *sampleGraph, root, depth int) {
	count := 0
	for _, d := range g.dist[root] {
		if d == depth {
			count++
		}
	}
	for node, d := range g.dist[root] {
		if d == depth {
			dst[s.vocab.word(g.Symbols[node])] = 1 / float32(count)
		}
	}
}
