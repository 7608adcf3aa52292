package train

import (
	"math/rand/v2"
	"slices"

	"github.com/coconut-page/coconut/tasks/training"
)

// searchLookups are the look-ups of a search, of up to so many nodes at once: their children.
type searchLookups int

// Rehearse implements training.Rehearser. There are none after a look-up of every node.
func (superpose searchLookups) Rehearse(g *training.Graph, rng *rand.Rand, node int) (of, finds []string) {
	if node >= len(g.Symbols) {
		return nil, nil
	}
	for _, member := range lookupSet(g, rng, node, int(superpose)) {
		of = append(of, g.Symbols[member])
		for _, child := range g.Next[member] {
			if word := g.Symbols[child]; !slices.Contains(finds, word) {
				finds = append(finds, word)
			}
		}
	}
	return of, finds
}

// lookupSet returns the nodes of one look-up: node alone if superpose is at most 1. Otherwise a third are single nodes,
// a third the nodes some hops away from a node (what a thought holds during a search), and the rest any 2 to superpose
// nodes.
func lookupSet(g *training.Graph, rng *rand.Rand, node, superpose int) []int {
	kind := rng.IntN(3)
	switch {
	case superpose <= 1 || kind == 0:
		return []int{node}
	case kind == 1:
		if set := g.At(node, rng.IntN(training.MaxChainHops)); len(set) > 0 {
			return set
		}
		return []int{node}
	}
	size := min(2+rng.IntN(superpose-1), len(g.Symbols))
	return rng.Perm(len(g.Symbols))[:size]
}
