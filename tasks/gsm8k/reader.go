package gsm8k

import (
	"io"

	"github.com/coconut-page/coconut/tasks"
)

// Reader is the tasks.Reader of word problems. The Record of its items is an Item.
type Reader struct{}

// Name implements tasks.Reader.
func (Reader) Name() string { return "gsm8k" }

// Title implements tasks.Reader.
func (Reader) Title() string { return "GSM8k" }

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

// ItemKey implements tasks.Reader, see Key.
func (Reader) ItemKey(it tasks.Item) (string, error) { return Key(it.Text), nil }
