package arithmetic

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/internal/jsonlist"
)

// ErrItem is wrapped by every error about a data file.
var ErrItem = errors.New("arithmetic: bad data file")

const (
	// maxFile bounds what ReadItems takes, in bytes; maxItem bounds one item.
	maxFile = 256 << 20
	maxItem = 256 << 10
)

// Item is one question in a data file, which is a JSON list of them. The fields are those of the other tasks' files.
type Item struct {
	// Question is the text, Steps the chain of reasoning in sentences, Answer the last of them.
	Question string   `json:"question"`
	Steps    []string `json:"steps"`
	Answer   string   `json:"answer"`
}

// newItem puts a question into words. It must have a solution, as generated ones have.
func newItem(q *Question, as wording) Item {
	s, err := q.Solve()
	if err != nil {
		panic(fmt.Sprintf("arithmetic: a question of the generator: %v", err))
	}
	return Item{Question: as.text(q), Steps: q.stepTexts(s.Values),
		Answer: q.answerText(q.Names[q.Root], strconv.Itoa(s.Values[q.Root]))}
}

// stepTexts are the steps to the answer, in English.
func (q *Question) stepTexts(values []int) []string {
	var all []string
	for _, step := range q.steps(q.Root, values) {
		all = append(all, q.stepText(step[0], step[1]))
	}
	return all
}

// item returns the item in the form that all tasks share.
func (it Item) item(q *Question) tasks.Item {
	return tasks.Item{Text: it.Question, Steps: it.Steps, Answer: it.Answer, Question: q, Record: it}
}

// readItems reads and checks a data file: every question can be read, and steps and answer are those that follow.
// Errors wrap ErrItem, and name the item, counted from 0, and the field.
func readItems(r io.Reader) ([]tasks.Item, error) {
	items := []tasks.Item{}
	err := jsonlist.Read(r, jsonlist.Limits{File: maxFile, Item: maxItem}, ErrItem,
		func(index int, it *Item, err error) error {
			if err != nil {
				return decodeError(index, err)
			}
			q, field, err := it.check()
			if err != nil {
				return fmt.Errorf("%w: item %d: %s: %w", ErrItem, index, field, err)
			}
			items = append(items, it.item(q))
			return nil
		})
	if err != nil {
		return nil, err
	}
	return items, nil
}

// decodeError names the field of an item that is no Item.
func decodeError(index int, err error) error {
	if wrongType, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%w: item %d: %s: %w", ErrItem, index, wrongType.Field, err)
	}
	return fmt.Errorf("%w: item %d: %w", ErrItem, index, err)
}

// check reads an item's question, and returns the field that is wrong.
func (it Item) check() (q *Question, field string, err error) {
	for _, f := range []struct {
		name    string
		missing bool
	}{{"question", it.Question == ""}, {"steps", it.Steps == nil}, {"answer", it.Answer == ""}} {
		if f.missing {
			return nil, f.name, jsonlist.ErrMissing
		}
	}
	if q, err = Parse(it.Question); err != nil {
		return nil, "question", err
	}
	s, err := q.Solve()
	if err != nil {
		return nil, "question", err
	}
	want := q.stepTexts(s.Values)
	for i, step := range it.Steps {
		if i >= len(want) || step != want[i] {
			return nil, "steps", fmt.Errorf("step %d, %q, is not the one that follows", i+1, tasks.Shorten(step))
		}
	}
	if len(it.Steps) != len(want) {
		return nil, "steps", fmt.Errorf("%d of them; the answer takes %d", len(it.Steps), len(want))
	}
	if last := want[len(want)-1]; it.Answer != last {
		return nil, "answer", fmt.Errorf("%q, but the facts say %q", tasks.Shorten(it.Answer), last)
	}
	return q, "", nil
}

// writeItems writes items as a list, one per line.
func writeItems(w io.Writer, items []Item) error {
	if err := jsonlist.Write(w, items); err != nil {
		return fmt.Errorf("arithmetic: write items: %w", err)
	}
	return nil
}

// Size implements tasks.Measured.
func (q *Question) Size() (n int, of string) { return len(q.chain(q.Root)) - 1, "operations" }

// Stats describes a set of questions.
type Stats struct {
	Items int `json:"items"`
	// Facts is the mean number of sentences before the question, Operations[n] the share of questions with n operations to
	// the answer.
	Facts      float64   `json:"facts"`
	Operations []float64 `json:"operations"`
	// Given is how often the answer is a number that a fact gives, and Commonest how often it is the commonest answer
	// of all: what guesses without reasoning are worth, both as shares.
	Given     float64 `json:"given"`
	Commonest float64 `json:"commonest"`
}

// Measure describes questions. An error names the item, counted from 0.
func Measure(items []tasks.Item) (Stats, error) {
	s := Stats{Items: len(items)}
	share := 1 / float64(max(len(items), 1))
	answers := make([]int, MaxValue+1)
	for i, it := range items {
		q, ok := it.Question.(*Question)
		if !ok {
			return Stats{}, fmt.Errorf("%w: item %d is of another task", ErrItem, i)
		}
		solved, err := q.Solve()
		if err != nil {
			return Stats{}, fmt.Errorf("%w: item %d: %w", ErrItem, i, err)
		}
		answer := solved.Values[q.Root]
		answers[answer]++
		s.Facts += share * float64(len(q.Facts))
		if slices.ContainsFunc(q.Facts, func(f Fact) bool { return f.Operation == Given && f.N == answer }) {
			s.Given += share
		}
		n, _ := q.Size()
		for len(s.Operations) <= n {
			s.Operations = append(s.Operations, 0)
		}
		s.Operations[n] += share
	}
	s.Commonest = share * float64(slices.Max(answers))
	return s, nil
}

// Lines implements tasks.Description.
func (s Stats) Lines() []string {
	mean := 0.0
	for n, share := range s.Operations {
		mean += float64(n) * share
	}
	return []string{fmt.Sprintf("%d questions, %.1f facts and %.1f operations on average", s.Items, s.Facts, mean)}
}

// Rules implements tasks.Description.
func (s Stats) Rules() []tasks.Rule {
	return []tasks.Rule{{Name: "any number that a fact gives", Right: s.Given, Wrong: 1 - s.Given},
		{Name: "the commonest answer", Right: s.Commonest, Wrong: 1 - s.Commonest}}
}
