package train

import (
	"math/rand/v2"

	"github.com/coconut-page/coconut/tasks/training"
)

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
