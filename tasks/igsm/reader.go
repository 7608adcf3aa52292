package igsm

import (
	"io"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/tasks"
)

// Reader is the tasks.Reader of problems in iGSM's form. The Record of its items is an Item.
type Reader struct{}

// Name implements tasks.Reader.
func (Reader) Name() string { return "igsm" }

// Title implements tasks.Reader.
func (Reader) Title() string { return "iGSM" }

// ReadItems implements tasks.Reader.
func (Reader) ReadItems(r io.Reader) ([]tasks.Item, error) {
	items, err := ReadItems(r)
	if err != nil {
		return nil, err
	}
	all := make([]tasks.Item, len(items))
	for i, it := range items {
		all[i] = tasks.Item{Text: it.Question, Steps: it.Steps, Answer: it.Answer, Record: it}
	}
	return all, nil
}

// ItemKey implements tasks.Reader: it is the same for problems with the same sentences in any order, whatever is asked.
func (Reader) ItemKey(it tasks.Item) (string, error) {
	sentences := strings.FieldsFunc(it.Text, func(r rune) bool { return r == '.' || r == '?' })
	for i, s := range sentences {
		sentences[i] = strings.Join(strings.Fields(s), " ")
	}
	sentences = slices.DeleteFunc(sentences, func(s string) bool { return s == "" || strings.HasPrefix(s, "How many ") })
	slices.Sort(sentences)
	return strings.Join(slices.Compact(sentences), ". "), nil
}
