//go:build !js

package hub

import (
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats/huggingface"
)

// configFile describes a model.
const configFile = "config.json"

// smallFiles are those that are read beside weights, as far as there are any.
var smallFiles = []string{configFile, "generation_config.json", "tokenizer.json", "tokenizer_config.json",
	"adapter_config.json"}

// maxSmall bounds a small file that is read here.
const maxSmall = 16 << 20

// maxNamed is how many files an error lists.
const maxNamed = 12

// plan is what is fetched of a snapshot, by name.
type plan struct {
	small   []string
	weights string
	index   bool   // whether weights is a list of the files with weights
	path    string // of the model: a file, or "" for the folder
}

// choose decides which files are the model: those of Hugging Face's layout, or the only GGUF file.
func (s snapshot) choose() (plan, error) {
	if s.source.File != "" {
		return s.chooseFile(s.source.File), nil
	}
	if weights, index := huggingface.Weights(s.has); weights != "" {
		return plan{s.small(""), weights, index, ""}, nil
	}
	var found []string
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		if strings.EqualFold(path.Ext(name), ".gguf") {
			found = append(found, name)
		}
	}
	if len(found) == 1 {
		return s.chooseFile(found[0]), nil
	}
	if len(found) > 1 {
		return plan{}, ErrNoModel.Errorf("%s has several; name one of them: %s", s.source,
			listed(found, func(name string) string { return Source{s.source.Repository, name, s.source.Revision}.String() }))
	}
	return plan{}, ErrNoModel.Errorf("%s has no %s and no .gguf file, but %s", s.source, huggingface.WeightNames(),
		listed(slices.Sorted(maps.Keys(s.files)), func(name string) string { return name }))
}

// chooseFile takes one file. A GGUF file needs no others.
func (s snapshot) chooseFile(name string) plan {
	if strings.EqualFold(path.Ext(name), ".gguf") {
		return plan{weights: name, path: name}
	}
	return plan{small: s.small(path.Dir(name)), weights: name, path: name}
}

func (s snapshot) has(name string) bool {
	_, ok := s.files[name]
	return ok
}

// small lists the small files in a folder of the snapshot.
func (s snapshot) small(dir string) []string {
	var names []string
	for _, name := range smallFiles {
		if name = path.Join(dir, name); s.has(name) {
			names = append(names, name)
		}
	}
	return names
}

// read reads a small file that has been fetched.
func (s snapshot) read(name string) ([]byte, error) {
	return readLimited(filepath.Join(s.dir, filepath.FromSlash(name)), maxSmall)
}

// listed lists names for an error.
func listed(names []string, say func(name string) string) string {
	var said []string
	for _, name := range names[:min(len(names), maxNamed)] {
		said = append(said, say(name))
	}
	if more := len(names) - len(said); more > 0 {
		said = append(said, "…")
	}
	return strings.Join(said, ", ")
}
