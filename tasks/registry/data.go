package registry

import (
	"fmt"
	"strings"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/gsm8k"
	"github.com/coconut-page/coconut/tasks/igsm"
)

// texts are the kinds of questions in natural English that have data files only. The page's program does not hold them,
// since nothing in it reads data files.
var texts = []tasks.Reader{
	gsm8k.Reader{},
	igsm.Reader{},
}

// Readers returns what reads data files: the tasks that have some, and then the questions in natural English.
func Readers() []tasks.Reader {
	var all []tasks.Reader
	for _, t := range All {
		if f, ok := t.(tasks.Filer); ok {
			all = append(all, f)
		}
	}
	return append(all, texts...)
}

// ReaderNames returns the names of all Readers.
func ReaderNames() []string {
	var names []string
	for _, r := range Readers() {
		names = append(names, r.Name())
	}
	return names
}

// Reader finds what reads a kind of data files by its name. The error lists the available ones.
func Reader(name string) (tasks.Reader, error) {
	for _, r := range Readers() {
		if r.Name() == name {
			return r, nil
		}
	}
	return nil, fmt.Errorf("no data files of task %q can be read, want one of %s", name, strings.Join(ReaderNames(), ", "))
}

// Filer finds a task with a file format of its own.
func Filer(name string) (tasks.Filer, error) {
	t, err := Find(name)
	if err != nil {
		return nil, err
	}
	f, ok := t.(tasks.Filer)
	if !ok {
		return nil, fmt.Errorf("task %s has no data files", name)
	}
	return f, nil
}
