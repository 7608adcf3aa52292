package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/weights"
)

// results are all raw files.
type results struct {
	evaluations []evaluation
	sweeps      []evaluation // of language models, by file and number of thoughts
	stats       []shortcut
	analyses    map[string]analyzed // by folder
	cards       map[string]card     // by model
	treated     [][]treated         // the lines of each intervene-*.json
	votes       [][]voted           // the lines of each vote-*.json
	rollouts    [][]rolled          // the lines of each rollouts-*.json
	stopped     [][]stopped         // the lines of each stopping-*.json
	fineTuned   map[string]*card    // of the language models, by model; nil for one that we did not train
}

// shortcut is the part of a file's stats-*.json that the tables need.
type shortcut struct {
	Data         string     `json:"data"`
	N            int        `json:"n"`
	Undirected   tasks.Rule `json:"undirected"`
	FewerParents tasks.Rule `json:"fewer_parents"`
}

// card is the part of a model's training.json that the tables need.
type card struct {
	Recipe struct {
		Task   string `json:"task"`
		Method string `json:"method"`
		Seed   uint64 `json:"seed"`
		Init   string `json:"init"`
		Model  struct {
			Width  int `json:"n_embd"`
			Layers int `json:"n_layer"`
			Heads  int `json:"n_head"`
		} `json:"model"`
		ThoughtSupervision float64 `json:"thought_supervision"`
		Stages             []struct {
			Lookup bool `json:"lookup"`
			Steps  int  `json:"steps"`
		} `json:"stages"`
	} `json:"recipe"`
	State struct {
		Step     int     `json:"step"`
		Examples int64   `json:"examples"`
		Seconds  float64 `json:"seconds"`
	} `json:"state"`

	shipped bool // the model is in the repository
	// essence is the whole recipe without name and seed: it is the same for the seeds of one recipe.
	essence string
}

// readResults reads eval-*.json, sweep-*.json, intervene-*.json, stats-*.json and */analysis.json, and the cards of the
// models they name.
func readResults(ctx context.Context, raw, models string) (_ *results, err error) {
	r := &results{analyses: map[string]analyzed{}, cards: map[string]card{},
		fineTuned: map[string]*card{}}
	for _, kind := range []struct {
		pattern string
		add     func(path string, data []byte) error
	}{
		{"eval-*.json", func(_ string, data []byte) error { return appendJSON(&r.evaluations, data) }},
		{"sweep-*.json", func(_ string, data []byte) error {
			sweep, err := readLines[evaluation](data)
			r.sweeps = append(r.sweeps, sweep...)
			return err
		}},
		{"intervene-*.json", linesTo(&r.treated)},
		{"vote-*.json", linesTo(&r.votes)},
		{"rollouts-*.json", linesTo(&r.rollouts)},
		{"stopping-*.json", linesTo(&r.stopped)},
		{"stats-*.json", func(_ string, data []byte) error { return appendJSON(&r.stats, data) }},
		{"*/analysis.json", func(path string, data []byte) error {
			var a analyzed
			err := json.Unmarshal(data, &a)
			r.analyses[filepath.Base(filepath.Dir(path))] = a
			return err
		}},
	} {
		paths, err := filepath.Glob(filepath.Join(raw, kind.pattern))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			if err := kind.add(path, data); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
		}
	}
	if len(r.evaluations) == 0 {
		return nil, fmt.Errorf("%s has no eval-*.json: run make results", raw)
	}
	for _, e := range r.sweeps {
		if r.fineTuned[e.Model], err = readFineTuning(raw, e.Model); err != nil {
			return nil, err
		}
	}
	for _, e := range r.evaluations {
		if r.cards[e.Model], err = readCard(ctx, models, raw, e.Model); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// readCard reads a model's training.json: from the model, or, for one that was measured but is not shipped,
// training-NAME.json beside the raw results.
func readCard(ctx context.Context, models, raw, name string) (c card, err error) {
	data, err := os.ReadFile(filepath.Join(raw, "training-"+name+".json"))
	if c.shipped = errors.Is(err, fs.ErrNotExist); c.shipped {
		data, err = shippedTraining(ctx, filepath.Join(models, name))
	}
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return c, fmt.Errorf("training.json of %s: %w", name, err)
	}
	c.essence, err = essence(data)
	return c, err
}

// essence is a training.json's recipe without name and seed. Fields that are none are left out, so that a field that
// recipes have since got does not tell old and new ones apart.
func essence(training []byte) (string, error) {
	var t struct {
		Recipe map[string]any `json:"recipe"`
	}
	if err := json.Unmarshal(training, &t); err != nil {
		return "", err
	}
	delete(t.Recipe, "name")
	delete(t.Recipe, "seed")
	text, err := json.Marshal(withoutZeros(t.Recipe))
	return string(text), err
}

// withoutZeros removes the fields of JSON objects that are 0, false, empty or null, at every depth.
func withoutZeros(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, field := range v {
			switch field := withoutZeros(field); field {
			case nil, 0.0, false, "":
				delete(v, name)
			default:
				v[name] = field
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutZeros(v[i])
		}
	}
	return v
}

func shippedTraining(ctx context.Context, dir string) ([]byte, error) {
	store, err := weights.Open(ctx, weights.Dir(dir))
	if err != nil {
		return nil, err
	}
	return store.File(ctx, "training.json")
}

func appendJSON[T any](list *[]T, data []byte) error {
	var v T
	err := json.Unmarshal(data, &v)
	*list = append(*list, v)
	return err
}

// linesTo adds the lines of each file to a list.
func linesTo[T any](all *[][]T) func(path string, data []byte) error {
	return func(_ string, data []byte) error {
		lines, err := readLines[T](data)
		*all = append(*all, lines)
		return err
	}
}

// readLines reads the JSON objects that a command printed, one a line.
func readLines[T any](data []byte) (lines []T, err error) {
	for d := json.NewDecoder(bytes.NewReader(data)); ; {
		var v T
		switch err := d.Decode(&v); {
		case errors.Is(err, io.EOF):
			return lines, nil
		case err != nil:
			return nil, err
		}
		lines = append(lines, v)
	}
}
