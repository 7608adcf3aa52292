package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/coconut-page/coconut/analysis"
	"github.com/coconut-page/coconut/runtime"
)

// analyzed is the contents of analysis.json, which `coconut analyze` writes.
type analyzed struct {
	Model         string                   `json:"model"`
	Data          string                   `json:"data"`
	N             int                      `json:"n"`
	Interpolation []analysis.Interpolation `json:"interpolation"`
	Search        *analysis.Search         `json:"search"`
	// Tree is the question that was drawn: its text and the values of every thought.
	Tree treeOf `json:"tree"`
}

type treeOf struct {
	Question string             `json:"question"`
	Symbols  []string           `json:"symbols"`
	Thoughts []analysis.Thought `json:"thoughts"`
}

// newAnalyze is `coconut analyze`.
func newAnalyze() *cobra.Command {
	var data, model, out string
	var limit, tree int
	cmd := &cobra.Command{
		Use:   "analyze",
		Short: "Analyze the thoughts as the paper does, as JSON and as pictures",
		Example: "  coconut analyze --data prosqa_valid.json --out analysis\n  coconut analyze --data fresh.json --model " +
			"weights/models/prosqa-coconut --tree 12 --out analysis",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := loadModel(cmd.Context(), model)
			if err != nil {
				return err
			}
			read, err := readItems(r.Info().Task, data, limit)
			if err != nil {
				return err
			}
			if tree >= len(read) {
				return fmt.Errorf("--tree is %d, but there are %d questions", tree, len(read))
			}
			questions, err := analysis.Questions(read)
			if err != nil {
				return err
			}
			thoughts := r.Info().Thoughts
			if thoughts == 0 || r.Info().Method != runtime.MethodCoconut {
				return fmt.Errorf("model %s was trained by method %s: it has no thoughts to analyze", r.Info().Name,
					r.Info().Method)
			}
			a := analyzed{Model: r.Info().Name, Data: filepath.Base(data), N: len(questions)}
			tick := ticker(len(questions)*(thoughts+2), cmd.ErrOrStderr())
			if a.Interpolation, err = analysis.Interpolate(cmd.Context(), r, questions, thoughts, tick); err != nil {
				return err
			}
			if a.Search, err = analysis.MeasureSearch(cmd.Context(), r, questions, thoughts, tick); err != nil {
				return err
			}
			drawn := &questions[tree]
			found, err := analysis.Thoughts(cmd.Context(), r, drawn, thoughts)
			if err != nil {
				return err
			}
			a.Tree = treeOf{drawn.Text, drawn.Graph.Symbols, found}
			return a.write(out, drawn, cmd.OutOrStdout())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&data, "data", "", "data file in the official JSON format")
	flags.StringVar(&model, "model", defaultModel, "name, folder or URL of the model")
	flags.StringVar(&out, "out", "analysis", "folder for analysis.json and the pictures")
	countVar(flags, &limit, "limit", 0, 0, "number of questions, from the first (0: all)")
	countVar(flags, &tree, "tree", 0, 0, "index of the question whose search is drawn")
	cobra.CheckErr(cmd.MarkFlagRequired("data"))
	return cmd
}

// ticker returns a progress bar of n questions.
func ticker(n int, w io.Writer) func() {
	bar := newBar(int64(n), w, progressbar.OptionSetDescription("questions"), progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true))
	return func() { _ = bar.Add(1) } // a failure to draw the bar is no reason to stop
}

// newBar returns a progress bar that is drawn only on terminals, and removed when it is full.
func newBar(n int64, w io.Writer, how ...progressbar.Option) *progressbar.ProgressBar {
	return progressbar.NewOptions64(n, append(how, progressbar.OptionSetWriter(w), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetVisibility(term.IsTerminal(int(os.Stderr.Fd()))))...)
}

// write writes the figures and pictures to a folder and prints a summary.
func (a *analyzed) write(dir string, drawn *analysis.Question, report io.Writer) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return plainError(err)
	}
	file := func(name string) string { return filepath.Join(dir, name) }
	text, err := json.MarshalIndent(a, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(file("analysis.json"), append(text, '\n'), 0o644); err != nil {
		return err
	}
	errs := []error{
		analysis.DrawInterpolation(a.Interpolation, "What "+a.Model+" says after k thoughts", file("interpolation.png")),
		analysis.DrawFrontier(a.Search.Frontier, "Breadth-first search inside the thoughts", file("frontier.png")),
		analysis.DrawHeights(a.Search.Heights, "Value of a node by its height", file("heights.png")),
		writeTree(file("tree.svg"), drawn, a.Tree.Thoughts),
	}
	for _, p := range a.Search.Parallelism {
		title := fmt.Sprintf("Parallelism of thought %d", p.Thought)
		errs = append(errs, analysis.DrawParallelism(p, title, file(fmt.Sprintf("parallelism-%d.png", p.Thought))))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for _, in := range a.Interpolation {
		fmt.Fprintf(report, "%d thoughts: %.1f %% right, %.1f %% correct paths, %.1f %% hallucinations\n", in.Thoughts,
			100*in.Accuracy,
			100*(in.Shares[analysis.CorrectPath]), 100*in.Shares[analysis.Hallucination])
	}
	for _, f := range a.Search.Frontier {
		fmt.Fprintf(report,
			"thought %d: names a node %d hops away in %.1f %% of %d questions, the exact frontier in %.1f %%, %.2f of the mass on it; value %.3f\n",
			f.Thought, f.Thought, 100*f.Hit, f.Questions, 100*f.Exact, f.Mass, f.Value)
	}
	fmt.Fprintf(report, "wrote %s\n", dir)
	return nil
}

func writeTree(path string, q *analysis.Question, thoughts []analysis.Thought) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(analysis.WriteTree(f, q, thoughts), f.Close())
}
