package causal

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
)

// ErrCondition is wrapped by errors about a condition that is not known or cannot be made of a file's questions.
var ErrCondition = errors.New("causal: bad condition")

// Condition is one way of changing the thoughts of all questions.
type Condition struct {
	// Name is what ParseCondition has read: kind, thought and amount.
	Name string
	kind kind
	// thought is the number of the thought that is changed, 0 for all; amount is that of noise, and for truncate the
	// number of thoughts that remain.
	thought int
	amount  float64
}

// same reports whether two conditions do the same, however they are written.
func (c Condition) same(other Condition) bool {
	mine, _, _ := strings.Cut(c.Name, ":")
	its, _, _ := strings.Cut(other.Name, ":")
	return mine == its && c.thought == other.thought && c.amount == other.amount
}

// Change is what a condition does to one question.
type Change struct {
	// Thoughts is how many thoughts the model is to take.
	Thoughts int
	Changes  []intervene.Change
	// Sampling says how the model chooses the tokens of its answer; the zero value takes the likeliest.
	Sampling runtime.Sampling
	// Predicted is the answer that is expected if the answer is in the thoughts; "" where nothing is predicted.
	Predicted string
	// None says that there is no such change of the question, which is then left out.
	None bool
}

// kind is a kind of condition.
type kind struct {
	about string // what it does, and what follows from it
	// takes says what may follow the name: "thought", "amount" (of noise, after the thought) or "count".
	takes string
	// change makes the change for question i of the items.
	change func(c *Condition, items []tasks.Item, i, thoughts int) (Change, error)
}

// kinds are all kinds by name.
var kinds = map[string]kind{
	"zero": {"zeros in place of the thoughts", "thought", simply(intervene.Zero)},
	"mean": {fmt.Sprintf("the mean thought of %d other questions: what is this question's own goes", intervene.MeanOf), "thought",
		meanOfOthers},
	"noise": {"Gaussian noise, AMOUNT times as strong as the thought, added to it", "amount", noise},
	"shuffle": {"the question's own thoughts in another order", "", func(_ *Condition, _ []tasks.Item, i, thoughts int) (
		Change, error) {
		return Change{Thoughts: thoughts, Changes: []intervene.Change{{Kind: intervene.Shuffle, Seed: uint64(i)}}}, nil
	}},
	"repeat": {"the first thought again and again", "", simply(intervene.Repeat)},
	"swap":   {"the thoughts of the next question of the file", "thought", swap},
	"remove": {"the thought taken out of the sequence", "thought", simply(intervene.Remove)},
	"patch": {"another word that the question has in place of the thought: the answer should be the one that follows from it",
		"thought", patch(false)},
	"patchmatched": {"the one word that is right in place of the thought: a control, the answer should stay", "thought",
		patch(true)},
	"transplant": {"the thoughts of another model (--donor) about the same question: do they mean the same to both?", "thought",
		simply(intervene.Transplant)},
	"truncate": {"only the first COUNT thoughts", "count", truncate},
	"matched": {"the thoughts of the same question with its facts in another order: a control, the answer should stay",
		"thought", matched},
	"unmatched": {"the thoughts of the question with one fact edited so that the answer flips: the answer should follow " +
		"them, if it is in them", "thought", unmatched},
}

// About says for each kind of condition what it does, in alphabetical order.
func About() (lines [][2]string) {
	for name, k := range kinds {
		lines = append(lines, [2]string{name + k.suffix(), k.about})
	}
	slices.SortFunc(lines, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return lines
}

func (k kind) suffix() string {
	switch k.takes {
	case "thought":
		return "[:THOUGHT]"
	case "amount":
		return "[:THOUGHT[:AMOUNT]]"
	case "count":
		return ":COUNT"
	}
	return ""
}

// ParseCondition reads a condition such as "zero", "zero:3", "noise:0:0.5" or "truncate:2". Errors wrap ErrCondition.
func ParseCondition(text string) (Condition, error) {
	parts := strings.Split(text, ":")
	k, ok := kinds[parts[0]]
	if !ok {
		var names []string
		for _, line := range About() {
			names = append(names, line[0])
		}
		return Condition{}, fmt.Errorf("%w: %q is none of %s", ErrCondition, text, strings.Join(names, ", "))
	}
	c := Condition{Name: text, kind: k, amount: 1}
	most := map[string]int{"thought": 1, "amount": 2, "count": 1}[k.takes]
	if len(parts)-1 > most || k.takes == "count" && len(parts) != 2 {
		return c, fmt.Errorf("%w: %q; want %s%s", ErrCondition, text, parts[0], k.suffix())
	}
	var err error
	if len(parts) > 1 {
		c.thought, err = strconv.Atoi(parts[1])
	}
	if err == nil && len(parts) > 2 {
		c.amount, err = strconv.ParseFloat(parts[2], 64)
	}
	if err != nil || c.thought < 0 || !(c.amount >= 0 && c.amount <= 1000) {
		return c, fmt.Errorf("%w: %q; want %s%s with numbers from 0", ErrCondition, text, parts[0], k.suffix())
	}
	return c, nil
}
