package causal

import (
	"fmt"

	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/tasks"
)

// simply changes the thought and needs nothing else.
func simply(kind intervene.Kind) func(*Condition, []tasks.Item, int, int) (Change, error) {
	return func(c *Condition, _ []tasks.Item, _, thoughts int) (Change, error) {
		return Change{Thoughts: thoughts, Changes: []intervene.Change{{Kind: kind, Thought: c.thought}}}, nil
	}
}

func noise(c *Condition, _ []tasks.Item, i, thoughts int) (Change, error) {
	change := intervene.Change{Kind: intervene.Noise, Thought: c.thought, Amount: c.amount, Seed: uint64(i)}
	return Change{Thoughts: thoughts, Changes: []intervene.Change{change}}, nil
}

func truncate(c *Condition, _ []tasks.Item, _, thoughts int) (Change, error) {
	if c.thought > thoughts {
		return Change{}, fmt.Errorf("%w: %s, but the model takes %d thoughts", ErrCondition, c.Name, thoughts)
	}
	return Change{Thoughts: c.thought}, nil
}

// meanOfOthers takes the mean of the questions that follow in the file.
func meanOfOthers(c *Condition, items []tasks.Item, i, thoughts int) (Change, error) {
	change := intervene.Change{Kind: intervene.Mean, Thought: c.thought}
	for k := range min(intervene.MeanOf, len(items)-1) {
		change.Others = append(change.Others, items[(i+1+k)%len(items)].Text)
	}
	if len(change.Others) == 0 {
		return Change{}, fmt.Errorf("%w: %s needs another question", ErrCondition, c.Name)
	}
	return Change{Thoughts: thoughts, Changes: []intervene.Change{change}}, nil
}

// swap takes the thoughts of the next question.
func swap(c *Condition, items []tasks.Item, i, thoughts int) (Change, error) {
	if len(items) < 2 {
		return Change{}, fmt.Errorf("%w: %s needs another question", ErrCondition, c.Name)
	}
	return from(c, items[(i+1)%len(items)].Text, thoughts, ""), nil
}

// from swaps another question's thoughts in.
func from(c *Condition, other string, thoughts int, predicted string) Change {
	change := intervene.Change{Kind: intervene.Swap, Thought: c.thought, Other: other}
	return Change{Thoughts: thoughts, Changes: []intervene.Change{change}, Predicted: predicted}
}

// matched takes the thoughts of the same question, whose facts are told in another order. The order is drawn by the
// number of the question.
func matched(c *Condition, items []tasks.Item, i, thoughts int) (Change, error) {
	q, err := editable(c, items, i)
	if err != nil {
		return Change{}, err
	}
	return from(c, tasks.Reordered(q, uint64(i)).Text(), thoughts, items[i].Answer), nil
}

// unmatched takes the thoughts of the question with one fact changed, after which it has the other answer.
func unmatched(c *Condition, items []tasks.Item, i, thoughts int) (Change, error) {
	q, err := editable(c, items, i)
	if err != nil {
		return Change{}, err
	}
	edited := tasks.Flipped(q, uint64(i))
	if edited == nil {
		return Change{None: true}, nil
	}
	judged, err := edited.Judge("")
	if err != nil {
		return Change{}, fmt.Errorf("causal: question %d, edited: %w", i, err)
	}
	return from(c, edited.Text(), thoughts, judged.Expected), nil
}

// editable returns a question whose facts can be changed.
func editable(c *Condition, items []tasks.Item, i int) (tasks.Editor, error) {
	q, ok := items[i].Question.(tasks.Editor)
	if !ok {
		return nil, fmt.Errorf("%w: %s is for questions whose facts form a graph", ErrCondition, c.Name)
	}
	return q, nil
}

// patch puts a word in the place of a thought, and predicts the answer that follows from it.
func patch(same bool) func(*Condition, []tasks.Item, int, int) (Change, error) {
	return func(c *Condition, items []tasks.Item, i, thoughts int) (Change, error) {
		q, ok := items[i].Question.(tasks.Patcher)
		if !ok {
			return Change{}, fmt.Errorf("%w: %s is for tasks whose thoughts name words, prosqa and arithmetic", ErrCondition,
				c.Name)
		}
		p, ok := q.Patched(c.thought, same, uint64(i))
		if !ok || p.Thought > thoughts {
			return Change{None: true}, nil
		}
		change := intervene.Change{Kind: intervene.Word, Thought: p.Thought, Other: p.Word, Others: p.Named}
		return Change{Thoughts: thoughts, Changes: []intervene.Change{change}, Predicted: p.Answer}, nil
	}
}
