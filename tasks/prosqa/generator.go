package prosqa

import "math/rand/v2"

// Generator draws ProsQA questions with the statistics of the official data. The same seed gives the same questions on
// every machine. It is not safe for concurrent use.
//
// It follows algorithm 1 of the paper (Hao et al., 2024, appendix A), except where the 800 questions of the official
// valid and test files contradict it. Taken literally, the algorithm gives 27 edges where the files have 36, and 25 %
// of nodes in neither family where the files have 3 %. What the files show instead:
//
//   - Every graph is drawn with 28 nodes, and those without an edge are dropped. That alone gives the official node
//     counts (14 to 28, mean 22.8, sd 2.0): a node has no parent with probability e^-1.5 = 22 %, and few of these get a
//     child.
//   - A node of neither family can become a parent only in the draws that allow every node; the paper allows it in all
//     of them. 35 % of the draws are from the first family, 45 % from the second and 20 % from any node (the paper: 35,
//     35, 30). These shares are fitted to the numbers of entities and of nodes in both families.
//   - Depth, in a parent's weight 1.5·depth+1, is one more than the least depth of the node's own parents. The paper
//     leaves this open; of least, greatest, first, last and mean, the least has the highest likelihood, and with it the
//     factor 1.5 is best.
//   - The target is the deepest leaf of either family alone, and the question is about its root; in the paper it is
//     always about node 0. The second family is the larger one, so two thirds of the questions are about node 1.
//   - The wrong candidate is any leaf of the other family alone, with equal probability.
//   - Questions have 3 to 6 hops.
//
// TestGeneratorMatchesOfficialStatistics compares the result with the official figures.
type Generator struct {
	rng    *rand.Rand
	grower grower
}

// NewGenerator returns a generator for a seed.
func NewGenerator(seed uint64) *Generator {
	rng := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	return &Generator{rng: rng, grower: grower{rng: rng, steepness: 1}}
}

const (
	// officialSlots is the number of nodes drawn for an official graph, before those without an edge are dropped.
	officialSlots = 28
	// fullSize is the number of nodes from which questions have the official number of hops.
	fullSize         = 14
	minHops, maxHops = 3, 6
)

// MinNodes and MaxNodes are the sizes that Sample and NextSized can draw: smaller graphs have no room for two families,
// for larger ones there are not enough concepts.
const (
	MinNodes = 4
	MaxNodes = 40
)

// Next draws a question of the official size.
func (g *Generator) Next() Item { return g.NextSized(0, 0) }

// NextSized draws a question of minNodes to maxNodes nodes; see Sample.
func (g *Generator) NextSized(minNodes, maxNodes int) Item {
	return g.Sample(minNodes, maxNodes).Item()
}

// Sample draws one question. With minNodes and maxNodes both 0 its size follows the official distribution; otherwise it
// has minNodes to maxNodes nodes, each size equally likely. Both are clamped to MinNodes to MaxNodes, and maxNodes is
// raised to minNodes. Graphs of fewer than 14 nodes may need fewer hops than the official 3, down to 1: at least a
// quarter of the nodes.
func (g *Generator) Sample(minNodes, maxNodes int) Sample {
	if minNodes == 0 && maxNodes == 0 {
		for {
			linked := g.grower.grow(officialSlots)
			if s, ok := g.ask(linked, minHops, maxHops); ok {
				return s
			}
		}
	}
	lo := min(max(minNodes, MinNodes), MaxNodes)
	hi := min(max(maxNodes, lo), MaxNodes)
	nodes := lo + g.rng.IntN(hi-lo+1)
	fewest := minHops
	if nodes < fullSize {
		fewest = max(1, min(minHops, nodes/4))
	}
	for {
		if linked := g.grower.grow(slotsFor(nodes)); linked == nodes {
			if s, ok := g.ask(linked, fewest, maxHops); ok {
				return s
			}
		}
	}
}

// Structure draws a graph of exactly the given number of nodes, at least 4. Both roots have children.
func (g *Generator) Structure(nodes int) Structure {
	nodes = max(nodes, 4)
	for {
		if linked := g.grower.grow(slotsFor(nodes)); linked == nodes && g.grower.rooted() {
			return g.grower.finish(linked)
		}
	}
}

// slotsFor returns how many slots most often leave the given number of nodes: 28 leave 22.8.
func slotsFor(nodes int) int { return nodes + (2*nodes+4)/9 }

// ask turns the drawn structure into a question; ok is false if there is none of fewest to most hops.
func (g *Generator) ask(linked, fewest, most int) (sample Sample, ok bool) {
	if !g.grower.rooted() {
		return sample, false
	}
	s := g.grower.finish(linked)
	c := s.choices()
	if len(c.leaves[0]) == 0 || len(c.leaves[1]) == 0 {
		return sample, false
	}
	root := g.pickRoot(&c)
	hops := c.deepest[root]
	if hops < fewest || hops > most {
		return sample, false
	}
	target := pick(g.rng, c.targets[root])
	wrong := pick(g.rng, c.leaves[1-root])
	sample = Sample{
		Roots: [2]int{root, 1 - root}, Target: target, NegTarget: wrong, Candidates: [2]int{target, wrong},
		Path: g.path(&s, c.hops[root], target, hops),
	}
	if g.rng.IntN(2) == 0 {
		sample.Candidates = [2]int{wrong, target}
	}
	return sample, g.tell(&s, &sample)
}

// choices returns the leaves of each family alone, the deepest of them, and their distance from the root.
type choices struct {
	hops            [2][]int
	leaves, targets [2][]int
	deepest         [2]int
}

func (s *Structure) choices() choices {
	c := choices{hops: [2][]int{s.distances(0), s.distances(1)}}
	for node, leaf := range s.leaves() {
		for root := range 2 {
			if !leaf || s.Families[node] != family(root) {
				continue
			}
			c.leaves[root] = append(c.leaves[root], node)
			d := c.hops[root][node]
			if d > c.deepest[root] {
				c.deepest[root], c.targets[root] = d, c.targets[root][:0]
			}
			if d == c.deepest[root] {
				c.targets[root] = append(c.targets[root], node)
			}
		}
	}
	return c
}

// pickRoot returns the root of the deepest leaf; if both families are equally deep, every deepest leaf is equally
// likely.
func (g *Generator) pickRoot(c *choices) int {
	switch {
	case c.deepest[0] > c.deepest[1]:
		return 0
	case c.deepest[1] > c.deepest[0]:
		return 1
	case g.rng.IntN(len(c.targets[0])+len(c.targets[1])) < len(c.targets[0]):
		return 0
	}
	return 1
}

// path draws a shortest path backwards from target; every parent on one is equally likely.
func (g *Generator) path(s *Structure, hops []int, target, length int) []int {
	path := make([]int, length+1)
	path[length] = target
	var nearer []int
	for i := length - 1; i >= 0; i-- {
		nearer = nearer[:0]
		for _, p := range s.Parents[path[i+1]] {
			if hops[p] == i {
				nearer = append(nearer, p)
			}
		}
		path[i] = pick(g.rng, nearer)
	}
	return path
}

// tell draws the words and the order of the sentences; ok is false if there are more nodes than words.
func (g *Generator) tell(s *Structure, sample *Sample) (ok bool) {
	var entities, others [MaxNodes]int
	names, concepts := 0, 0
	for node, parents := range s.Parents {
		if len(parents) == 0 {
			entities[names] = node
			names++
		} else {
			others[concepts] = node
			concepts++
		}
	}
	if names > len(Names) || concepts > len(Concepts) {
		return false
	}
	sample.Symbols = make([]string, len(s.Parents))
	g.label(sample.Symbols, entities[:names], Names)
	g.label(sample.Symbols, others[:concepts], Concepts)
	sample.Edges = s.Edges()
	g.rng.Shuffle(len(sample.Edges), func(i, j int) {
		sample.Edges[i], sample.Edges[j] = sample.Edges[j], sample.Edges[i]
	})
	return true
}

// label gives each of the nodes a different word, drawn without replacement.
func (g *Generator) label(symbols []string, nodes []int, words []string) {
	var order [64]string
	left := order[:copy(order[:], words)]
	for _, node := range nodes {
		i := g.rng.IntN(len(left))
		symbols[node] = left[i]
		left[i] = left[len(left)-1]
		left = left[:len(left)-1]
	}
}

// pick draws one of the nodes, with equal probability.
func pick(rng *rand.Rand, nodes []int) int {
	return nodes[rng.IntN(len(nodes))]
}
