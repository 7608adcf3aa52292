package prontoqa

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/tasks/internal/jsonlist"
)

// ErrItem is wrapped by every error about a data file.
var ErrItem = errors.New("prontoqa: bad data file")

const (
	// maxFile bounds what ReadItems takes, in bytes: the official training file has 8 MB.
	maxFile = 64 << 20
	// maxItem bounds one item, in bytes: the official ones have 1 KB, and Parse takes 64 KB of text.
	maxItem = 256 << 10
)

// Item is one question in the official JSON format (facebookresearch/coconut, data/prontoqa_*.json).
type Item struct {
	// Question is the text, facts first.
	Question string `json:"question"`
	// Steps follow the path: "Alex is a tumpus. Tumpuses are gorpuses.", and last "Alex is happy."
	Steps []string `json:"steps"`
	// Answer is "True" or "False".
	Answer string `json:"answer"`
}

// ReadItems reads a file in the official format: a JSON list of items, in which other fields are ignored. Every item is
// checked: no field is missing, the question can be read and decided, the answer is right, and the steps follow from
// the facts. Errors wrap ErrItem and name the item, counted from 0, and the field.
//
// Memory is bounded: it reads at most 64 MiB, and 256 KiB per item.
func ReadItems(r io.Reader) ([]Item, error) {
	items := []Item{}
	err := jsonlist.Read(r, jsonlist.Limits{File: maxFile, Item: maxItem}, ErrItem,
		func(index int, raw *rawItem, err error) error {
			if err != nil {
				return fmt.Errorf("%w: item %d: %w", ErrItem, index, err)
			}
			it, field, err := raw.item()
			if err == nil {
				field, err = it.validate()
			}
			if err != nil {
				return fmt.Errorf("%w: item %d: %s: %w", ErrItem, index, field, err)
			}
			items = append(items, it)
			return nil
		})
	if err != nil {
		return nil, err
	}
	return items, nil
}

// rawItem distinguishes missing fields from empty ones.
type rawItem struct {
	Question *string   `json:"question"`
	Steps    *[]string `json:"steps"`
	Answer   *string   `json:"answer"`
}

func (r *rawItem) item() (it Item, field string, err error) {
	switch {
	case r.Question == nil:
		return it, "question", jsonlist.ErrMissing
	case r.Steps == nil:
		return it, "steps", jsonlist.ErrMissing
	case r.Answer == nil:
		return it, "answer", jsonlist.ErrMissing
	}
	return Item{Question: *r.Question, Steps: *r.Steps, Answer: *r.Answer}, "", nil
}

// validate returns the field that is wrong, and why.
func (it *Item) validate() (field string, err error) {
	q, err := Parse(it.Question)
	if err != nil {
		return "question", err
	}
	answer, path, err := q.Answer()
	if err != nil {
		return "question", err
	}
	if want := answerText(answer); it.Answer != want {
		return "answer", fmt.Errorf("%q, but the facts say %q", it.Answer, want)
	}
	return "steps", it.validateSteps(q, path[len(path)-1])
}

// validateSteps follows the steps through the question's facts to the literal that decides.
func (it *Item) validateSteps(q *Question, decisive int) error {
	told := make(map[string]int, len(q.Edges)) // sentence -> edge
	for i, sentence := range strings.SplitN(it.Question, ".", len(q.Edges)+1)[:len(q.Edges)] {
		told[strings.Join(strings.Fields(sentence), " ")+"."] = i
	}
	at, announced := q.Root, -1 // announced is where the previous step's fact leads
	for i, step := range it.Steps {
		claim, reason, more := strings.Cut(step, ". ")
		if more {
			claim += "."
		}
		next := slices.IndexFunc(q.Edges, func(e [2]int) bool {
			return e[0] == at && plural.sentence(q.Symbols[q.Root], q.Symbols[e[1]]) == claim
		})
		if next < 0 || announced >= 0 && announced != q.Edges[next][1] {
			return fmt.Errorf("step %d, %q, does not follow from what is known about %q", i+1, step, q.Symbols[at])
		}
		at, announced = q.Edges[next][1], -1
		if !more {
			continue
		}
		edge, ok := told[reason]
		if !ok || q.Edges[edge][0] != at {
			return fmt.Errorf("step %d: %q is not a fact about %q", i+1, reason, q.Symbols[at])
		}
		announced = q.Edges[edge][1]
	}
	if at != decisive {
		return fmt.Errorf("they end at %q, not at %q", q.Symbols[at], q.Symbols[decisive])
	}
	return nil
}

// WriteItems writes items in the official format, one per line.
func WriteItems(w io.Writer, items []Item) error {
	if err := jsonlist.Write(w, items); err != nil {
		return fmt.Errorf("prontoqa: write items: %w", err)
	}
	return nil
}
