package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/analysis/causal"
	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/tasks"
)

// voteOptions are the flags of `coconut vote`.
type voteOptions struct {
	evalOptions
	runs  int
	noise float64
}

// newVote is `coconut vote`.
func newVote() *cobra.Command {
	var o voteOptions
	cmd := &cobra.Command{
		Use:   "vote",
		Short: "Ask every question of a file several times with noise on the thoughts: agreement as confidence",
		Long: "Ask every question of a file several times with noise on the thoughts. The answer that most runs give " +
			"counts, and the share of\nruns that give it is the model's confidence: the table says how accurate it is if it " +
			"abstains below each.",
		Example: "  coconut vote --data prosqa_valid.json\n  coconut vote --data large.json --runs 25 --noise 0.5 --json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	o.questionFlags(cmd)
	countVar(cmd.Flags(), &o.runs, "runs", 2, 15, "runs of each question")
	o.noise = voteNoise
	numberVar(cmd.Flags(), &o.noise, "noise", 100, "strength of the noise, in multiples of a thought's")
	return cmd
}

// voted is a line of --json.
type voted struct {
	Task     string  `json:"task"`
	Model    string  `json:"model"`
	Data     string  `json:"data"`
	Thoughts int     `json:"thoughts"`
	Runs     int     `json:"runs"`
	Noise    float64 `json:"noise"`
	// Unread is how many questions did not fit the model's context. They are not among N.
	Unread int `json:"unread,omitempty"`
	causal.Coverage
}

func (o *voteOptions) run(cmd *cobra.Command) error {
	file, err := readDataFile(o.task, o.data, o.limit)
	if err != nil {
		return taskHint(o.task, o.data, err)
	}
	s, study, err := openStudy(cmd, file, &o.evalOptions)
	if err != nil {
		return err
	}
	end := watched(cmd, study, len(study.Items)*o.runs)
	ballots, err := study.Vote(cmd.Context(), o.runs, o.noise)
	end()
	if err != nil {
		return err
	}
	var lines []voted
	for _, c := range causal.Curve(ballots) {
		lines = append(lines, voted{o.task, s.name, file.name(), study.Thoughts, o.runs, o.noise, study.Unread, c})
	}
	if o.asJSON {
		return printLines(cmd.OutOrStdout(), lines)
	}
	return printCurve(cmd.OutOrStdout(), lines)
}

// watched shows the progress of a study that asks so many questions, until end is called.
func watched(cmd *cobra.Command, study *causal.Study, questions int) (end func()) {
	p := newEvalProgress(questions, cmd.ErrOrStderr())
	study.Done = func(a accuracy.Answer) error {
		p.tell(a)
		return nil
	}
	return p.end
}

// openStudy opens the model that the options name, to do something to its thoughts.
func openStudy(cmd *cobra.Command, file *dataFile, o *evalOptions) (*subject, *causal.Study, error) {
	how := *o
	how.reuse = true // each question is asked many times, and no times are told
	s, err := openSubject(cmd.Context(), &how, cmd)
	if err != nil {
		return nil, nil, err
	}
	thoughts, err := o.oneDepth(s.thoughts)
	if err != nil {
		return nil, nil, err
	}
	if thoughts == 0 {
		return nil, nil, fmt.Errorf("%s takes no thoughts, so there are none to change", s.name)
	}
	study := &causal.Study{Items: file.items, Thoughts: thoughts, Pauses: s.pauses, Jobs: o.jobs, Same: s.same}
	if study.Jobs == 0 {
		study.Jobs = runtime.GOMAXPROCS(0)
	}
	study.Ask = s.ask
	return s, study, s.leaveOut(study)
}

// leaveOut leaves out the questions that do not fit the model's context.
func (s *subject) leaveOut(study *causal.Study) error {
	if s.fits == nil {
		return nil
	}
	var fit []tasks.Item
	var why error
	for _, it := range study.Items {
		switch err := s.fits(it.Text, study.Thoughts); {
		case err == nil:
			fit = append(fit, it)
		case errors.Is(err, completion.ErrPrompt):
			why = err
			study.Unread++
		default:
			return err
		}
	}
	if len(fit) == 0 {
		return fmt.Errorf("no question fits the context of %s: %w", s.name, why)
	}
	study.Items = fit
	return nil
}

// printUnread says how many questions were left out.
func printUnread(w io.Writer, n int) error {
	if n == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "%d questions do not fit the model's context, and are left out\n", n)
	return err
}

// oneDepth is the number of thoughts that was asked for, or the model's own.
func (o *evalOptions) oneDepth(own int) (int, error) {
	all := o.thoughts.or(own)
	if len(all) > 1 {
		return 0, errors.New("--thoughts: one number of thoughts a call")
	}
	return all[0], nil
}

// printLines writes an object a line.
func printLines[T any](w io.Writer, lines []T) error {
	encoder := json.NewEncoder(w)
	for _, l := range lines {
		if err := encoder.Encode(l); err != nil {
			return err
		}
	}
	return nil
}

// printCurve writes accuracy against coverage for people.
func printCurve(w io.Writer, lines []voted) error {
	first := lines[0]
	fmt.Fprintf(w, "%s on %s, %d questions, %d runs of each with noise of %g times a thought's strength\n", first.Model,
		first.Data, first.N, first.Runs, first.Noise)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "runs that agree\tanswered\tcoverage\tright\taccuracy\t95 % interval\t")
	for _, l := range lines {
		fmt.Fprintf(t, "%.0f %%\t%d\t%.1f %%\t%d\t%.1f %%\t%.1f to %.1f %%\t\n", 100*l.Threshold, l.Answered,
			100*l.Coverage.Coverage, l.Right, 100*l.Accuracy, 100*l.Low, 100*l.High)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return printUnread(w, first.Unread)
}
