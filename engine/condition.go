package engine

import (
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/registry"
)

// The conditions that are no reasoner.Change by themselves: they depend on the question.
const (
	// Matched feeds those of the same question with its facts in another order. It is a control: the answer should stay.
	Matched = "matched"
	// Unmatched feeds those of the question with one fact edited so that the answer flips: the answer should follow.
	Unmatched = "unmatched"
	// Patch exchanges the word that a thought names for another: the answer should be the one that follows from it.
	Patch = "patch"
	// PatchMatched exchanges it for the right word. It is a control: the answer should be the right one.
	PatchMatched = "patchmatched"
)

// condition is a question of a batch, and how its thoughts are changed. Its name is as for `coconut intervene`: a
// reasoner.Change's kind or one of those above, and after a colon the thought, if it is not about all of them. Package
// analysis/causal has the same and more; the page has no room for it.
type condition struct {
	name, question string
	seed           uint64
	changes        []reasoner.Change
	predicted      string
	none           bool // there is no such change of the question
}

// newCondition makes the change for the question with a seed; other questions are those with the seeds after it.
func newCondition(name string, kind Kind, seed uint64) (c *condition, err error) {
	c = &condition{name: name, seed: seed}
	if c.question, err = question(kind, seed); err != nil || name == "" {
		return c, err
	}
	what, thought, _ := strings.Cut(name, ":")
	change := reasoner.Change{Kind: reasoner.ChangeKind(what), Amount: 1, Seed: seed}
	if thought != "" {
		if change.Thought, err = strconv.Atoi(thought); err != nil {
			return nil, fault.Errorf("engine", "condition %q: want a number after the colon", name)
		}
	}
	switch what {
	case string(reasoner.ChangeSwap):
		change.Other, err = question(kind, seed+1)
	case string(reasoner.ChangeMean):
		for i := range uint64(intervene.MeanOf) {
			other, _ := question(kind, seed+1+i) // the kind is known by now
			change.Others = append(change.Others, other)
		}
	case Matched, Unmatched:
		change.Kind = reasoner.ChangeSwap
		change.Other, err = c.pair(what)
		c.none = change.Other == ""
	case Patch, PatchMatched:
		c.patch(&change, what == PatchMatched)
	}
	c.changes = []reasoner.Change{change}
	return c, err
}

// patch makes the change of a Patch or PatchMatched, and notes what it predicts.
func (c *condition) patch(change *reasoner.Change, same bool) {
	c.none = true
	if _, q, _ := registry.Read(c.question); q != nil {
		if patcher, ok := q.(tasks.Patcher); ok {
			p, ok := patcher.Patched(change.Thought, same, c.seed)
			c.none, c.predicted = !ok, p.Answer
			*change = reasoner.Change{Kind: reasoner.ChangeWord, Thought: p.Thought, Other: p.Word, Others: p.Named}
		}
	}
}

// pair returns the question that is paired with this one, "" if there is none, and notes what it predicts.
func (c *condition) pair(what string) (other string, err error) {
	_, q, _ := registry.Read(c.question)
	pair, ok := q.(tasks.Editor)
	if !ok {
		return "", nil
	}
	if what == Matched {
		pair = tasks.Reordered(pair, c.seed)
	} else if pair = tasks.Flipped(pair, c.seed); pair == nil {
		return "", nil
	}
	judged, err := pair.Judge("")
	c.predicted = judged.Expected
	return pair.Text(), err
}
