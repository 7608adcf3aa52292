// Package registry lists all tasks. It is the only place outside their folders that names them: a new task is a folder
// and a line here.
package registry

import (
	"errors"
	"fmt"
	"strings"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/arithmetic"
	"github.com/coconut-page/coconut/tasks/prontoqa"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

// All are the tasks; the first is the default.
var All = []tasks.Task{
	prosqa.Task{},
	prontoqa.Task{},
	arithmetic.Task{},
}

// Default returns the task that is meant if none is named.
func Default() tasks.Task { return All[0] }

// Names returns the tasks' names.
func Names() []string {
	var names []string
	for _, t := range All {
		names = append(names, t.Name())
	}
	return names
}

// Find finds a task by name. The error lists the available ones.
func Find(name string) (tasks.Task, error) {
	for _, t := range All {
		if t.Name() == name {
			return t, nil
		}
	}
	if name == "" {
		return nil, errNone
	}
	return nil, fmt.Errorf("unknown task %q, want one of %s", name, strings.Join(Names(), ", "))
}

// errNone is the error about a model that was not trained for a task.
var errNone = errors.New("it has no task, so it answers no questions; coconut complete continues text with it")

// Read reads a text of any task: with the task that can read it, or otherwise the one that it was meant for.
func Read(text string) (tasks.Task, tasks.Question, []*tasks.SyntaxError) {
	var meant tasks.Task
	var problems []*tasks.SyntaxError
	for i := len(All) - 1; i >= 0; i-- { // the default task claims any text as its own, so it comes last
		q, found := All[i].Check(text)
		if q != nil {
			return All[i], q, nil
		}
		if meant == nil && All[i].Meant(text) {
			meant, problems = All[i], found
		}
	}
	if meant == nil {
		meant = Default()
		_, problems = meant.Check(text)
	}
	return meant, nil, problems
}

// Kind is a kind of questions of any task, as links and buttons name it.
type Kind struct {
	// ID is the kind's name, or the task's for the task's own kind.
	ID   string
	Task tasks.Task
	tasks.Kind
}

// Kinds returns the kinds that people are offered, of all tasks.
func Kinds() []Kind {
	var all []Kind
	for _, t := range All {
		for i, k := range t.Kinds() {
			id := k.Name
			if i == 0 {
				id = t.Name()
			}
			if k.Label != "" {
				all = append(all, Kind{id, t, k})
			}
		}
	}
	return all
}

// FindKind finds a kind by its ID.
func FindKind(id string) (Kind, bool) {
	for _, k := range Kinds() {
		if k.ID == id {
			return k, true
		}
	}
	return Kind{}, false
}

// Question returns a question of a kind as people write it; the same seed gives the same question.
func (k Kind) Question(seed uint64) (string, error) {
	next, err := k.Task.Generator(k.Name, seed)
	if err != nil {
		return "", err
	}
	return tasks.InEnglish(k.Task, next()[0]), nil
}
