package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/analysis/causal"
)

// measurement asks a model the questions of a data file.
type measurement struct {
	subject *subject
	file    *dataFile
	// depths are the numbers of thoughts to ask with.
	depths []int
	jobs   int // 0 for one on each core
	// journal is the file that keeps the answers, "" for none.
	journal  string
	progress io.Writer
}

// run returns the answers for each number of thoughts, those in the journal among them.
func (m *measurement) run(ctx context.Context) (_ [][]accuracy.Answer, err error) {
	if m.jobs == 0 {
		m.jobs = runtime.GOMAXPROCS(0)
	}
	plan := accuracy.Plan{Questions: len(m.file.items), Depths: m.depths, Jobs: m.jobs}
	keep := func(accuracy.Answer) error { return nil }
	if m.journal != "" {
		j, known, closeAll, openErr := m.openJournal()
		if openErr != nil {
			return nil, openErr
		}
		defer func() { err = errors.Join(err, closeAll()) }()
		plan.Known, keep = known, j.Add
	}
	total := plan.Questions * len(m.depths)
	p := newEvalProgress(plan.Missing(), m.progress)
	if n := total - p.total; n > 0 {
		fmt.Fprintf(m.progress, "%d of %d answers are in %s already\n", n, total, m.journal)
	}
	plan.Done = func(a accuracy.Answer) error {
		p.tell(a)
		return keep(a)
	}
	answers, err := plan.Run(ctx, m.ask)
	p.end()
	if ctx.Err() != nil {
		return nil, m.stopped(total-p.total+p.done, total, err)
	}
	return answers, err
}

// openJournal opens the journal, and keeps others from it until closeAll is called. It returns the answers in it.
func (m *measurement) openJournal() (_ *accuracy.Journal, known []accuracy.Answer, closeAll func() error, err error) {
	unlock, err := lockJournal(m.journal)
	if err != nil {
		return nil, nil, nil, err
	}
	j, known, err := accuracy.OpenJournal(m.journal, m.fields())
	if err != nil {
		return nil, nil, nil, errors.Join(plainError(err), unlock())
	}
	return j, known, func() error { return errors.Join(j.Close(), unlock()) }, nil
}

// ask asks one question of the file.
func (m *measurement) ask(ctx context.Context, question, depth int) (accuracy.Answer, error) {
	item := m.file.items[question]
	a, err := m.subject.ask(ctx, item, causal.Change{Thoughts: depth})
	a.Expected = item.Answer
	return a, err
}

// fields are what decides the answers: a journal with others is of another measurement.
func (m *measurement) fields() []accuracy.Field {
	return append([]accuracy.Field{{Name: "model", Value: m.subject.sha256}, {Name: "data", Value: m.file.sha256},
		{Name: "computation", Value: m.subject.path}}, m.subject.fields...)
}

// stopped is the error of a run that was interrupted.
func (m *measurement) stopped(done, total int, err error) error {
	if m.journal == "" {
		return fmt.Errorf("stopped after %d of %d answers, which are lost; --out FILE keeps them: %w", done, total, err)
	}
	return fmt.Errorf("stopped after %d of %d answers, which are in %s; the same command goes on: %w", done, total,
		m.journal, err)
}
