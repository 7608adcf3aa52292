package train

import (
	"cmp"
	"math"
	"math/rand/v2"

	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks/training"
)

const (
	// maxThoughts is the most latent steps a recipe may have.
	maxThoughts = 20
	// lookupPlaces is how many places after a question a look-up may stand in.
	lookupPlaces = 12
	// smallest and smallMost bound the graphs of Stage.SmallShare.
	smallest, smallMost = 4, 13
	// The padded number of edge tokens is rounded up to a multiple of edgeBucket, so that few graph shapes are compiled.
	// XLA takes a minute to compile each where the Go engine takes milliseconds, and the padding hardly slows it down.
	edgeBucket, edgeBucketXLA = 24, 96
)

// batch is one optimizer step's data as flat arrays, with the shapes that network expects (G graphs, Q questions each,
// of which the first A = Q-C are answer queries and the last C chain queries, V tokens, K thoughts, P padded edge
// tokens).
type batch struct {
	edges     []int32   // [G, P] edge tokens, right-padded
	edgeLen   []int32   // [G] real edge tokens
	questions []int32   // [G, Q, Layout.Question]
	frontier  []float32 // [G, Q, K, V] target distribution of thought k+1; all zero if it has none
	enough    []float32 // [G, Q, K] 1 once thought k+1 has reached the answer, for the stop head; nil without one
	noise     []float32 // [G, Q, K, d] noise on taught words, relative to their length; nil without any
	answer    tails     // [G, A, Layout.Answer]
	chain     tails     // [G, C, Layout.Chain]
	lookups   []float32 // [G, N, V] the mixture of node embeddings to look up; all zero for unused slots
	children  []float32 // [G, N, V] target distribution over the mixture's children; all zero for unused slots
	graphs    int       // G
	nodes     int       // N
	padded    int       // P
}

// tails are the language parts after the thoughts: input tokens, the label of each, a weight (0: not supervised), and
// how many thoughts each sequence may see.
type tails struct {
	tokens, labels []int32
	weights        []float32
	thoughts       []int32 // one per sequence
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

// sampler draws batches. Each depends only on the recipe and the step, so that a resumed run continues with the same
// data.
type sampler struct {
	recipe *Recipe
	vocab  *vocabulary
	task   training.Task
	bucket int // edge tokens are padded to a multiple of it; 0 means edgeBucket
	// excluded holds the keys of graphs that must not be trained on (the evaluation files').
	excluded map[string]bool
}

// next draws the batch of one step of a stage.
func (s *sampler) next(step int, stage Stage) *batch {
	r := s.recipe
	seed := r.Seed<<32 + uint64(step)
	gen := s.task.Drawer(seed)
	rng := rand.New(rand.NewPCG(seed, 0xba7c4))
	graphs := make([]*training.Graph, stage.graphs(r))
	longest := 0
	var seeds []uint64
	if r.Curriculum != nil {
		seeds = r.Curriculum.seeds(r, step)
	}
	for i := range graphs {
		if seeds != nil {
			gen = s.task.Drawer(seeds[i])
		}
		graphs[i] = s.draw(gen, stage.one(i, len(graphs)))
		longest = max(longest, len(graphs[i].FactTokens()))
	}
	bucket := cmp.Or(s.bucket, edgeBucket)
	b := s.empty(len(graphs), stage, (longest+bucket-1)/bucket*bucket)
	s.fillNoise(b, rng, stage.Noise)
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

// one returns the stage with the sizes of its i-th graph of n: the first are small, the last deep.
func (s Stage) one(i, n int) Stage {
	small, deep := s.SmallShare*float64(n), s.DeepShare*float64(n)
	switch at := float64(i); {
	case at < small:
		s.MinNodes, s.MaxNodes, s.DeepShare = smallest, smallMost, 0
	case at >= float64(n)-deep:
		s.DeepShare = 1
	default:
		s.DeepShare = 0
	}
	return s
}

// draw samples one graph that is not excluded, for a stage of one graph.
func (s *sampler) draw(from training.Drawer, stage Stage) *training.Graph {
	next := func() *training.Graph { return from.Draw(stage.MinNodes, stage.MaxNodes) }
	if stage.DeepShare > 0 {
		next = from.(training.DeepDrawer).DrawDeep // the recipe's check has seen that the task has such graphs
	}
	for {
		if g := next(); !s.excluded[g.Key] {
			return g
		}
	}
}

func (s *sampler) empty(g int, stage Stage, padded int) *batch {
	r := s.recipe
	q, size := r.QueriesPerGraph, r.layout(s.task)
	b := &batch{edges: make([]int32, g*padded), edgeLen: make([]int32, g), padded: padded, graphs: g}
	if stage.Lookup {
		b.nodes = size.Nodes
		if !size.Rehearsed {
			b.nodes = cmp.Or(stage.MaxNodes, size.Nodes)
		}
		b.lookups, b.children = make([]float32, g*b.nodes*s.vocab.size), make([]float32, g*b.nodes*s.vocab.size)
		return b
	}
	if r.Model.StopHead {
		b.enough = make([]float32, g*q*r.latents(stage))
	}
	if stage.Noise > 0 {
		b.noise = make([]float32, g*q*r.latents(stage)*r.Model.Width)
	}
	b.questions = make([]int32, g*q*size.Question)
	b.frontier = make([]float32, g*q*r.latents(stage)*s.vocab.size)
	b.answer, b.chain = newTails(g*(q-r.ChainQueries), size.Answer), newTails(g*r.ChainQueries, size.Chain)
	return b
}

// fillNoise draws the noise of a batch, of the given length.
func (s *sampler) fillNoise(b *batch, rng *rand.Rand, length float64) {
	std := length / math.Sqrt(float64(s.recipe.Model.Width))
	for i := range b.noise {
		b.noise[i] = float32(std * rng.NormFloat64())
	}
}

// fillEdges writes the facts of graph i.
func (s *sampler) fillEdges(b *batch, i int, g *training.Graph) {
	facts := g.FactTokens()
	s.vocab.write(b.edges[i*b.padded:][:len(facts)], facts)
	b.edgeLen[i] = int32(len(facts))
}

// fillLookups writes look-ups of the children of every node of graph i, or, if superpose is more than 1, of sets of up
// to that many nodes.
func (s *sampler) fillLookups(b *batch, i int, g *training.Graph, rng *rand.Rand, superpose int) {
	rehearser, ok := g.Asker.(training.Rehearser)
	if !ok {
		rehearser = searchLookups(superpose)
	}
	for node := range b.nodes {
		at := (i*b.nodes + node) * s.vocab.size
		of, finds := rehearser.Rehearse(g, rng, node)
		for _, word := range of {
			b.lookups[at+int(s.vocab.word(word))] = float32(1 / math.Sqrt(float64(len(of))))
		}
		for _, word := range finds {
			b.children[at+int(s.vocab.word(word))] = 1 / float32(len(finds))
		}
	}
}

// fillQuestions writes the questions about graph i.
func (s *sampler) fillQuestions(b *batch, i int, g *training.Graph, rng *rand.Rand, stage Stage) {
	r, v, layout := s.recipe, s.vocab, s.recipe.layout(s.task)
	answers, latents := r.QueriesPerGraph-r.ChainQueries, r.latents(stage)
	for j := range r.QueriesPerGraph {
		at := i*r.QueriesPerGraph + j
		var q training.Query
		if j < answers {
			q = g.AnswerQuery(g, rng, j, r.answerHops(stage, layout.Hops))
			b.answer.set(i*answers+j, v.tail(q, nil, 0), s.answerThoughts(g, rng, q, latents))
		} else {
			q = s.fillChain(b, i*r.ChainQueries+j-answers, g, rng, stage, j)
		}
		v.write(b.questions[at*layout.Question:][:layout.Question], append(q.Text, tokenizer.Bot))
		for k := range latents {
			s.frontier(b.frontier[(at*latents+k)*v.size:][:v.size], g, q, k/r.cThought()+1)
			if b.enough != nil && k+1 >= g.Needs(q)*r.cThought() {
				b.enough[at*latents+k] = 1
			}
		}
	}
}

// answerThoughts returns how many latent steps precede an answer: all of them, or, where a stop head may end them, any
// sufficient number.
func (s *sampler) answerThoughts(g *training.Graph, rng *rand.Rand, q training.Query, latents int) int {
	enough := g.Needs(q) * s.recipe.cThought()
	if !s.recipe.Model.StopHead || enough >= latents {
		return latents
	}
	return enough + rng.IntN(latents-enough+1)
}

// fillChain writes chain query c and returns it, without the stage's number of language steps at its front, or another
// stage's number if stages are mixed.
func (s *sampler) fillChain(b *batch, c int, g *training.Graph, rng *rand.Rand, stage Stage, j int) training.Query {
	dropped := stage.Thoughts
	if rng.Float64() < s.recipe.UniformProb {
		dropped = rng.IntN(stage.Thoughts + 1)
	}
	q := g.AnswerQuery(g, rng, j, stage.hops(s.recipe.layout(s.task).Hops))
	steps := s.recipe.steps(g, rng, q)
	rest := steps[min(dropped, len(steps)):]
	if stage.DropAll {
		rest = nil
	}
	if !s.recipe.PadLatentToMax {
		dropped = min(dropped, len(steps))
	}
	b.chain.set(c, s.vocab.tail(q, rest, removed(rng, stage)), min(dropped*s.recipe.cThought(), s.recipe.latents(stage)))
	return q
}

// frontier writes the uniform distribution over the words that the thought at that depth names.
func (s *sampler) frontier(dst []float32, g *training.Graph, q training.Query, depth int) {
	words := g.Frontier(q, depth)
	for _, word := range words {
		dst[s.vocab.word(word)] = 1 / float32(len(words))
	}
}
