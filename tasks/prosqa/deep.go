package prosqa

// Deep questions ask for more facts, one after another, than the official ones, which end at six.
const (
	deepFewestHops, deepMostHops   = 7, 10
	deepFewestNodes, deepMostNodes = 30, MaxNodes
	// deepSteepness is the power of the parents' weights: with 1 one graph of 40 nodes in 7,000 has ten hops, with 4 one
	// in 25.
	deepSteepness = 4
)

// Deep draws a question of 30 to 40 nodes and 7 to 10 hops, each number of hops equally likely. Everything else is as
// in the official files, see Generator.
func (g *Generator) Deep() Sample {
	defer func(before int) { g.grower.steepness = before }(g.grower.steepness)
	g.grower.steepness = deepSteepness
	hops := deepFewestHops + g.rng.IntN(deepMostHops-deepFewestHops+1)
	for {
		nodes := deepFewestNodes + g.rng.IntN(deepMostNodes-deepFewestNodes+1)
		linked := g.grower.grow(slotsFor(nodes))
		if linked < deepFewestNodes || linked > deepMostNodes {
			continue
		}
		if s, ok := g.ask(linked, hops, hops); ok {
			return s
		}
	}
}
