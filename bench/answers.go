package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/coconut-page/coconut/tasks/registry"
)

// answersFile is the name of the answers' results, without its extension.
const answersFile = "benchmarks-answers"

const (
	answerSeed = 2026 // of the questions, which no model was trained on
	batchSize  = 20   // questions that a model is asked before it is another's turn
	unrecorded = 5    // questions before each batch
)

// asked are the shipped models whose answers are timed, by task.
var asked = []struct {
	task    string
	methods []string
}{
	{"prosqa", []string{"coconut", "cot", "no-cot"}},
	{"prontoqa", []string{"coconut", "cot", "no-cot"}},
	{"arithmetic", []string{"coconut"}}, // ships alone
}

// answersReport holds the time to the right answer of the shipped models.
type answersReport struct {
	Date      string          `json:"date"`
	Machine   string          `json:"machine"`
	Browser   string          `json:"browser"`
	Go        string          `json:"go"`
	Load      string          `json:"load"`
	Questions int             `json:"questions"`
	Results   []*answerResult `json:"results"`
}

// answerResult is what one model's answers took, natively or in Chromium.
type answerResult struct {
	Task   string `json:"task"`
	Method string `json:"method"`
	Where  string `json:"where"`
	N      int    `json:"n"`
	Right  int    `json:"right"`
	// Tokens are the mean of thoughts and written tokens; the times are of a question, in ms.
	Tokens   float64 `json:"tokens_mean"`
	MedianMS float64 `json:"ms_median"`
	MeanMS   float64 `json:"ms_mean"`

	ask func(questions []string) ([]reply, error)
	ms  []float64
}

// Where a model runs.
const (
	natively   = "native"
	inChromium = "Chromium"
)

// reply is an answer of bench/asker.
type reply struct {
	Tokens int     `json:"tokens"`
	MS     float64 `json:"ms"`
	Right  bool    `json:"right"`
}

// msPerRight is the time of all answers for each right one, or 0 if none was.
func (r *answerResult) msPerRight() float64 {
	if r.Right == 0 {
		return 0
	}
	return r.MeanMS * float64(r.N) / float64(r.Right)
}

// measureAnswers asks every model the same questions of its task, in turns.
func (b *bench) measureAnswers(ctx context.Context, root string) (*answersReport, error) {
	c, stop, err := startBrowser(ctx)
	if err != nil {
		return nil, err
	}
	defer stop()
	rep := &answersReport{Date: time.Now().UTC().Format(time.DateOnly), Machine: machine(), Browser: c.Version,
		Go: runtime.Version(), Load: firstLine("/proc/loadavg"), Questions: b.questions}
	questions := map[string][]string{}
	for _, a := range asked {
		if questions[a.task], err = generated(a.task, b.questions+unrecorded); err != nil {
			return nil, err
		}
		for _, method := range a.methods {
			results, closeTab, err := b.openModel(ctx, c, root, a.task, method)
			if err != nil {
				return nil, err
			}
			defer closeTab()
			rep.Results = append(rep.Results, results...)
		}
	}
	for from := unrecorded; from < b.questions+unrecorded; from += batchSize {
		b.log("questions from %d", from-unrecorded+1)
		for _, res := range rep.Results {
			batch := questions[res.Task][from-unrecorded : min(from+batchSize, b.questions+unrecorded)]
			if err := res.add(batch); err != nil {
				return nil, fmt.Errorf("bench: %s-%s, %s: %w", res.Task, res.Method, res.Where, err)
			}
		}
	}
	for _, res := range rep.Results {
		res.MedianMS = median(res.ms)
	}
	return rep, nil
}

// openModel opens a model both ways.
func (b *bench) openModel(ctx context.Context, c *browser, root, task, method string) ([]*answerResult, func(), error) {
	model := task + "-" + method
	b.log("opening %s", model)
	t, err := c.open(b.dir, row{name: model, engine: "asker", model: "../shipped/" + model})
	if err != nil {
		return nil, nil, err
	}
	closeTab := func() {
		if err := t.close(); err != nil {
			b.log("%s: %v", model, err)
		}
	}
	return []*answerResult{
		{Task: task, Method: method, Where: natively, ask: func(questions []string) (got []reply, err error) {
			cmd := exec.CommandContext(ctx, filepath.Join(b.dir, askerProgram), filepath.Join(root, "weights", "models", model))
			list, err := json.Marshal(questions)
			if err != nil {
				return nil, err
			}
			cmd.Stdin = bytes.NewReader(list)
			err = runJSON(cmd, &got)
			return got, err
		}},
		{Task: task, Method: method, Where: inChromium, ask: func(questions []string) (got []reply, err error) {
			list, err := json.Marshal(questions)
			if err != nil {
				return nil, err
			}
			err = t.evaluate(fmt.Sprintf("ask(%s)", list), &got)
			return got, err
		}},
	}, closeTab, nil
}

// add asks a batch and counts its answers but for the first ones, which warm up.
func (r *answerResult) add(batch []string) error {
	replies, err := r.ask(batch)
	if err != nil {
		return err
	}
	if len(replies) != len(batch) {
		return fmt.Errorf("%d answers to %d questions", len(replies), len(batch))
	}
	tokens, ms := r.Tokens*float64(r.N), r.MeanMS*float64(r.N)
	for _, got := range replies[unrecorded:] {
		r.N++
		if got.Right {
			r.Right++
		}
		tokens, ms = tokens+float64(got.Tokens), ms+got.MS
		r.ms = append(r.ms, got.MS)
	}
	r.Tokens, r.MeanMS = tokens/float64(r.N), ms/float64(r.N)
	return nil
}

// generated are questions of a task's first kind.
func generated(task string, n int) (list []string, err error) {
	t, err := registry.Find(task)
	if err != nil {
		return nil, err
	}
	next, err := t.Generator(t.Kinds()[0].Name, answerSeed)
	if err != nil {
		return nil, err
	}
	for len(list) < n {
		for _, item := range next() {
			list = append(list, item.Text)
		}
	}
	return list[:n], nil
}

// find returns a model's result, an empty one if it was not measured.
func (r *answersReport) find(task, method, where string) *answerResult {
	if r != nil {
		for _, res := range r.Results {
			if res.Task == task && res.Method == method && res.Where == where {
				return res
			}
		}
	}
	return new(answerResult)
}

func (r *answersReport) markdown() string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("# Time to the right answer\n\nWritten by `make bench` from docs/%s.json; do not edit.\n", answersFile)
	p("%s\n", wrap(fmt.Sprintf("%d fresh questions of each task to the shipped models, one thread, the models in turns, "+
		"%d questions at a time; each gets %d more before its turn, which do not count. Tokens are thoughts and written "+
		"tokens; the last column is the time of all answers for each right one.", r.Questions, batchSize, unrecorded)))
	p("%s\n", wrap(fmt.Sprintf("%s; %s; %s; %s; load average at the start %s.", r.Machine, r.Browser, r.Go, r.Date,
		r.Load)))
	p("| task | method | where | tokens | ms, median | ms, mean | right | ms for each right answer |")
	p("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |")
	for _, res := range r.Results {
		p("| %s | %s | %s | %.1f | %.2f | %.2f | %.1f %% | %s |", res.Task, res.Method, res.Where, res.Tokens,
			res.MedianMS, res.MeanMS, 100*float64(res.Right)/float64(max(1, res.N)), number("%.2f", res.msPerRight()))
	}
	p("")
	for _, a := range asked {
		for _, where := range []string{natively, inChromium} {
			ours, theirs := r.find(a.task, "coconut", where).msPerRight(), r.find(a.task, "cot", where).msPerRight()
			if ours > 0 && theirs > 0 {
				p("- %s, %s: coconut is at a right answer %.2f times as fast as chain of thought", a.task, where, theirs/ours)
			}
		}
	}
	return b.String()
}
