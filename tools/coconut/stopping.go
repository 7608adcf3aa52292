package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/analysis/stopping"
)

// stoppingCommand are the options of `coconut stopping`.
type stoppingCommand struct {
	evalOptions
	seed uint64
}

// newStopping is `coconut stopping`.
func newStopping() *cobra.Command {
	var s stoppingCommand
	cmd := &cobra.Command{
		Use:   "stopping",
		Short: "Measure where a model's stop head ends its thoughts, beside controls that take as many",
		Long: "Measure where a model's stop head ends its thoughts, and what that does to its answers, beside taking all " +
			"thoughts, a fixed\nnumber with the same mean, the numbers of other questions, what a head would choose that sees " +
			"the question alone, and\nas many as each question needs.",
		Example: "  coconut stopping --data prosqa_valid.json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return s.run(cmd) },
	}
	s.questionFlags(cmd)
	cmd.Flags().Lookup("thoughts").Usage = "most latent steps (default: the model's own)"
	cmd.Flags().Uint64Var(&s.seed, "seed", 1, "number of the controls' random choices")
	cobra.CheckErr(cmd.Flags().MarkHidden("max-tokens"))
	return cmd
}

// stopped is a line of --json.
type stopped struct {
	Task  string `json:"task"`
	Model string `json:"model"`
	Data  string `json:"data"`
	Most  int    `json:"most_thoughts"`
	stopping.Policy
}

func (s *stoppingCommand) run(cmd *cobra.Command) error {
	ctx := cmd.Context()
	file, err := readDataFile(s.task, s.data, s.limit)
	if err != nil {
		return taskHint(s.task, s.data, err)
	}
	r, err := loadModel(ctx, s.model)
	if err != nil {
		return err
	}
	if r.Info().Task != s.task {
		return fmt.Errorf("model %s is for task %s, not %s", r.Info().Name, r.Info().Task, s.task)
	}
	if !r.Model().Config().StopHead {
		return errors.New(r.Info().Name + " has no stop head; coconut fit-stop gives it one")
	}
	most, err := s.oneDepth(r.Info().Thoughts)
	if err != nil {
		return err
	}
	if s.float32 {
		r = r.Dequantized()
	}
	c := &stopping.Collector{Reasoner: r, Thoughts: most, OwnHead: true, Jobs: s.jobs}
	questions, err := collect(ctx, c, file.items, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	own := stopping.OwnStops(questions)
	policies := stopping.Compare(own, questions, s.seed)
	switch planned, err := stopping.Plan(own, questions); {
	case errors.Is(err, stopping.ErrFit):
		fmt.Fprintf(cmd.ErrOrStderr(), "without the control that decides before the first thought: %v\n", err)
	case err != nil:
		return err
	default:
		policies = append(policies, planned)
	}
	var lines []stopped
	for _, p := range policies {
		lines = append(lines, stopped{s.task, r.Info().Name, file.name(), most, p})
	}
	if s.asJSON {
		return printLines(cmd.OutOrStdout(), lines)
	}
	return printStopped(cmd.OutOrStdout(), lines)
}

// printStopped writes a line for each policy, and where the head stopped, for people.
func printStopped(w io.Writer, lines []stopped) error {
	head := lines[0]
	fmt.Fprintf(w, "%s on %s, %d questions, at most %d thoughts\n", head.Model, head.Data, head.N, head.Most)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "thoughts are\ton average\tright\taccuracy\t95 % interval\tto the head\t95 % interval\tp\ttoo few\t")
	for _, l := range lines {
		fmt.Fprintf(t, "%s\t%.2f\t%d\t%.1f %%\t%.1f to %.1f %%\t", l.Name, l.Policy.Thoughts, l.Right, 100*l.Accuracy,
			100*l.Policy.Low, 100*l.Policy.High)
		if l.Name == stopping.PolicyHead {
			fmt.Fprintf(t, "\t\t\t%d\t\n", l.Early)
			continue
		}
		fmt.Fprintf(t, "%+.1f\t%+.1f to %+.1f\t%s\t%d\t\n", 100*l.Difference, 100*l.Paired.Low, 100*l.Paired.High,
			pValue(l.P), l.Early)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w, "where the head stops, by the thoughts that a question needs:")
	fmt.Fprint(t, "needed\tquestions\ton average\tright\t")
	for k := range head.Most {
		fmt.Fprintf(t, "after %d\t", k+1)
	}
	for _, d := range head.Depths {
		fmt.Fprintf(t, "\n%d\t%d\t%.2f\t%d\t%s\t", d.Needed, d.N, d.Thoughts, d.Right, strings.Join(counts(d.Stops), "\t"))
	}
	fmt.Fprintln(t)
	return t.Flush()
}

func counts(of []int) (said []string) {
	for _, n := range of {
		said = append(said, fmt.Sprint(n))
	}
	return said
}
