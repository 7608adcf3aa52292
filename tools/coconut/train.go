package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/train"
)

// newTrain is `coconut train`.
func newTrain() *cobra.Command {
	var recipePath, out string
	var exclude []string
	var seed uint64
	opts := train.Options{CheckpointEvery: 2 * time.Minute}
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Train a model by a recipe; Ctrl-C saves, --resume continues",
		Long: `Trains a model by a recipe. The run's folder holds the last checkpoint, the best one, metrics.jsonl with a line for every 50
steps (10 with text), and training.png. docs/training.md explains recipes, GPUs and several devices.`,
		Example: `  coconut train --recipe train/recipes/prosqa-coconut.json --dir runs/prosqa
  coconut train --recipe train/recipes/prosqa-coconut.json --dir runs/prosqa --resume --out weights/models/prosqa-coconut
  coconut train --recipe train/recipes/smoke.json --backend xla:/path/to/xla_cuda_plugin.so --devices 2
  coconut train --recipe train/recipes/gsm8k-smollm2-cot.json --init models/smollm2 --data gsm8k_train.jsonl`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out != "" {
				if err := checkModelOut(out); err != nil {
					return err
				}
			}
			recipe, err := train.ReadRecipe(recipePath)
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("seed") {
				withSeed(&recipe, seed)
			}
			if opts.Dir == "" {
				opts.Dir = filepath.Join("runs", recipe.Name)
			}
			if opts.Excluded, err = exclusions(recipe.Task, opts.Data, exclude, cmd.ErrOrStderr()); err != nil {
				return err
			}
			var done func()
			opts.OnProgress, done = showProgress(cmd.ErrOrStderr(), recipe)
			if opts.Backend != "go" {
				opts.OnCompile = func() {
					fmt.Fprintln(cmd.ErrOrStderr(), "\ncompiling a program for a new shape; this can take a minute")
				}
			}
			err = train.Run(cmd.Context(), recipe, opts)
			done()
			if err != nil && cmd.Context().Err() != nil && errors.Is(err, cmd.Context().Err()) {
				return fmt.Errorf("stopped and saved in %s; continue with --resume", opts.Dir)
			}
			if err != nil || out == "" {
				return err
			}
			return pack(cmd.Context(), cmd.OutOrStdout(), opts.Dir, out, train.ExportOptions{Formats: quant.DefaultFormats})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&recipePath, "recipe", "", "recipe file (JSON, see train/recipes)")
	flags.StringVar(&opts.Dir, "dir", "", "folder of the run: checkpoint and metrics (default runs/NAME)")
	flags.Uint64Var(&seed, "seed", 0, "another seed than the recipe's; the model is then called NAME-seedN")
	flags.StringVar(&opts.Init, "init", "", "folder of the language model to train further, for recipes with text")
	flags.StringVar(&opts.Data, "data", "", "data file of such a recipe's task (default: its questions are generated)")
	flags.StringVar(&out, "out", "", "folder to write the finished model to, as int8 (see coconut pack)")
	flags.StringSliceVar(&exclude, "exclude", nil, "data files whose questions must not be trained on")
	flags.BoolVar(&opts.Resume, "resume", false, "continue from the folder's checkpoint")
	flags.StringVar(&opts.Backend, "backend", "go",
		"engine: go (pure Go, all cores), or xla:/path/to/pjrt_plugin.so in a build with the tag xla")
	countVar(flags, &opts.Devices, "devices", 0, 0,
		"number of the engine's devices that share each step (0: as many as can share its graphs evenly)")
	durationVar(flags, &opts.CheckpointEvery, "checkpoint-every", opts.CheckpointEvery, "time between checkpoints")
	cobra.CheckErr(cmd.MarkFlagRequired("recipe"))
	return cmd
}

// withSeed gives the recipe another seed, and the model a name that says so: runs of one recipe are never taken for one
// another.
func withSeed(r *train.Recipe, seed uint64) {
	if seed == r.Seed {
		return
	}
	r.Seed = seed
	r.Name = fmt.Sprintf("%s-seed%d", r.Name, seed)
}

// showProgress draws a bar on a terminal, and elsewhere prints a line now and then.
func showProgress(w io.Writer, recipe train.Recipe) (onProgress func(train.Progress), done func()) {
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return func(p train.Progress) {
			if p.Step%recipe.LogEvery() == 0 {
				fmt.Fprintln(w, describe(p, len(recipe.Stages)), "ETA",
					time.Duration(p.ETA*float64(time.Second)).Round(time.Second))
			}
		}, func() {}
	}
	total := 0
	for _, s := range recipe.Stages {
		total += s.Steps
	}
	bar := progressbar.NewOptions(total, progressbar.OptionSetWriter(w), progressbar.OptionShowCount(),
		progressbar.OptionSetWidth(20),
		progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(200*time.Millisecond))
	skipped, stage, left := 0, 0, 0
	return func(p train.Progress) {
		if p.Stage != stage { // a stage that ends early leaves fewer steps to do
			skipped += left
			bar.ChangeMax(total - skipped)
			stage = p.Stage
		}
		left = p.StageSteps - p.StageStep
		bar.Describe(describe(p, len(recipe.Stages)))
		if err := bar.Set(p.Step); err != nil {
			fmt.Fprintln(w, "progress bar:", err)
		}
	}, func() { fmt.Fprintln(w) }
}

func describe(p train.Progress, stages int) string {
	if p.Tokens > 0 {
		return fmt.Sprintf("stage %d/%d (%d thoughts) step %d/%d loss %.3f answers %.1f%% tokens %.1f%% %.0f tokens/s",
			p.Stage+1, stages, p.Thoughts, p.StageStep, p.StageSteps, p.Loss, 100*p.AnswerAccuracy, 100*p.ChainAccuracy,
			p.TokensPerSecond)
	}
	return fmt.Sprintf("stage %d/%d (%d thoughts) step %d loss %.3f frontier %.1f%% exact %.1f%% answers %.1f%% %.0f "+
		"examples/s",
		p.Stage+1, stages, p.Thoughts, p.StageStep, p.Loss, 100*p.FrontierHit, 100*p.FrontierExact, 100*p.AnswerAccuracy,
		p.ExamplesPerSecond)
}
