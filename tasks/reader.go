package tasks

import "io"

// Reader reads the data files of one kind of questions. A task with a file format is one, see Filer; word problems in
// natural English, which only a language model understands, have a Reader and no Task.
type Reader interface {
	// Name identifies the kind in flags: "prosqa". Title is for people: "ProsQA".
	Name() string
	Title() string
	// ReadItems reads a data file and checks every item. Errors name the item, counted from 0, or the line, counted from
	// 1, and the field. Memory is bounded.
	ReadItems(r io.Reader) ([]Item, error)
	// ItemKey returns the same for two items if a model trained on one must not be evaluated on the other.
	ItemKey(it Item) (string, error)
}
