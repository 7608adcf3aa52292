package site

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// modelList is the file, beside the models' folders, that tells the page which models there are.
const modelList = "models.json"

// writeModelList lists the models in dir, each by its manifest, with the accuracies measured in results if there are
// any.
func writeModelList(dir, results string) error {
	manifests, err := filepath.Glob(filepath.Join(dir, "*", weights.ManifestName))
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	models := []engine.ModelInfo{}
	for _, name := range manifests { // sorted by name
		m, err := modelInfo(name)
		if err != nil {
			return fmt.Errorf("site: %s: %w", name, err)
		}
		if m.Results, err = accuracies(results, m.Name); err != nil {
			return fmt.Errorf("site: results of %s: %w", m.Name, err)
		}
		models = append(models, m)
	}
	return writeJSON(filepath.Join(dir, modelList), models)
}

func writeJSON(name string, v any) error {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	return writeFile(name, append(data, '\n'))
}

func modelInfo(manifest string) (engine.ModelInfo, error) {
	data, err := os.ReadFile(manifest)
	if err != nil {
		return engine.ModelInfo{}, err
	}
	m, err := weights.ParseManifest(data)
	if err != nil {
		return engine.ModelInfo{}, err
	}
	c, err := runtime.ParseConfig(m.Config)
	if err != nil {
		return engine.ModelInfo{}, err
	}
	return engine.ModelInfo{Name: filepath.Base(filepath.Dir(manifest)), Method: c.Method, Task: c.Task,
		Thoughts: c.Thoughts, Bytes: m.Bytes(), License: m.License, Context: c.MaxPositions}, nil
}

// accuracies reads a model's files of `coconut eval --json`: the accuracy on each data file, and, under "without
// thoughts", the accuracy with the thoughts removed.
func accuracies(dir, model string) (map[string]float64, error) {
	names, err := filepath.Glob(filepath.Join(dir, "eval-"+model+"-*.json"))
	if err != nil {
		return nil, err
	}
	found := map[string]float64{}
	for _, name := range names {
		var e struct {
			Model, Path, Data string
			WithoutThoughts   bool `json:"without_thoughts"`
			Accuracy          float64
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(data, &e); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		switch {
		case e.Model != model || e.Path != "int8":
		case e.WithoutThoughts:
			found["without thoughts"] = e.Accuracy
		default:
			found[e.Data] = e.Accuracy
		}
	}
	return found, nil
}
