package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/analysis/accuracy"
)

// evaluation are the figures of one number of thoughts: a line of `coconut eval --json`.
type evaluation struct {
	Task   string `json:"task"`
	Model  string `json:"model"`
	Method string `json:"method"`
	// Path is the number format of the computation: the model's, or "float32" for the same weights, dequantized.
	Path string `json:"path"`
	Data string `json:"data"`
	// Thoughts is how many a question got, or with --stop-early might have got; TrainedThoughts is how many the model was
	// trained for.
	Thoughts        int  `json:"thoughts"`
	TrainedThoughts int  `json:"trained_thoughts"`
	WithoutThoughts bool `json:"without_thoughts"`
	// MaxTokens is the most tokens of an answer, 0 for the model's own bound; Jobs is how many questions ran at the same
	// time.
	MaxTokens int `json:"max_tokens,omitempty"`
	Jobs      int `json:"jobs"`
	accuracy.Sum
	// By is what the Steps of BySteps are, if they are not steps: "operations".
	By string `json:"by,omitempty"`
	// Full is how many of the answers in Cut ended where the model's context did, before MaxTokens.
	Full int `json:"full,omitempty"`
	// Follows is the share of pairs (questions 0 and 1, 2 and 3, …) with both answers right; only with --pairs.
	Follows *float64 `json:"follows,omitempty"`
}

// report is what a measurement found, for each number of thoughts.
type report []evaluation

func newReport(m *measurement, answers [][]accuracy.Answer, o *evalOptions) report {
	var r report
	for _, of := range answers {
		e := evaluation{Task: o.task, Model: m.subject.name, Method: m.subject.method, Path: m.subject.path,
			Data: m.file.name(), TrainedThoughts: m.subject.thoughts, WithoutThoughts: o.withoutThoughts,
			MaxTokens: m.subject.maxTokens, Jobs: m.jobs, Sum: accuracy.SumUp(of, m.file.steps),
			By: m.file.by(), Full: full(of, m.subject.maxTokens)}
		if !o.withoutThoughts {
			e.Thoughts = of[0].Depth
		}
		if o.pairs {
			share := follows(of)
			e.Follows = &share
		}
		r = append(r, e)
	}
	return r
}

// full counts the answers that the context ended: those that were cut with fewer tokens than they might have had.
func full(answers []accuracy.Answer, most int) int {
	n := 0
	for _, a := range answers {
		if a.Cut && a.Tokens < most {
			n++
		}
	}
	return n
}

// follows returns the share of pairs with both answers right.
func follows(answers []accuracy.Answer) float64 {
	both := 0
	for i := 0; i+1 < len(answers); i += 2 {
		if answers[i].Right && answers[i+1].Right {
			both++
		}
	}
	return float64(both) / float64(max(len(answers)/2, 1))
}

// json is one object a line.
func (r report) json() []byte {
	var b bytes.Buffer
	cobra.CheckErr(printLines(&b, r)) // numbers and names can always be encoded
	return b.Bytes()
}

// print writes the figures for people.
func (r report) print(w io.Writer) error {
	e := r[0]
	fmt.Fprintf(w, "%s on %s, %d questions, %d at a time\n", e.Model, e.Data, e.N, e.Jobs)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "thoughts\tright\taccuracy\t95 % interval\ttokens\tms\t")
	for _, e := range r {
		fmt.Fprintf(t, "%d\t%d\t%.1f %%\t%.1f to %.1f %%\t%.1f\t%.1f\t\n", e.Thoughts, e.Right, 100*e.Accuracy, 100*e.Low,
			100*e.High, e.TokensMean, e.MSMedian)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, e := range r {
		if n := e.Cut - e.Full; n > 0 {
			fmt.Fprintf(w, "%d answers with %d thoughts had not ended after %d tokens (--max-tokens)\n", n, e.Thoughts,
				e.MaxTokens)
		}
		if e.Full > 0 {
			fmt.Fprintf(w, "%d answers with %d thoughts had not ended where the model's context did\n", e.Full, e.Thoughts)
		}
		if e.Unread > 0 {
			fmt.Fprintf(w, "%d questions with %d thoughts do not fit the model's context, and count as wrong\n", e.Unread,
				e.Thoughts)
		}
		if e.Follows != nil {
			fmt.Fprintf(w, "both of a pair right with %d thoughts: %.1f %% of %d pairs\n", e.Thoughts, 100**e.Follows, e.N/2)
		}
	}
	return r.printSteps(w)
}

// printSteps writes how many answers are right among the questions of each length.
func (r report) printSteps(w io.Writer) error {
	fmt.Fprintf(w, "right by the number of %s:\n", cmp.Or(r[0].By, "steps"))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "thoughts\t")
	for _, s := range r[0].BySteps {
		fmt.Fprintf(t, "%d\t", s.Steps)
	}
	for _, e := range r {
		fmt.Fprintf(t, "\n%d\t", e.Thoughts)
		for _, s := range e.BySteps {
			fmt.Fprintf(t, "%d of %d\t", s.Right, s.N)
		}
	}
	fmt.Fprintln(t)
	return t.Flush()
}
