package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/registry"
)

// check refuses options whose figures would mean nothing.
func (o *evalOptions) check() error {
	if slices.Contains(o.stop, "") {
		return &valueError{"stop", "", "text that ends an answer", nil}
	}
	if o.pairs && !hasPairs(o.task) {
		return &effectError{"pairs", fmt.Sprintf("with task %s, which has no counterfactual questions", o.task)}
	}
	return nil
}

// hasPairs reports whether a task has questions that come in pairs, one an edited copy of the other.
func hasPairs(task string) bool {
	t, err := registry.Filer(task)
	return err == nil && slices.ContainsFunc(t.Kinds(), func(k tasks.Kind) bool { return k.Name == "counterfactual" })
}

// checkAnswers refuses a file none of whose answers a rule can ever find, and says on w if there are some such.
func (f *dataFile) checkAnswers(rule string, w io.Writer) error {
	if rule != answerRule {
		return nil // any text may be right
	}
	words := slices.DeleteFunc(slices.Clone(f.items), func(it tasks.Item) bool { return isNumber(it.Answer) })
	switch {
	case len(words) == 0:
	case len(words) == len(f.items):
		return fmt.Errorf("the model's answer is the last number that it writes, but the right answers in %s are no "+
			"numbers (%q); is --task right?", f.path, tasks.Shorten(words[0].Answer))
	default:
		fmt.Fprintf(w, "warning: %d of %d right answers are no numbers (%q), and the model's answer is the last number "+
			"that it writes: these count as wrong\n", len(words), len(f.items), tasks.Shorten(words[0].Answer))
	}
	return nil
}

// isNumber reports whether package answer can compare an answer with a number.
func isNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}

// taskHint adds to the error about a data file the task that it seems to be of, if that is another one.
func taskHint(task, path string, err error) error {
	for _, r := range registry.Readers() {
		if r.Name() != task && reads(r, path) {
			return fmt.Errorf("%w; it can be read with --task %s", err, r.Name())
		}
	}
	return err
}

// reads reports whether a data file is one of r's. Word problems have so free a form that other tasks' files have it
// too, but their answers are numbers.
func reads(r tasks.Reader, path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	items, err := r.ReadItems(f)
	if err != nil || len(items) == 0 {
		return false
	}
	_, err = registry.Filer(r.Name())
	return err == nil || isNumber(items[0].Answer)
}
