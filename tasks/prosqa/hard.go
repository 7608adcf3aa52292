package prosqa

import "github.com/coconut-page/coconut/tasks/graph"

// ProsQA-hard: questions that the shortcuts for official questions do not answer. In 87 % of the official questions the
// right candidate is the one nearer to the name in the undirected graph, and more often than not the one with fewer
// parents. Here both candidates are equally near and have equally many parents, so these shortcuts are no better than a
// coin.

// Hard draws a question of ProsQA-hard. Everything else is as in the official files, see Generator.
func (g *Generator) Hard() Sample {
	for {
		g.grower.grow(officialSlots)
		if s, ok := g.ask(g.linked(), minHops, maxHops); ok {
			if wrong := s.evenLeaves(); len(wrong) > 0 {
				return s.withWrong(pick(g.rng, wrong))
			}
		}
	}
}

// linked counts the nodes of the last draw that have an edge.
func (g *Generator) linked() int {
	n := 0
	for _, l := range g.grower.linked {
		if l {
			n++
		}
	}
	return n
}

// evenLeaves returns the leaves that only the other root reaches, with as many parents as the target, and as near to
// the question's root as the target if facts may be followed either way.
func (s *Sample) evenLeaves() []int {
	facts := s.Graph()
	o := graph.Index(&facts)
	near := o.UndirectedDistances(s.Roots[0])
	own, other := o.Distances(s.Roots[0]), o.Distances(s.Roots[1])
	var even []int
	for node := range s.Symbols {
		if own[node] < 0 && other[node] > 0 && len(o.Children(node)) == 0 &&
			near[node] == near[s.Target] && len(o.Parents(node)) == len(o.Parents(s.Target)) {
			even = append(even, node)
		}
	}
	return even
}

// withWrong returns the sample with another wrong candidate.
func (s Sample) withWrong(node int) Sample {
	for i, c := range s.Candidates {
		if c == s.NegTarget {
			s.Candidates[i] = node
		}
	}
	s.NegTarget = node
	return s
}
