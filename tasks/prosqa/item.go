package prosqa

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/english"
	"github.com/coconut-page/coconut/tasks/graph"
	"github.com/coconut-page/coconut/tasks/internal/jsonlist"
)

// ErrItem is wrapped by every error about a data file.
var ErrItem = errors.New("prosqa: bad data file")

// ItemError says which item of a data file is bad and where. It wraps ErrItem and the cause.
type ItemError struct {
	// Index counts items from 0.
	Index int
	// Field is the JSON name of the field, "" if the item as a whole cannot be read.
	Field string
	// Err is the cause.
	Err error
}

// Error implements error.
func (e *ItemError) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("%v: item %d: %v", ErrItem, e.Index, e.Err)
	}
	return fmt.Sprintf("%v: item %d: %s: %v", ErrItem, e.Index, e.Field, e.Err)
}

// Unwrap returns ErrItem and the cause.
func (e *ItemError) Unwrap() []error { return []error{ErrItem, e.Err} }

func itemError(index int, field string, err error) error {
	return &ItemError{Index: index, Field: field, Err: err}
}

const (
	// maxFile bounds what ReadItems takes, in bytes: the official training file has 29 MB.
	maxFile = 256 << 20
	// maxItem bounds one item, in bytes: the official ones have less than 4 KB, and Parse takes 64 KB of text.
	maxItem = 256 << 10
)

// Item is one question in the official JSON format (facebookresearch/coconut, data/prosqa_*.json).
type Item struct {
	// Question is the text, Steps a chain of its facts from root to target, Answer the right sentence.
	Question string   `json:"question"`
	Steps    []string `json:"steps"`
	Answer   string   `json:"answer"`
	// IdxToSymbol names the nodes; Edges are [source, target] pairs of nodes, which the official files order by target and
	// not like the sentences.
	IdxToSymbol []string `json:"idx_to_symbol"`
	Edges       [][2]int `json:"edges"`
	// Root is the node that the question is about, Target the right candidate, NegTarget the wrong one.
	Root      int `json:"root"`
	Target    int `json:"target"`
	NegTarget int `json:"neg_target"`
}

// Graph returns the item's facts. It shares the item's slices. Its edges are not in the order of the sentences; parse
// Question for that.
func (it *Item) Graph() graph.Graph { return graph.Graph{Symbols: it.IdxToSymbol, Edges: it.Edges} }

// ReadItems reads a file in the official format: a JSON list of items, in which fields not in Item are ignored. Every
// item is checked: no field is missing, indices are in range, symbols are distinct and not empty, there is no cycle,
// the question states exactly these facts, the steps lead from root to target, and the answer follows. Errors are
// *ItemError or wrap ErrItem.
//
// Memory is bounded: it reads at most 256 MiB, and 256 KiB per item.
func ReadItems(r io.Reader) ([]Item, error) {
	items := []Item{}
	err := jsonlist.Read(r, jsonlist.Limits{File: maxFile, Item: maxItem}, ErrItem,
		func(index int, raw *rawItem, err error) error {
			if err != nil {
				return decodeError(index, err)
			}
			it, field, err := raw.item()
			if err == nil {
				field, err = it.validate()
			}
			if err != nil {
				return itemError(index, field, err)
			}
			items = append(items, it)
			return nil
		})
	if err != nil {
		return nil, err
	}
	return items, nil
}

// decodeError extracts the field from an error of the JSON decoder.
func decodeError(index int, err error) error {
	var edge *ItemError
	if errors.As(err, &edge) {
		return itemError(index, edge.Field, edge.Err)
	}
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		return itemError(index, wrongType.Field, err)
	}
	return itemError(index, "", err)
}

// rawItem distinguishes missing fields from zero ones, and pairs from longer lists.
type rawItem struct {
	Question    *string   `json:"question"`
	Steps       *[]string `json:"steps"`
	Answer      *string   `json:"answer"`
	IdxToSymbol *[]string `json:"idx_to_symbol"`
	Edges       *[]pair   `json:"edges"`
	Root        *int      `json:"root"`
	Target      *int      `json:"target"`
	NegTarget   *int      `json:"neg_target"`
}

// pair is an edge; a JSON list of any length but 2, which [2]int would accept, is an error.
type pair [2]int

// UnmarshalJSON implements json.Unmarshaler.
func (p *pair) UnmarshalJSON(data []byte) error {
	var list []int
	if err := json.Unmarshal(data, &list); err != nil {
		return itemError(0, "edges", err)
	}
	if len(list) != 2 {
		return itemError(0, "edges", fmt.Errorf("%d numbers instead of a source and a target", len(list)))
	}
	*p = pair{list[0], list[1]}
	return nil
}

func (r *rawItem) item() (it Item, field string, err error) {
	for _, f := range []struct {
		name    string
		missing bool
	}{
		{"question", r.Question == nil}, {"steps", r.Steps == nil}, {"answer", r.Answer == nil},
		{"idx_to_symbol", r.IdxToSymbol == nil}, {"edges", r.Edges == nil}, {"root", r.Root == nil},
		{"target", r.Target == nil}, {"neg_target", r.NegTarget == nil},
	} {
		if f.missing {
			return it, f.name, jsonlist.ErrMissing
		}
	}
	it = Item{
		Question: *r.Question, Steps: *r.Steps, Answer: *r.Answer, IdxToSymbol: *r.IdxToSymbol,
		Edges: make([][2]int, len(*r.Edges)), Root: *r.Root, Target: *r.Target, NegTarget: *r.NegTarget,
	}
	for i, e := range *r.Edges {
		it.Edges[i] = e
	}
	return it, "", nil
}

// validate returns the field that is wrong, and why.
func (it *Item) validate() (field string, err error) {
	if err := it.validateSymbols(); err != nil {
		return "idx_to_symbol", err
	}
	if field, err := it.validateNodes(); err != nil {
		return field, err
	}
	if len(it.Edges) > tasks.MaxSentences {
		return "edges", fmt.Errorf("%d entries; the limit is %d", len(it.Edges), tasks.MaxSentences)
	}
	g := it.Graph()
	ways, err := graph.New(&g)
	if err != nil {
		return "edges", err
	}
	word := it.IdxToSymbol
	q := Question{Graph: g, Root: it.Root, Candidates: [2]int{it.Target, it.NegTarget}}
	got, err := q.Answer(ways)
	switch {
	case err != nil:
		return "target", err
	case got != it.Target:
		return "target", fmt.Errorf("%q, but the facts lead to %q", word[it.Target], word[got])
	case !english.Same(it.Answer, AnswerText(word[it.Root], word[it.Target])):
		return "answer", fmt.Errorf("%q, but root and target say %q", it.Answer, AnswerText(word[it.Root], word[it.Target]))
	}
	if err := it.validateQuestion(); err != nil {
		return "question", err
	}
	return "steps", it.validateSteps()
}

func (it *Item) validateSymbols() error {
	seen := make(map[string]bool, len(it.IdxToSymbol))
	for i, s := range it.IdxToSymbol {
		if s == "" {
			return fmt.Errorf("entry %d is empty", i)
		}
		if seen[s] {
			return fmt.Errorf("%q occurs twice", s)
		}
		seen[s] = true
	}
	return nil
}

func (it *Item) validateNodes() (field string, err error) {
	for _, f := range []struct {
		name string
		node int
	}{{"root", it.Root}, {"target", it.Target}, {"neg_target", it.NegTarget}} {
		if f.node < 0 || f.node >= len(it.IdxToSymbol) {
			return f.name, fmt.Errorf("node %d, but idx_to_symbol has %d entries", f.node, len(it.IdxToSymbol))
		}
	}
	return "", nil
}

// validateQuestion compares the text with the other fields.
func (it *Item) validateQuestion() error {
	q, err := Parse(it.Question)
	if err != nil {
		return err
	}
	said, named := q.Graph.Symbols, it.IdxToSymbol
	if said[q.Root] != named[it.Root] {
		return fmt.Errorf("it asks about %q, but root is %q", said[q.Root], named[it.Root])
	}
	got := []string{said[q.Candidates[0]], said[q.Candidates[1]]}
	if want := []string{named[it.Target], named[it.NegTarget]}; !slices.Equal(got, want) &&
		!slices.Equal(got, []string{want[1], want[0]}) {
		return fmt.Errorf("it offers %q, but target and neg_target are %q", got, want)
	}
	told := make(map[[2]string]bool, len(q.Graph.Edges))
	for _, e := range q.Graph.Edges {
		told[[2]string{said[e[0]], said[e[1]]}] = false // not found among the edges so far
	}
	for _, e := range it.Edges {
		fact := [2]string{named[e[0]], named[e[1]]}
		if _, ok := told[fact]; !ok {
			return fmt.Errorf("%q is in edges, but not in the question", Sentence(fact[0], fact[1]))
		}
		told[fact] = true
	}
	for _, e := range q.Graph.Edges {
		if x, y := said[e[0]], said[e[1]]; !told[[2]string{x, y}] {
			return fmt.Errorf("%q is in the question, but not in edges", Sentence(x, y))
		}
	}
	return nil
}

// validateSteps follows the steps along the edges.
func (it *Item) validateSteps() error {
	next := make(map[string]int, len(it.Edges)) // the sentences about the current node
	at := it.Root
	for i, step := range it.Steps {
		clear(next)
		for _, e := range it.Edges {
			if e[0] == at {
				next[sentence(it.IdxToSymbol[e[0]], it.IdxToSymbol[e[1]], officialArticle)] = e[1]
			}
		}
		node, ok := next[strings.ReplaceAll(step, " an ", " a ")]
		if !ok {
			return fmt.Errorf("step %d, %q, is not a fact about %q", i+1, step, it.IdxToSymbol[at])
		}
		at = node
	}
	if at != it.Target {
		return fmt.Errorf("they end at %q, not at the target %q", it.IdxToSymbol[at], it.IdxToSymbol[it.Target])
	}
	return nil
}

// WriteItems writes items in the official format, one per line.
func WriteItems(w io.Writer, items []Item) error {
	if err := jsonlist.Write(w, items); err != nil {
		return fmt.Errorf("prosqa: write items: %w", err)
	}
	return nil
}
