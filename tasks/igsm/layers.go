package igsm

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// structure is who has what: things lie one layer below their owners.
type structure struct {
	problem *Problem
	// things are what each owner has by the sentences, in their order.
	things map[string][]string
	// layer is how deep a name lies, and part which names it is connected with: layers are known within a part only.
	layer, part map[string]int
	// equations are by what they are about.
	equations map[Quantity]*Equation
	// below remembers what at found.
	below map[deep]bool
}

// maxLayers bounds how deep things may lie; iGSM has four layers.
const maxLayers = 16

// newStructure finds the layers. The error wraps ErrProblem if a thing lies below itself or at two depths, or too deep.
func newStructure(p *Problem) (*structure, error) {
	s := &structure{problem: p, things: map[string][]string{}, layer: map[string]int{}, part: map[string]int{},
		equations: map[Quantity]*Equation{}, below: map[deep]bool{}}
	owners := map[string][]string{}
	for i := range p.Equations {
		q := p.Equations[i].About
		s.equations[q] = &p.Equations[i]
		s.things[q.Owner] = append(s.things[q.Owner], q.Thing)
		owners[q.Thing] = append(owners[q.Thing], q.Owner)
	}
	parts := 0
	for _, e := range p.Equations {
		if _, seen := s.part[e.About.Owner]; seen {
			continue
		}
		parts++
		if err := s.spread(e.About.Owner, parts, owners); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// spread gives all names that are connected with one their part and layers.
func (s *structure) spread(name string, part int, owners map[string][]string) error {
	s.part[name], s.layer[name] = part, 0
	for todo := []string{name}; len(todo) > 0; todo = todo[1:] {
		at := todo[0]
		for by, others := range map[int][]string{1: s.things[at], -1: owners[at]} {
			for _, other := range others {
				layer, seen := s.layer[other]
				switch {
				case !seen && max(s.layer[at]+by, -s.layer[at]-by) > maxLayers:
					return fmt.Errorf("%w: it has more than %d layers", ErrProblem, maxLayers)
				case !seen:
					s.part[other], s.layer[other] = part, s.layer[at]+by
					todo = append(todo, other)
				case layer != s.layer[at]+by:
					return fmt.Errorf("%w: %q cannot be both above and below %q", ErrProblem, at, other)
				}
			}
		}
	}
	return nil
}

// deep is a name and a layer below it.
type deep struct {
	name  string
	layer int
}

// at returns whether something that name has, at any depth, lies in a layer.
func (s *structure) at(name string, layer int) bool {
	things, key := s.things[name], deep{name, layer}
	switch {
	case layer <= s.layer[name]:
		return false
	case layer == s.layer[name]+1:
		return len(things) > 0
	}
	found, known := s.below[key]
	if !known {
		found = slices.ContainsFunc(things, func(thing string) bool { return s.at(thing, layer) })
		s.below[key] = found
	}
	return found
}

// category is one within a part.
type category struct {
	name string
	part int
}

// categories returns, for each category that the problem speaks of, the layers that it may be. A layer in which a thing
// is called after the category is preferred. The error wraps ErrProblem if there is none.
func (s *structure) categories() (map[category][]int, error) {
	asked := map[category][]string{} // whose things of a category are counted
	add := func(q Quantity) error {
		if s.equations[q] != nil {
			return nil
		}
		part, ok := s.part[q.Owner]
		if !ok {
			return fmt.Errorf("%w: nothing says what %q has", ErrProblem, q.Owner)
		}
		c := category{q.Thing, part}
		asked[c] = append(asked[c], q.Owner)
		return nil
	}
	err := add(s.problem.Asked)
	for _, e := range s.problem.Equations {
		for _, q := range e.Of {
			if err == nil {
				err = add(q)
			}
		}
	}
	if err != nil {
		return nil, err
	}
	may := map[category][]int{}
	for c, owners := range asked {
		if may[c] = s.layersOf(c, owners); len(may[c]) == 0 {
			return nil, fmt.Errorf("%w: nothing says how many %q %q has, and no layer can be what it means", ErrProblem,
				c.name, owners[0])
		}
	}
	return may, nil
}

// layersOf are the layers that a category may be, if all these owners have things of it.
func (s *structure) layersOf(c category, owners []string) (layers []int) {
	called := []int{}
	for _, layer := range slices.Compact(slices.Sorted(maps.Values(s.layer))) {
		if slices.ContainsFunc(owners, func(owner string) bool { return !s.at(owner, layer) }) {
			continue
		}
		layers = append(layers, layer)
		for name, l := range s.layer {
			if l == layer && s.part[name] == c.part && strings.HasSuffix(" "+name, " "+c.name) {
				called = append(called, layer)
				break
			}
		}
	}
	if len(called) == 1 {
		return called
	}
	return layers
}
