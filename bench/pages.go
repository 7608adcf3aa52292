package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// writeJSON writes results.
func writeJSON(dir, name string, results any) error {
	data, err := json.MarshalIndent(results, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name+".json"), append(data, '\n'), 0o644)
}

// readJSON reads the results of an earlier run, or nil if there are none.
func readJSON[T any](dir, name string) (*T, error) {
	data, err := os.ReadFile(filepath.Join(dir, name+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	results := new(T)
	if err := json.Unmarshal(data, results); err != nil {
		return nil, fmt.Errorf("bench: %s.json: %w", name, err)
	}
	return results, nil
}

// measured are all results that there are; nil where there are none.
type measured struct {
	gpt2, smol *report
	answers    *answersReport
}

func readAll(dir string) (all measured, err error) {
	if all.gpt2, err = readJSON[report](dir, gpt2File); err != nil {
		return all, err
	}
	if all.smol, err = readJSON[report](dir, smolFile); err != nil {
		return all, err
	}
	all.answers, err = readJSON[answersReport](dir, answersFile)
	return all, err
}

// writePages writes the pages and the charts of all results in a folder. The targets are on the first page.
func writePages(dir string) error {
	all, err := readAll(dir)
	if err != nil {
		return err
	}
	if all.answers != nil {
		if err := writePage(dir, answersFile, all.answers.markdown()); err != nil {
			return err
		}
	}
	for _, r := range []*report{all.gpt2, all.smol} {
		if r == nil {
			continue
		}
		text := ""
		if !r.SmolLM2 {
			text = all.targets()
		}
		if err := writePage(dir, r.file(), r.markdown(text)); err != nil {
			return err
		}
		if err := r.chart(filepath.Join(dir, r.file()+".png")); err != nil {
			return err
		}
	}
	return nil
}

func writePage(dir, name, text string) error {
	return os.WriteFile(filepath.Join(dir, name+".md"), []byte(text), 0o644)
}
