package main

import (
	"fmt"
	"io"
	"maps"

	"github.com/coconut-page/coconut/tasks/registry"
)

// exclusions collects the keys of a task's data files whose questions must not be trained on, see tasks.Reader.ItemKey.
// It says on w which of them have none of the questions of the file data, if there is one: generated questions are
// known only when they are drawn.
func exclusions(task, data string, files []string, w io.Writer) (map[string]bool, error) {
	if len(files) == 0 {
		return nil, nil
	}
	trained := map[string]bool{}
	if data != "" {
		var err error
		if trained, err = keysOf(task, data); err != nil {
			return nil, err
		}
	}
	all := map[string]bool{}
	for _, path := range files {
		keys, err := keysOf(task, path)
		if err != nil {
			return nil, err
		}
		if data != "" && !overlap(keys, trained) {
			fmt.Fprintf(w, "warning: --exclude %s leaves nothing out: none of its %d questions is in %s\n", path, len(keys),
				data)
		}
		maps.Copy(all, keys)
	}
	return all, nil
}

// keysOf returns the keys of a data file's questions.
func keysOf(task, path string) (map[string]bool, error) {
	t, err := registry.Reader(task)
	if err != nil {
		return nil, err
	}
	items, err := readItems(task, path, 0)
	if err != nil {
		return nil, err
	}
	keys := map[string]bool{}
	for i, item := range items {
		key, err := t.ItemKey(item)
		if err != nil {
			return nil, fmt.Errorf("%s: item %d: %w", path, i, err)
		}
		keys[key] = true
	}
	return keys, nil
}

// overlap reports whether two sets have a key in common.
func overlap(a, b map[string]bool) bool {
	for key := range a {
		if b[key] {
			return true
		}
	}
	return false
}
