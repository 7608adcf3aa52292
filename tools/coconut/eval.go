package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/english"
	"github.com/coconut-page/coconut/tasks/registry"
)

// evaluation is the output of `coconut eval --json`.
type evaluation struct {
	Task   string `json:"task"`
	Model  string `json:"model"`
	Method string `json:"method"`
	// Path is the number format of the computation: the model's, or "float32" for the same weights, dequantized.
	Path            string `json:"path"`
	Data            string `json:"data"`
	Thoughts        int    `json:"thoughts"`
	WithoutThoughts bool   `json:"without_thoughts"`
	N               int    `json:"n"`
	Right           int    `json:"right"`
	// Accuracy is the share of exact matches, 0 to 1.
	Accuracy float64 `json:"accuracy"`
	// Follows is the share of pairs (questions 0 and 1, 2 and 3, …) with both answers right; only with --pairs.
	Follows *float64 `json:"follows,omitempty"`
	// TokensMean counts thoughts and generated tokens, as the paper's table 1 does.
	TokensMean float64 `json:"tokens_mean"`
	// MSMedian is the median wall time of a question, from text to answer.
	MSMedian float64 `json:"ms_median"`

	right []bool // of each question
}

// follows returns the share of pairs with both answers right.
func (e *evaluation) follows() float64 {
	both := 0
	for i := 0; i+1 < len(e.right); i += 2 {
		if e.right[i] && e.right[i+1] {
			both++
		}
	}
	return float64(both) / float64(max(len(e.right)/2, 1))
}

// newEval is `coconut eval`.
func newEval() *cobra.Command {
	var task, data, model string
	var limit int
	var asJSON, float32Path, pairs bool
	o := reasoner.Options{}
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Measure a model's accuracy on a data file",
		Example: "  coconut eval --task prosqa --data prosqa_valid.json --json\n  coconut eval --task prosqa --data " +
			"prosqa_valid.json --without-thoughts",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.WithoutThoughts {
				if err := withoutEffect(cmd, "with --without-thoughts", "thoughts", "stop-early"); err != nil {
					return err
				}
			}
			items, err := readItems(task, data, limit)
			if err != nil {
				return err
			}
			r, err := loadModel(cmd.Context(), model)
			if err != nil {
				return err
			}
			if r.Info().Task != task {
				return fmt.Errorf("model %s is for task %s, not %s", r.Info().Name, r.Info().Task, task)
			}
			e := evaluation{Task: task, Path: r.Info().Format, Data: filepath.Base(data), WithoutThoughts: o.WithoutThoughts}
			if float32Path {
				r, e.Path = r.Dequantized(), "float32"
			}
			if err := e.run(cmd.Context(), r, items, o, cmd.ErrOrStderr()); err != nil {
				return err
			}
			if pairs {
				follows := e.follows()
				e.Follows = &follows
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(e)
			}
			fmt.Fprintf(cmd.OutOrStdout(),
				"%s on %s: %d of %d right (%.1f %%), %d thoughts, %.1f tokens, %.1f ms per question\n",
				e.Model, e.Data, e.Right, e.N, 100*e.Accuracy, e.Thoughts, e.TokensMean, e.MSMedian)
			if pairs {
				fmt.Fprintf(cmd.OutOrStdout(), "both of a pair right: %.1f %% of %d pairs\n", 100**e.Follows, e.N/2)
			}
			return nil
		},
	}
	flags := cmd.Flags()
	taskFlag(flags, &task, "task of the data file")
	flags.StringVar(&data, "data", "", "data file in the official JSON format")
	flags.StringVar(&model, "model", defaultModel, "name, folder or URL of the model")
	countVar(flags, &o.Thoughts, "thoughts", 0, -1, "number of latent steps (default: the model's own)")
	flags.BoolVar(&o.StopEarly, "stop-early", false,
		"let the model's stop head end the thoughts (for models that have one)")
	flags.BoolVar(&o.WithoutThoughts, "without-thoughts", false, "remove the thoughts and force an immediate answer")
	flags.BoolVar(&float32Path, "float32", false, "run the float32 reference path")
	countVar(flags, &limit, "limit", 0, 0, "number of questions, from the first (0: all)")
	flags.BoolVar(&pairs, "pairs", false, "also count pairs with both answers right, for counterfactual data")
	flags.BoolVar(&asJSON, "json", false, "print one JSON object")
	cobra.CheckErr(cmd.MarkFlagRequired("data"))
	return cmd
}

// readItems reads a data file of a task, at most limit questions if limit is more than 0.
func readItems(task, path string, limit int) ([]tasks.Item, error) {
	t, err := registry.Filer(task)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	items, err := t.ReadItems(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if limit > 0 && limit < len(items) {
		items = items[:limit]
	}
	if len(items) == 0 {
		return nil, errors.New(path + " has no questions")
	}
	return items, nil
}

// taskFlag adds the option that names a task.
func taskFlag(flags *pflag.FlagSet, task *string, usage string) {
	flags.StringVar(task, "task", registry.Default().Name(), usage+": "+strings.Join(registry.Names(), " or "))
}

// run asks every question and fills in the results.
func (e *evaluation) run(ctx context.Context, r *reasoner.Reasoner, items []tasks.Item, o reasoner.Options,
	progress io.Writer) error {
	info := r.Info()
	e.Model, e.Method, e.N = info.Name, info.Method, len(items)
	bar := newBar(int64(len(items)), progress, progressbar.OptionSetDescription("questions"),
		progressbar.OptionShowCount())
	var tokens int
	var times []float64
	for i, item := range items {
		res, err := r.Ask(ctx, item.Text, o, nil)
		if err != nil {
			return fmt.Errorf("question %d: %w", i, err)
		}
		right := english.Same(res.Answer, item.Answer)
		if right {
			e.Right++
		}
		e.right = append(e.right, right)
		e.Thoughts = res.Thoughts
		tokens += res.Thoughts + len(res.Tokens)
		times = append(times, res.TotalMS)
		if err := bar.Add(1); err != nil {
			return err
		}
	}
	slices.Sort(times)
	e.Accuracy = float64(e.Right) / float64(e.N)
	e.TokensMean = float64(tokens) / float64(e.N)
	e.MSMedian = (times[(e.N-1)/2] + times[e.N/2]) / 2
	return nil
}
