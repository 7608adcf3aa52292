package main

import (
	"path/filepath"

	"github.com/coconut-page/coconut/analysis/accuracy"
)

// sizeTable lists accuracies by the size of the questions, of a task whose questions have one (tasks.Measured).
type sizeTable struct {
	// By is what the sizes count, "operations"; Data is the title of the file.
	By, Data string
	Sizes    []int
	Rows     []sizeRow
}

type sizeRow struct {
	Model string
	Right []string // in percent
}

// sizes returns the table of a task's first file by model, nil if its questions have no size.
func (r *results) sizes(task string) *sizeTable {
	files := columns(task)
	if len(files) == 0 {
		return nil
	}
	var t *sizeTable
	for i := range r.evaluations {
		e := &r.evaluations[i]
		if e.Task != task || filepath.Base(e.Data) != files[0].File || e.By == "" || e.WithoutThoughts || e.Path != "int8" {
			continue
		}
		if t == nil {
			t = &sizeTable{By: e.By, Data: files[0].Title}
			for _, s := range e.BySteps {
				t.Sizes = append(t.Sizes, s.Steps)
			}
		}
		t.Rows = append(t.Rows, sizeRow{e.Model, t.shares(e.BySteps)})
	}
	return t
}

// shares are the accuracies for the table's sizes, "–" for one without questions.
func (t *sizeTable) shares(of []accuracy.Steps) []string {
	var said []string
	for _, size := range t.Sizes {
		share := "–"
		for _, s := range of {
			if s.Steps == size {
				share = tenth(float64(s.Right) / float64(s.N))
			}
		}
		said = append(said, share)
	}
	return said
}
