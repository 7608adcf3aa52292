package prontoqa

import (
	"errors"
	"fmt"
	"slices"
)

// ErrUndecidable is wrapped by Question.Answer's error when neither what is asked nor its negation follows, or both do.
var ErrUndecidable = errors.New("prontoqa: the facts do not decide the question")

// Question is a set of facts with what is asked about them; see Sample for the fields.
type Question struct {
	Symbols []string
	Edges   [][2]int
	Root    int
	Query   string
}

// Answer says whether Query follows, and a shortest path from Root to the literal that decides it, both included: Query, or its
// negation where the answer is false. The error wraps ErrUndecidable where neither or both can be reached from Root.
func (q *Question) Answer() (bool, []int, error) {
	before, err := q.search()
	if err != nil {
		return false, nil, err
	}
	yes, no := q.reached(before, q.Query), q.reached(before, Negate(q.Query))
	name := q.Symbols[q.Root]
	switch {
	case yes >= 0 && no >= 0:
		return false, nil, fmt.Errorf("%w: %s is both %s and %s", ErrUndecidable, name, q.Query, Negate(q.Query))
	case yes >= 0:
		return true, q.path(before, yes), nil
	case no >= 0:
		return false, q.path(before, no), nil
	}
	return false, nil, fmt.Errorf("%w: nothing makes %s %s or %s", ErrUndecidable, name, q.Query, Negate(q.Query))
}

const unseen = -1

// search goes breadth-first from Root and gives the node before each; Root's is itself.
func (q *Question) search() ([]int, error) {
	n := len(q.Symbols)
	if q.Root < 0 || q.Root >= n {
		return nil, fmt.Errorf("prontoqa: the question is about node %d, but there are %d nodes", q.Root, n)
	}
	children := make([][]int, n)
	for i, e := range q.Edges {
		if min(e[0], e[1]) < 0 || max(e[0], e[1]) >= n {
			return nil, fmt.Errorf("prontoqa: edge %d leads from node %d to %d, but there are %d nodes", i, e[0], e[1], n)
		}
		children[e[0]] = append(children[e[0]], e[1])
	}
	before := slices.Repeat([]int{unseen}, n)
	before[q.Root] = q.Root
	for queue := []int{q.Root}; len(queue) > 0; queue = queue[1:] {
		for _, child := range children[queue[0]] {
			if before[child] == unseen {
				before[child] = queue[0]
				queue = append(queue, child)
			}
		}
	}
	return before, nil
}

// reached is the node of a symbol that search found, -1 where there is none.
func (q *Question) reached(before []int, symbol string) int {
	node := slices.Index(q.Symbols, symbol)
	if node < 0 || before[node] == unseen {
		return -1
	}
	return node
}

func (q *Question) path(before []int, node int) []int {
	path := []int{node}
	for node != q.Root {
		node = before[node]
		path = append(path, node)
	}
	slices.Reverse(path)
	return path
}
