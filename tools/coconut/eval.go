package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/registry"
)

// evalOptions are the flags of `coconut eval`.
type evalOptions struct {
	task, data, model, out     string
	prompt, message            string // files of templates, for language models
	stop                       []string
	thoughts                   depths
	limit, jobs, maxTokens     int
	stopEarly, withoutThoughts bool
	float32, pairs, asJSON     bool
	// reuse lets a model of a task keep what it has read of a question, for commands that tell no times.
	reuse bool
}

// newEval is `coconut eval`.
func newEval() *cobra.Command {
	var o evalOptions
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Measure a model's accuracy on a data file",
		Example: "  coconut eval --task prosqa --data prosqa_valid.json --json\n" +
			"  coconut eval --task prosqa --data prosqa_valid.json --without-thoughts\n" +
			"  coconut eval --task prosqa --data prosqa_valid.json --thoughts 0..6\n" +
			"  coconut eval --task gsm8k --data gsm8k_test.jsonl --model models/smollm2-135m-int8 --out smollm2.json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.withoutThoughts {
				if err := withoutEffect(cmd, "with --without-thoughts", "thoughts", "stop-early"); err != nil {
					return err
				}
			}
			return o.run(cmd)
		},
	}
	o.flags(cmd)
	return cmd
}

// flags adds the options of `coconut eval`.
func (o *evalOptions) flags(cmd *cobra.Command) {
	o.questionFlags(cmd)
	flags := cmd.Flags()
	flags.Lookup("thoughts").Usage = "number of latent steps, or several: 0..6, or 0,2,6 (default: the model's own)"
	flags.Lookup("json").Usage = "print one JSON object for each number of thoughts"
	flags.StringVar(&o.out, "out", "", "file to write the figures to; all answers go beside it, and an interrupted "+
		"measurement goes on with them")
	flags.BoolVar(&o.stopEarly, "stop-early", false,
		"let the model's stop head end the thoughts (for models that have one)")
	flags.BoolVar(&o.withoutThoughts, "without-thoughts", false, "remove the thoughts and force an immediate answer")
	flags.StringVar(&o.prompt, "prompt", "", "file with the text that a language model continues; {question} stands for "+
		"the question")
	flags.StringVar(&o.message, "message", "", "file with the message that a language model answers in a chat, likewise")
	flags.StringArrayVar(&o.stop, "stop", nil, "text that ends a language model's answer before it; may be repeated")
	flags.BoolVar(&o.pairs, "pairs", false, "also count pairs with both answers right, for counterfactual data")
	cmd.MarkFlagsMutuallyExclusive("prompt", "message")
}

// questionFlags adds the options of all commands that put the questions of a file to a model.
func (o *evalOptions) questionFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&o.task, "task", registry.Default().Name(), "task of the data file: "+
		strings.Join(registry.ReaderNames(), " or "))
	flags.StringVar(&o.data, "data", "", "data file in one of the task's formats")
	flags.StringVar(&o.model, "model", defaultModel, "name, folder or URL of the model")
	flags.Var(&o.thoughts, "thoughts", "number of latent steps (default: the model's own)")
	countVar(flags, &o.limit, "limit", 0, 0, "number of questions, from the first (0: all)")
	countVar(flags, &o.jobs, "jobs", 1, 0, "questions at the same time (default: one for each core)")
	countVar(flags, &o.maxTokens, "max-tokens", 1, 0, "most tokens of an answer (default: the model's own, or 256)")
	flags.BoolVar(&o.float32, "float32", false, "run the float32 reference path")
	flags.BoolVar(&o.asJSON, "json", false, "print JSON objects, one a line")
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc("task", cobra.FixedCompletions(registry.ReaderNames(),
		cobra.ShellCompDirectiveNoFileComp)))
	cobra.CheckErr(cmd.MarkFlagRequired("data"))
}

// run measures what the options say, and reports it.
func (o *evalOptions) run(cmd *cobra.Command) error {
	ctx, errOut := cmd.Context(), cmd.ErrOrStderr()
	if err := o.check(); err != nil {
		return err
	}
	if err := o.checkOut(); err != nil {
		return err
	}
	file, err := readDataFile(o.task, o.data, o.limit)
	if err != nil {
		return taskHint(o.task, o.data, err)
	}
	s, err := openSubject(ctx, o, cmd)
	if err != nil {
		return err
	}
	if err := file.checkAnswers(s.rule, errOut); err != nil {
		return err
	}
	m := &measurement{subject: s, file: file, depths: o.thoughts.or(s.thoughts), jobs: o.jobs, progress: errOut}
	if o.out != "" {
		m.journal = strings.TrimSuffix(o.out, ".json") + ".answers.jsonl"
	}
	if !o.withoutThoughts {
		s.warn(m.depths, errOut)
	}
	answers, err := m.run(ctx)
	if err != nil {
		return err
	}
	r := newReport(m, answers, o)
	if o.out != "" {
		if err := replaceFile(o.out, r.json()); err != nil {
			return err
		}
	}
	if o.asJSON {
		_, err := cmd.OutOrStdout().Write(r.json())
		return err
	}
	return r.print(cmd.OutOrStdout())
}

// dataFile is a data file, or its first questions.
type dataFile struct {
	path, sha256 string // of the whole file
	items        []tasks.Item
}

// readDataFile reads a data file of a task, at most limit questions if limit is more than 0.
func readDataFile(task, path string, limit int) (*dataFile, error) {
	t, err := registry.Reader(task)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sum := sha256.New()
	items, err := t.ReadItems(io.TeeReader(f, sum))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if _, err := io.Copy(sum, f); err != nil { // what the reader left
		return nil, err
	}
	if limit > 0 && limit < len(items) {
		items = items[:limit]
	}
	if len(items) == 0 {
		return nil, errors.New(path + " has no questions")
	}
	return &dataFile{path, hex.EncodeToString(sum.Sum(nil)), items}, nil
}

// readItems reads the questions of a data file.
func readItems(task, path string, limit int) ([]tasks.Item, error) {
	file, err := readDataFile(task, path, limit)
	if err != nil {
		return nil, err
	}
	return file.items, nil
}

// taskFlag adds the option that names a task.
func taskFlag(flags *pflag.FlagSet, task *string, usage string) {
	flags.StringVar(task, "task", registry.Default().Name(), usage+": "+strings.Join(registry.Names(), " or "))
}

// name is the file's name without its folder.
func (f *dataFile) name() string { return filepath.Base(f.path) }

// steps is the number of steps to the answer of a question, or its size by its own measure.
func (f *dataFile) steps(question int) int {
	if q, ok := f.items[question].Question.(tasks.Measured); ok {
		n, _ := q.Size()
		return n
	}
	return len(f.items[question].Steps)
}

// by is what steps counts, "" for steps.
func (f *dataFile) by() string {
	q, ok := f.items[0].Question.(tasks.Measured)
	if !ok {
		return ""
	}
	_, of := q.Size()
	return of
}
