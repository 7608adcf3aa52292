package prosqa

import (
	"slices"

	"github.com/coconut-page/coconut/tasks/graph"
)

// Counterfactual draws a pair of questions that differ in one fact only and have opposite answers: in the second,
// "Every A is a B" reads "Every A is a C", which cuts the path to the right candidate and opens one to the wrong one.
// Answering both requires following the facts and not the shape of the graph.
func (g *Generator) Counterfactual() (original, edited Sample) {
	for {
		s := g.Sample(0, 0)
		if edits := s.flips(); len(edits) > 0 {
			return s, s.edit(edits[g.rng.IntN(len(edits))])
		}
	}
}

// flips lists the edits of one fact that make the wrong candidate the right one. No edit creates a cycle, repeats a
// fact, makes a name a child, or leaves a node without any fact.
func (s *Sample) flips() []graph.Flip {
	facts := s.Graph()
	o := graph.Index(&facts)
	ahead, toWrong := o.Distances(s.Roots[0]), o.DistancesTo(s.NegTarget)
	var flips []graph.Flip
	for i, e := range s.Edges {
		alone := len(o.Children(e[1]))+len(o.Parents(e[1])) == 1
		if ahead[e[0]] < 0 || alone || s.reaches(i) {
			continue
		}
		above := o.DistancesTo(e[0])
		for child := range s.Symbols {
			if toWrong[child] >= 0 && above[child] < 0 && len(o.Parents(child)) > 0 {
				flips = append(flips, graph.Flip{Edge: i, Child: child})
			}
		}
	}
	return flips
}

// reaches reports whether the target still follows without fact number skip.
func (s *Sample) reaches(skip int) bool {
	facts := graph.Graph{Symbols: s.Symbols, Edges: slices.Delete(slices.Clone(s.Edges), skip, skip+1)}
	return graph.Index(&facts).Reachable(s.Roots[0], s.Target)
}

// edit returns the sample with one fact changed and the candidates' roles swapped.
func (s Sample) edit(f graph.Flip) Sample {
	s.Edges = slices.Clone(s.Edges)
	s.Edges[f.Edge][1] = f.Child
	s.Target, s.NegTarget = s.NegTarget, s.Target
	facts := s.Graph()
	s.Path = graph.Index(&facts).ShortestPath(s.Roots[0], s.Target)
	return s
}
