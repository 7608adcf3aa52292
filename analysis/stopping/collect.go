package stopping

import (
	"context"
	"errors"
	"fmt"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/english"
)

// ErrModel is wrapped by errors about a model that no stop head can be fitted to.
var ErrModel = errors.New("stopping: the model does not fit")

// Question is what a model thinks of a question, and what it answers after each number of thoughts.
type Question struct {
	// Needed is how many thoughts the question takes by its task's own count, at least 1.
	Needed int
	// Asked is the hidden state before the first thought, [n_embd]: what the model makes of the question alone.
	Asked []float32
	// States are the hidden states after each thought, [thoughts][n_embd].
	States [][]float32
	// Right says whether the answer is right after 1, 2, … thoughts.
	Right []bool
	// Stop is after how many thoughts the model's own stop head stops; 0 if it was not asked.
	Stop int
}

// Collector asks questions.
type Collector struct {
	Reasoner *reasoner.Reasoner
	// Thoughts is the most thoughts of a question.
	Thoughts int
	// OwnHead also asks each question with the model's stop head, which it must have.
	OwnHead bool
	// Jobs is how many questions are asked at the same time.
	Jobs int
	// Done, if not nil, hears of every answer, one at a time.
	Done func(a accuracy.Answer) error
}

// Total is how many answers Collect asks for.
func (c *Collector) Total(questions int) int { return questions * len(c.ways()) }

// ways are the numbers of thoughts to ask with; one more than the most is the stop head's own way.
func (c *Collector) ways() (all []int) {
	for k := range c.Thoughts + 1 {
		all = append(all, k)
	}
	if c.OwnHead {
		all = append(all, c.Thoughts+1)
	}
	return all
}

// Collect asks all questions after each number of thoughts. Errors are those of reasoner.Reasoner.Ask, or wrap
// ErrModel.
func (c *Collector) Collect(ctx context.Context, items []tasks.Item) ([]Question, error) {
	switch info := c.Reasoner.Info(); {
	case info.Method != runtime.MethodCoconut:
		return nil, fmt.Errorf("%w: %s is of method %s, whose questions take no number of thoughts", ErrModel, info.Name,
			info.Method)
	case c.Thoughts < 2:
		return nil, fmt.Errorf("%w: with at most %d thoughts there is nothing to choose from", ErrModel, c.Thoughts)
	}
	all := make([]Question, len(items))
	for i := range all {
		all[i].Right = make([]bool, c.Thoughts)
	}
	plan := accuracy.Plan{Questions: len(items), Depths: c.ways(), ByQuestion: true, Jobs: c.Jobs, Done: c.Done}
	_, err := plan.Run(ctx, func(ctx context.Context, i, k int) (accuracy.Answer, error) {
		return c.ask(ctx, items[i], k, &all[i])
	})
	return all, err
}

// ask asks a question in one of the ways. Each fills in a part of its own of q, so that several may run at once.
func (c *Collector) ask(ctx context.Context, it tasks.Item, way int, q *Question) (accuracy.Answer, error) {
	last, own := way == c.Thoughts, way > c.Thoughts
	o := reasoner.Options{Thoughts: min(way, c.Thoughts), Reuse: true, Trace: last, Hidden: last, StopEarly: own}
	res, err := c.Reasoner.Ask(ctx, it.Text, o, nil)
	if err != nil {
		return accuracy.Answer{}, err
	}
	right := english.Same(res.Answer, it.Answer)
	switch {
	case own:
		q.Stop = res.Thoughts
	case way == 0:
		q.Needed = max(res.ThoughtsNeeded, 1)
	default:
		q.Right[way-1] = right
	}
	for _, step := range res.Steps {
		switch runtime.StepKind(step.Kind) {
		case runtime.StepBot:
			q.Asked = step.Hidden
		case runtime.StepThought:
			q.States = append(q.States, step.Hidden)
		}
	}
	return accuracy.Answer{Said: res.Answer, Right: right, Thoughts: res.Thoughts, Tokens: len(res.Tokens),
		Millis: res.TotalMS}, nil
}
