package igsm

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/coconut-page/coconut/tasks/arithmetic"
)

// ErrOther is wrapped by the error about a problem that our own task cannot say.
var ErrOther = errors.New("igsm: package arithmetic has no such problem")

// Arithmetic turns a problem into a question of package arithmetic, whose quantities each follow from one other, by
// plus 1 to 20, or times 2 or 3, and are never reduced. Quantities that are equal to another ("equals each C's D", "0
// more than", the number of a category with one thing) become that one. Quantities that the answer does not need are
// kept if they can be said, so that there is something to ignore, and left out otherwise.
//
// The error wraps ErrOther if a quantity that the answer needs cannot be said, or those of Solve.
func (it Item) Arithmetic() (*arithmetic.Question, error) {
	c := &converter{same: map[Quantity]Quantity{}, place: map[Quantity]int{}, names: map[string]Quantity{},
		question: &arithmetic.Question{Noun: arithmetic.Noun{One: "thing", Many: "things"}}}
	for _, step := range it.solution {
		if err := c.add(step); err != nil {
			return nil, err
		}
	}
	c.question.Root = c.place[c.like(it.problem.Asked)]
	for _, e := range it.problem.Equations {
		c.distract(it.problem, e)
	}
	q, err := arithmetic.Parse(c.question.Text())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOther, err)
	}
	return q, nil
}

// converter builds a question.
type converter struct {
	question *arithmetic.Question
	same     map[Quantity]Quantity // equal to another
	place    map[Quantity]int      // in the question's names
	names    map[string]Quantity
}

// like returns the quantity that stands for one.
func (c *converter) like(q Quantity) Quantity {
	if other, ok := c.same[q]; ok {
		return other
	}
	return q
}

// distract adds a quantity that the answer does not need, with what it follows from. What cannot be said is left out.
func (c *converter) distract(p *Problem, e Equation) {
	other := *p
	other.Asked = e.About
	steps, err := other.Solve(-1)
	if err != nil {
		return
	}
	for _, step := range steps {
		if _, known := c.place[c.like(step.Quantity)]; known {
			continue
		}
		if step.Equation == nil || c.add(step) != nil { // what a category means there may not be settled
			return
		}
	}
}

// maxQuantities is how many a question may have, those of package arithmetic's generator.
const maxQuantities = arithmetic.MaxQuantities

// add adds a step of a solution, whose quantities have been added.
func (c *converter) add(step Step) error {
	if step.Exact != step.Value {
		return fmt.Errorf("%w: %s is %d, which iGSM reduces to %d", ErrOther, step.Quantity, step.Exact, step.Value)
	}
	operation, n := arithmetic.Given, step.Value
	if len(step.Of) > 1 {
		return fmt.Errorf("%w: %s follows from %d others, and there it can from one", ErrOther, step.Quantity, len(step.Of))
	}
	if len(step.Of) == 1 {
		if operation, n = operationOf(step.Equation); operation == arithmetic.Given {
			c.same[step.Quantity] = c.like(step.Of[0])
			return nil
		}
		if !said(operation, n) {
			return fmt.Errorf("%w: %s is %s, and there is no %d in such a sentence there", ErrOther, step.Quantity, step.Text,
				n)
		}
	}
	return c.fact(step, operation, n)
}

// operationOf is an equation's with one quantity; Given if it changes nothing.
func operationOf(e *Equation) (arithmetic.Operation, int) {
	switch {
	case e == nil, e.Operation == Just, e.Operation == More && e.N == 0, e.Operation == Times && e.N == 1:
		return arithmetic.Given, 0
	case e.Operation == More:
		return arithmetic.Plus, e.N
	}
	return arithmetic.Times, e.N
}

// said reports whether there is a sentence with that number.
func said(o arithmetic.Operation, n int) bool {
	if o == arithmetic.Plus {
		return 1 <= n && n <= arithmetic.MaxDifference
	}
	return arithmetic.MinFactor <= n && n <= arithmetic.MaxFactor
}

// fact adds a sentence about a quantity of its own.
func (c *converter) fact(step Step, operation arithmetic.Operation, n int) error {
	q := c.question
	name := nameOf(step.Quantity)
	if other, taken := c.names[name]; taken {
		return fmt.Errorf("%w: %s and %s would have one name", ErrOther, step.Quantity, other)
	}
	if len(q.Names) == maxQuantities {
		return fmt.Errorf("%w: it has more than %d quantities", ErrOther, maxQuantities)
	}
	of := -1
	if operation != arithmetic.Given {
		of = c.place[c.like(step.Of[0])]
	}
	c.names[name], c.place[step.Quantity] = step.Quantity, len(q.Names)
	q.Facts = append(q.Facts, arithmetic.Fact{Subject: len(q.Names), Of: of, Operation: operation, N: n})
	q.Names = append(q.Names, name)
	return nil
}

// nameOf is a quantity as one word that begins with a capital letter: "ArtRoomBlueBag".
func nameOf(q Quantity) string {
	var b strings.Builder
	start := true
	for _, r := range q.Owner + " " + q.Thing {
		switch {
		case !unicode.IsLetter(r):
			start = true
		case start:
			b.WriteRune(unicode.ToUpper(r))
			start = false
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
