package accuracy

import (
	"context"
	"fmt"
	"sync"
)

// Ask asks one question with a number of thoughts. Several calls run at the same time.
type Ask func(ctx context.Context, question, depth int) (Answer, error)

// Plan says which questions to ask.
type Plan struct {
	// Questions is how many there are; Depths are the numbers of thoughts to ask each with.
	Questions int
	Depths    []int
	// ByQuestion asks a question with all depths before the next question, which suits models that keep what they have
	// read; else each depth is done before the next begins.
	ByQuestion bool
	// Jobs is how many run at the same time, at least 1.
	Jobs int
	// Known are answers from an earlier run, of which only those that the plan asks for are used.
	Known []Answer
	// Done, if not nil, hears of every new answer, one at a time. Its error ends the run.
	Done func(a Answer) error
}

// pair is one question with one number of thoughts.
type pair struct{ question, depth int }

// Run asks what is not known yet, and returns all answers: for each depth those to all questions, in their order. After
// an error, or once ctx is done, it starts nothing new, waits for what runs, and returns the first error; what Done has
// heard of stands.
func (p Plan) Run(ctx context.Context, ask Ask) ([][]Answer, error) {
	known := map[pair]Answer{}
	for _, a := range p.Known {
		known[pair{a.Question, a.Depth}] = a
	}
	if err := p.askUnknown(ctx, ask, known); err != nil {
		return nil, err
	}
	all := make([][]Answer, len(p.Depths))
	for i, depth := range p.Depths {
		for question := range p.Questions {
			all[i] = append(all[i], known[pair{question, depth}])
		}
	}
	return all, nil
}

// Missing counts the answers that are not known yet.
func (p Plan) Missing() int {
	known := map[pair]bool{}
	for _, a := range p.Known {
		known[pair{a.Question, a.Depth}] = true
	}
	n := 0
	for range p.unknown(func(q pair) bool { return known[q] }) {
		n++
	}
	return n
}

// unknown goes through the questions that are not known, in the order in which they are asked.
func (p Plan) unknown(known func(pair) bool) func(yield func(pair) bool) {
	return func(yield func(pair) bool) {
		for i := range p.Questions * len(p.Depths) {
			q := pair{i % p.Questions, p.Depths[i/p.Questions]}
			if p.ByQuestion {
				q = pair{i / len(p.Depths), p.Depths[i%len(p.Depths)]}
			}
			if !known(q) && !yield(q) {
				return
			}
		}
	}
}

// askUnknown asks what is not known, and adds it.
func (p Plan) askUnknown(ctx context.Context, ask Ask, known map[pair]Answer) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var todo []pair
	for q := range p.unknown(func(q pair) bool { _, ok := known[q]; return ok }) {
		todo = append(todo, q)
	}
	next, answers := make(chan pair), make(chan Answer)
	go func() {
		defer close(next)
		for _, q := range todo {
			select {
			case next <- q:
			case <-ctx.Done():
				return
			}
		}
	}()
	var workers sync.WaitGroup
	for range min(p.Jobs, len(todo)) {
		workers.Go(func() {
			for q := range next {
				a, err := ask(ctx, q.question, q.depth)
				if err != nil {
					cancel(fmt.Errorf("question %d: %w", q.question, err))
					return
				}
				a.Question, a.Depth = q.question, q.depth
				answers <- a
			}
		})
	}
	go func() {
		workers.Wait()
		close(answers)
	}()
	for a := range answers {
		if err := p.done(a); err != nil {
			cancel(err)
		}
		known[pair{a.Question, a.Depth}] = a
	}
	return context.Cause(ctx)
}

func (p Plan) done(a Answer) error {
	if p.Done == nil {
		return nil
	}
	return p.Done(a)
}
