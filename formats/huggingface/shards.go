package huggingface

import (
	"encoding/json"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// Weights returns the name of the file with a folder's weights, or with the index of the files that they are in. has
// reports whether the folder has a file. The name is "" if it has neither.
func Weights(has func(name string) bool) (name string, index bool) {
	for _, c := range containers {
		switch {
		case has(c.index):
			return c.index, true
		case has(c.whole):
			return c.whole, false
		}
	}
	return "", false
}

// WeightNames are the files that Weights looks for, for people.
func WeightNames() string {
	var names []string
	for _, c := range containers {
		names = append(names, c.whole, c.index)
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// Shards returns the names of the files in an index, which is called name in errors. They wrap ErrFile.
func Shards(name string, index []byte) ([]string, error) {
	var parsed struct {
		Files map[string]string `json:"weight_map"`
	}
	if err := json.Unmarshal(index, &parsed); err != nil {
		return nil, ErrFile.Errorf("%s: %w", name, err)
	}
	files := slices.Compact(slices.Sorted(maps.Values(parsed.Files)))
	if len(files) == 0 || len(files) > maxShards {
		return nil, ErrFile.Errorf("%s: weight_map names %d files", name, len(files))
	}
	for _, file := range files {
		if file == "" || file != filepath.Base(file) || !filepath.IsLocal(file) {
			return nil, ErrFile.Errorf("%s: weight_map: %.100q is not the name of a file beside it", name, file)
		}
	}
	return files, nil
}

// shards finds the files with weights in the folder.
func (c *Checkpoint) shards() ([]string, error) {
	name, index := Weights(func(name string) bool {
		file, err := c.place.open(name)
		return err == nil && file.Close() == nil
	})
	if name == "" {
		return nil, ErrFile.Errorf("there is no %s %s: %w", WeightNames(), c.place, fs.ErrNotExist)
	}
	if !index {
		return []string{name}, nil
	}
	data, err := c.read(name)
	if err != nil {
		return nil, err
	}
	return Shards(name, data)
}
