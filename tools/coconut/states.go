package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/formats/npz"
	"github.com/coconut-page/coconut/internal/wholefile"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks/english"
)

// statesCommand are the options of `coconut states`.
type statesCommand struct {
	evalOptions
	out string
}

// newStates is `coconut states`.
func newStates() *cobra.Command {
	var s statesCommand
	cmd := &cobra.Command{
		Use:   "states",
		Short: "Write the hidden states of a file's questions for NumPy",
		Long: "Write the hidden states of a file's questions for NumPy: after the question, and after each thought. " +
			"docs/python.md lists the\narrays. For models of a task; of a language model, coconut ask --hidden --json has them.",
		Example: "  coconut states --data prosqa_valid.json --out states.npz",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return s.run(cmd) },
	}
	s.questionFlags(cmd)
	cobra.CheckErr(cmd.Flags().MarkHidden("json"))
	cmd.Flags().StringVar(&s.out, "out", "", "file to write, NAME.npz")
	cobra.CheckErr(cmd.MarkFlagRequired("out"))
	return cmd
}

func (s *statesCommand) run(cmd *cobra.Command) error {
	ctx := cmd.Context()
	if err := (target{s.out, "file of coconut states", isStates, s.data, s.model}).check(); err != nil {
		return err
	}
	file, err := readDataFile(s.task, s.data, s.limit)
	if err != nil {
		return taskHint(s.task, s.data, err)
	}
	r, err := s.load(ctx)
	if err != nil {
		return err
	}
	if r.Info().Task != s.task {
		return fmt.Errorf("model %s is for task %s, not %s", r.Info().Name, r.Info().Task, s.task)
	}
	thoughts, err := s.oneDepth(r.Info().Thoughts)
	if err != nil {
		return err
	}
	if s.float32 {
		r = r.Dequantized()
	}
	p := newEvalProgress(len(file.items), cmd.ErrOrStderr())
	found := &states{steps: thoughts + 1}
	for i, it := range file.items {
		o := reasoner.Options{Thoughts: thoughts, Trace: true, Hidden: true, MaxNewTokens: s.maxTokens}
		res, err := r.Ask(ctx, it.Text, o, nil)
		if err != nil {
			return fmt.Errorf("question %d: %w", i, err)
		}
		right := english.Same(res.Answer, it.Answer)
		found.add(res, len(it.Steps), right)
		p.tell(accuracy.Answer{Right: right})
	}
	p.end()
	if len(found.hidden) == 0 {
		return fmt.Errorf("%s takes no latent steps, so there are no states to write", r.Info().Name)
	}
	_, err = wholefile.Write(s.out, found.write)
	return plainError(err)
}

// load opens the model, which must be one of a task.
func (s *statesCommand) load(ctx context.Context) (*reasoner.Reasoner, error) {
	store, err := openModel(ctx, s.model)
	if err != nil {
		return nil, err
	}
	if free, err := isText(store); err != nil {
		return nil, err
	} else if free {
		return nil, fmt.Errorf("coconut states is for models of a task, and %s is a language model; "+
			"coconut ask --hidden --json writes its states, a question at a time", store.Manifest().Name)
	}
	return loadModel(ctx, s.model)
}

// states are the arrays.
type states struct {
	steps     int // hidden states of a question
	hidden    []float32
	right     []bool
	depth     []int32
	questions []string
	answers   []string
}

func (s *states) add(res *reasoner.Result, depth int, right bool) {
	for _, step := range res.Steps {
		if step.Kind == "bot" || step.Kind == "thought" {
			s.hidden = append(s.hidden, step.Hidden...)
		}
	}
	s.right, s.depth = append(s.right, right), append(s.depth, int32(depth))
	s.questions, s.answers = append(s.questions, res.Question), append(s.answers, res.Answer)
}

// write writes them as NumPy reads them.
func (s *states) write(to io.Writer) error {
	n := len(s.questions)
	w := npz.NewWriter(to)
	return errors.Join(w.Floats("hidden", s.hidden, n, s.steps, len(s.hidden)/(n*s.steps)),
		w.Bools("right", s.right, n), w.Ints("depth", s.depth, n), w.Texts("question", s.questions),
		w.Texts("answer", s.answers), w.Close())
}
