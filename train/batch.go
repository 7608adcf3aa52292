package train

import (
	"cmp"
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
	lookups   []int32   // [G, N] a node each, padded with <pad>
	children  []float32 // [G, N, V] target distribution over the node's children; all zero where there is none
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
		if stage.Thoughts == 0 {
			s.fillLookups(b, i, g)
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
		if stage.MaxEdges > 0 && len(sample.Edges) > stage.MaxEdges {
			sample.Edges = sample.Edges[:stage.MaxEdges]
		}
		return newSampleGraph(sample)
	}
}

func (s *sampler) empty(g int, stage Stage, padded int) *batch {
	r := s.recipe
	q := r.QueriesPerGraph
	b := &batch{edges: make([]int32, g*padded), edgeLen: make([]int32, g), padded: padded, graphs: g}
	if stage.Thoughts == 0 {
		b.nodes = cmp.Or(stage.MaxNodes, lookupNodes)
		b.lookups, b.children = make([]int32, g*b.nodes), make([]float32, g*b.nodes*s.vocab.size)
		return b
	}
	return &batch{
		edges: b.edges, edgeLen: b.edgeLen, padded: padded, graphs: g,
		questions: make([]int32, g*q*questionTokens),
		frontier:  make([]float32, g*q*stage.Thoughts*s.vocab.size),
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

// fillLookups asks for the children of every node of graph i.
func (s *sampler) fillLookups(b *batch, i int, g *sampleGraph) {
	for node := range min(len(g.Symbols), b.nodes) {
		at := i*b.nodes + node
		b.lookups[at] = s.vocab.word(g.Symbols[node])
		s.frontier(b.children[at*s.vocab.size:][:s.vocab.size], g, node, 1)
	}
}

// fillQuestions writes the questions about graph i.
func (s *sampler) fillQuestions(b *batch, i int, g *sampleGraph, rng *rand.Rand, stage Stage) {
	r, v := s.recipe, s.vocab
	word := func(node int) int32 { return v.word(g.Symbols[node]) }
	answers := r.QueriesPerGraph - r.ChainQueries
	for j := range r.QueriesPerGraph {
		at := i*r.QueriesPerGraph + j
		var q query
		if j < answers {
			q = g.answerQuery(rng, j, stage.Thoughts)
			b.answer.set(i*answers+j, v.tail(word, q, nil), stage.Thoughts)
		} else {
			thoughts := stage.Thoughts
			if rng.Float64() < r.UniformProb {
				thoughts = rng.IntN(stage.Thoughts + 1)
			}
			q = g.query(rng, maxChainHops)
			path := g.path(rng, q.root, q.target)
			b.chain.set(i*r.ChainQueries+j-answers, v.tail(word, q, path[min(thoughts, len(path)-1):]), thoughts)
		}
		first, second := q.target, q.other
		if q.swapped {
			first, second = second, first
		}
		copy(b.questions[at*questionTokens:], []int32{word(q.root), word(first), word(second), v.question, v.bot})
		for k := range stage.Thoughts {
			s.frontier(b.frontier[(at*stage.Thoughts+k)*v.size:][:v.size], g, q.root, k+1)
		}
	}
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
