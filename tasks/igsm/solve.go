package igsm

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// ErrProblem is wrapped by every error about a problem that can be read but not solved.
var ErrProblem = errors.New("igsm: the problem cannot be solved")

// Step is a quantity that the answer needs.
type Step struct {
	Quantity
	// Text is how it comes about: "4 * 12 = 2".
	Text string
	// Value is from 0 to 22; Exact is what it would be if nothing were reduced.
	Value, Exact int
	// Equation is its sentence; nil for an abstract quantity.
	Equation *Equation
	// Of are the quantities that it follows from. For an abstract one they are added, or, where Products is set, each two
	// in a row are multiplied and the products added.
	Of       []Quantity
	Products bool
}

// Solution are the steps to the answer, each after those that it follows from; the last is the answer.
type Solution []Step

// maxWays bounds how many meanings of the categories are tried, maxExact the numbers that are not reduced, so that no
// sum of products overflows.
const (
	maxWays  = 256
	maxExact = 1 << 24
)

// Solve solves a problem. answer is the stated one, which decides between several meanings of a category; -1 if there
// is none. The error wraps ErrProblem if no meaning gives that answer, if several give different ones, or if quantities
// depend on themselves.
func (p *Problem) Solve(answer int) (Solution, error) {
	s, err := newStructure(p)
	if err != nil {
		return nil, err
	}
	may, err := s.categories()
	if err != nil {
		return nil, err
	}
	w := &ways{structure: s, may: may, names: slices.SortedFunc(maps.Keys(may), func(a, b category) int {
		return strings.Compare(a.name+"\x00"+strconv.Itoa(a.part), b.name+"\x00"+strconv.Itoa(b.part))
	}), answer: answer, chosen: map[category]int{}}
	w.try(0)
	switch {
	case w.tried > maxWays:
		return nil, fmt.Errorf("%w: its categories may mean too much", ErrProblem)
	case w.found == nil && w.other >= 0:
		return nil, fmt.Errorf("%w: the answer is %d, and not %d", ErrProblem, w.other, answer)
	case w.found == nil:
		return nil, w.err
	case w.several:
		return nil, fmt.Errorf("%w: it does not say what its categories mean, and they may mean different answers",
			ErrProblem)
	}
	return w.found, nil
}

// ways tries all meanings of the categories.
type ways struct {
	*structure
	may     map[category][]int
	names   []category
	chosen  map[category]int
	answer  int
	tried   int
	found   Solution
	several bool
	other   int // an answer that is not the stated one; set with err nil
	err     error
}

// try chooses a layer for category i and those after it. Two categories of a part are never the same layer.
func (w *ways) try(i int) {
	if i == 0 {
		w.other = -1
		w.err = fmt.Errorf("%w: its categories cannot all mean something", ErrProblem)
	}
	if i == len(w.names) {
		w.solve()
		return
	}
	c := w.names[i]
	for _, layer := range w.may[c] {
		taken := slices.ContainsFunc(w.names[:i], func(other category) bool {
			return other.part == c.part && w.chosen[other] == layer
		})
		if w.tried++; taken || w.tried > maxWays {
			continue
		}
		w.chosen[c] = layer
		w.try(i + 1)
	}
}

// solve solves the problem with the chosen layers.
func (w *ways) solve() {
	c := &calculation{structure: w.structure, chosen: w.chosen, done: map[Quantity]int{}}
	value, err := c.value(w.problem.Asked)
	switch {
	case err != nil:
		w.err = err
	case w.answer >= 0 && value != w.answer:
		w.other = value
	case w.found == nil:
		w.found = c.steps
	case w.found[len(w.found)-1].Value != value:
		w.several = true
	}
}

// calculation computes what a quantity needs, once each.
type calculation struct {
	*structure
	chosen map[category]int
	done   map[Quantity]int // place in steps, plus 1; -1 while it is being computed
	steps  Solution
}

// value computes a quantity.
func (c *calculation) value(q Quantity) (int, error) {
	switch place := c.done[q]; {
	case place > 0:
		return c.steps[place-1].Value, nil
	case place < 0:
		return 0, fmt.Errorf("%w: %s depends on itself", ErrProblem, q)
	}
	c.done[q] = -1
	step := Step{Quantity: q, Equation: c.equations[q]}
	if step.Equation != nil {
		step.Of = step.Equation.Of
	} else {
		c.abstract(&step)
	}
	for _, of := range step.Of {
		if _, err := c.value(of); err != nil {
			return 0, err
		}
	}
	c.finish(&step)
	c.steps = append(c.steps, step)
	c.done[q] = len(c.steps)
	return step.Value, nil
}

// abstract says what the number of a whole category follows from: the things of the next layer are added; those further
// down are as many as what holds them times what each of that has.
func (c *calculation) abstract(step *Step) {
	layer := c.chosen[category{step.Thing, c.part[step.Owner]}]
	step.Products = layer > c.layer[step.Owner]+1
	for _, thing := range c.things[step.Owner] {
		switch {
		case !step.Products:
			step.Of = append(step.Of, Quantity{step.Owner, thing})
		case c.at(thing, layer):
			step.Of = append(step.Of, Quantity{step.Owner, thing}, Quantity{thing, step.Thing})
		}
	}
}

// finish computes a step whose quantities are known.
func (c *calculation) finish(step *Step) {
	var values, exact []int
	var text []string
	for _, of := range step.Of {
		s := c.steps[c.done[of]-1]
		values, exact, text = append(values, s.Value), append(exact, s.Exact), append(text, strconv.Itoa(s.Value))
	}
	e := step.Equation
	step.Value = ((step.combine(values) % Modulus) + Modulus) % Modulus
	step.Exact = max(min(step.combine(exact), maxExact), -maxExact)
	switch {
	case step.Products:
		var products []string
		for i := 0; i < len(text); i += 2 {
			products = append(products, text[i]+" * "+text[i+1])
		}
		step.Text = strings.Join(products, " + ")
	case e != nil && e.Difference:
		step.Text = strings.Join(text, " - ")
	default:
		step.Text = strings.Join(text, " + ")
	}
	if e != nil {
		step.Text = e.with(step.Text)
	}
	if result := strconv.Itoa(step.Value); step.Text != result {
		step.Text += " = " + result
	}
}

// with is the equation's number together with the quantities' text.
func (e *Equation) with(of string) string {
	n := strconv.Itoa(e.N)
	switch {
	case len(e.Of) == 0:
		return n
	case e.Operation == More:
		if e.Difference {
			of = "(" + of + ")"
		}
		return n + " + " + of
	case e.Operation == Times && len(e.Of) > 1:
		return n + " * (" + of + ")"
	case e.Operation == Times:
		return n + " * " + of
	}
	return of
}

// combine computes a step from the values of what it follows from.
func (s *Step) combine(of []int) int {
	sum := 0
	for i, v := range of {
		switch {
		case s.Products && i%2 == 1:
			sum += of[i-1] * v
		case s.Products:
		case s.Equation != nil && s.Equation.Difference && i == 1:
			sum -= v
		default:
			sum += v
		}
	}
	e := s.Equation
	switch {
	case e == nil:
		return sum
	case len(e.Of) == 0:
		return e.N
	case e.Operation == More:
		return e.N + sum
	case e.Operation == Times:
		return e.N * sum
	}
	return sum
}
