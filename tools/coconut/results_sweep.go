package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// sweepSection compares language models on a task's questions: one table, a row for each model and number of thoughts.
type sweepSection struct {
	Task, Name string
	Rows       []sweepRow
	Steps      []int // the columns of the rows' Steps
	Paper      []sweepPaper
	Training   []sweepTraining
}

// sweepRow is one model with one number of thoughts. Trained marks the number that it was trained for.
type sweepRow struct {
	Model, Method, Thoughts  string
	Trained                  bool
	Right, N                 int
	Percent, Interval, Share string
	Tokens, Millis           string
	Steps                    []string
}

// sweepTraining is what the training of a language model took.
type sweepTraining struct {
	Model, Minutes string
	Steps          int
	Questions      int64
}

// sweepPaper is a row of the paper's table.
type sweepPaper struct {
	Method, Accuracy string
	Tokens           float64
}

// sweepSections are the sections of all tasks that language models were measured on.
func (r *results) sweepSections() (sections []sweepSection) {
	tasks := map[string][]evaluation{}
	for _, e := range r.sweeps {
		tasks[e.Task] = append(tasks[e.Task], e)
	}
	for _, task := range sortedKeys(tasks) {
		s := newSweepSection(task, tasks[task])
		s.Training = r.fineTuning(task)
		sections = append(sections, s)
	}
	return sections
}

// fineTuning lists the trainings of a task's language models.
func (r *results) fineTuning(task string) (rows []sweepTraining) {
	for _, model := range sortedKeys(r.fineTuned) {
		if c := r.fineTuned[model]; c != nil && c.Recipe.Task == task {
			rows = append(rows, sweepTraining{filepath.Base(model), fmt.Sprintf("%.0f", c.Minutes()), c.State.Step,
				c.State.Examples})
		}
	}
	return rows
}

// readFineTuning reads the training.json of a language model, which lies beside the raw results, because such models
// are not shipped. It is nil for a model that we did not train.
func readFineTuning(raw, model string) (*card, error) {
	data, err := os.ReadFile(filepath.Join(raw, "training-"+filepath.Base(model)+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c := new(card)
	if err := json.Unmarshal(data, c); err != nil {
		return nil, fmt.Errorf("training.json of %s: %w", model, err)
	}
	return c, nil
}

func newSweepSection(task string, all []evaluation) sweepSection {
	s := sweepSection{Task: task, Name: titleOf(task)}
	order := func(e evaluation) int { return slices.Index(methodOrder, e.Method) }
	slices.SortStableFunc(all, func(a, b evaluation) int { return order(a) - order(b) })
	for _, e := range all {
		for _, part := range e.BySteps {
			s.Steps = append(s.Steps, part.Steps)
		}
	}
	slices.Sort(s.Steps)
	s.Steps = slices.Compact(s.Steps)
	for _, e := range all {
		s.Rows = append(s.Rows, newSweepRow(e, s.Steps))
	}
	for _, method := range methodOrder {
		if said, ok := paper[task][method]; ok {
			s.Paper = append(s.Paper, sweepPaper{method, said.Accuracy, said.Tokens})
		}
	}
	return s
}

func newSweepRow(e evaluation, steps []int) sweepRow {
	row := sweepRow{Model: filepath.Base(e.Model), Method: e.Method, Thoughts: fmt.Sprint(e.Thoughts),
		Trained: e.Thoughts == e.TrainedThoughts, Right: e.Right, N: e.N, Percent: tenth(e.Accuracy),
		Interval: tenth(e.Low) + " to " + tenth(e.High), Share: tenth(float64(e.Cut) / float64(e.N)),
		Tokens: fmt.Sprintf("%.1f", e.TokensMean), Millis: fmt.Sprintf("%.0f", e.MSMedian)}
	for _, n := range steps {
		cell := "–"
		for _, part := range e.BySteps {
			if part.Steps == n {
				cell = fmt.Sprintf("%d of %d", part.Right, part.N)
			}
		}
		row.Steps = append(row.Steps, cell)
	}
	return row
}
