package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/analysis/causal"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/registry"
)

// interveneOptions are the flags of `coconut intervene`.
type interveneOptions struct {
	evalOptions
	control, donor string
	what           []string
}

// defaultConditions are those without --what, for questions whose facts form a graph and for all others.
var defaultConditions = map[bool][]string{
	true:  {"matched", "unmatched", "swap", "mean", "zero", "noise", "shuffle", "repeat", "remove"},
	false: {"swap", "mean", "zero", "noise", "shuffle", "repeat", "remove"},
}

// newIntervene is `coconut intervene`.
func newIntervene() *cobra.Command {
	var o interveneOptions
	var about strings.Builder
	for _, line := range causal.About() {
		fmt.Fprintf(&about, "  %-24s %s\n", line[0], line[1])
	}
	cmd := &cobra.Command{
		Use:   "intervene",
		Short: "Change the thoughts of every question of a file, and compare with the unchanged run",
		Long: "Change the thoughts of every question of a file, in several ways, and compare each with the same questions " +
			"unchanged:\nthe difference with its 95 % interval, McNemar's exact test, and how many answers are what the " +
			"change predicts.\nWithout THOUGHT all thoughts are changed. The ways:\n\n" + about.String(),
		Example: "  coconut intervene --data prosqa_valid.json\n" +
			"  coconut intervene --data prosqa_valid.json --what unmatched:1,unmatched:2,unmatched:3 --json\n" +
			"  coconut intervene --task gsm8k --data gsm8k_valid.txt --model models/mine --what swap,noise:0:0.5 --limit 50",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	o.questionFlags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&o.control, "control", "", "another model, to be treated in the same way")
	flags.StringVar(&o.donor, "donor", "", "the model whose thoughts transplant takes; its thoughts must be as wide")
	flags.StringSliceVar(&o.what, "what", nil, "ways of changing thoughts, separated by commas (default: those that fit "+
		"of "+strings.Join(defaultConditions[true], ",")+")")
	return cmd
}

// run treats the model, and the control if there is one.
func (o *interveneOptions) run(cmd *cobra.Command) error {
	if !slices.ContainsFunc(o.what, func(w string) bool { return strings.HasPrefix(w, "transplant") }) {
		if err := withoutEffect(cmd, "without --what transplant", "donor"); err != nil {
			return err
		}
	}
	file, err := readDataFile(o.task, o.data, o.limit)
	if err != nil {
		return taskHint(o.task, o.data, err)
	}
	file.parse(o.task)
	conditions, err := o.conditions(file)
	if err != nil {
		return err
	}
	models := []string{o.model}
	if o.control != "" {
		models = append(models, o.control)
	}
	var all []patient
	for _, model := range models { // before anything is asked: a name that is wrong must not cost an hour
		how := o.evalOptions
		how.model = model
		s, study, err := openStudy(cmd, file, &how)
		if err != nil {
			return err
		}
		study.Conditions = conditions
		if err := o.addDonor(cmd, s, study); err != nil {
			return err
		}
		if err := study.Check(); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		all = append(all, patient{s, study})
	}
	for _, p := range all {
		if err := o.treat(cmd, file, p); err != nil {
			return err
		}
	}
	return nil
}

// addDonor opens the model whose thoughts are transplanted, if one is named, for the study of a subject.
func (o *interveneOptions) addDonor(cmd *cobra.Command, s *subject, study *causal.Study) error {
	if o.donor == "" {
		return nil
	}
	how := o.evalOptions
	how.model = o.donor
	donor, err := openSubject(cmd.Context(), &how, cmd)
	if err != nil {
		return fmt.Errorf("--donor: %w", err)
	}
	if donor.pauses || donor.thoughts == 0 {
		return fmt.Errorf("--donor: %s takes no thoughts, so there are none to transplant", donor.name)
	}
	if donor.width != s.width {
		return fmt.Errorf("--donor: a thought of %s has %d numbers, and one of %s %d", donor.name, donor.width, s.name,
			s.width)
	}
	study.Donor = donor.source
	return nil
}

// patient is a model whose thoughts are changed.
type patient struct {
	subject *subject
	study   *causal.Study
}

// parse reads the questions from their texts: a file's own form need not offer the answers in the text's order.
// Questions that cannot be read so, or whose task has no such form, stay as they are.
func (f *dataFile) parse(task string) {
	t, err := registry.Find(task)
	if err != nil {
		return
	}
	for i, it := range f.items {
		if q, err := tasks.Parse(t, tasks.InEnglish(t, it)); err == nil {
			f.items[i].Question = q
		}
	}
}

func (o *interveneOptions) conditions(file *dataFile) (all []causal.Condition, err error) {
	what := o.what
	if len(what) == 0 {
		_, graph := file.items[0].Question.(tasks.Editor)
		if what = defaultConditions[graph]; len(file.items) == 1 { // there is no other question
			what = slices.DeleteFunc(slices.Clone(what), func(w string) bool { return w == "swap" || w == "mean" })
		}
	}
	for _, text := range what {
		c, err := causal.ParseCondition(text)
		if err != nil {
			return nil, fmt.Errorf("--what: %w", err)
		}
		all = append(all, c)
	}
	return all, nil
}

// treated is a line of --json.
type treated struct {
	Task     string `json:"task"`
	Model    string `json:"model"`
	Method   string `json:"method"`
	Data     string `json:"data"`
	Thoughts int    `json:"thoughts"`
	causal.Finding
}

// treat asks one model everything, and prints what was found; what had been found if it was stopped.
func (o *interveneOptions) treat(cmd *cobra.Command, file *dataFile, of patient) error {
	s, study := of.subject, of.study
	end := watched(cmd, study, study.Total())
	findings, err := study.Run(cmd.Context())
	end()
	if len(findings) == 0 {
		return err
	}
	var lines []treated
	for _, f := range findings {
		lines = append(lines, treated{o.task, s.name, s.method, file.name(), study.Thoughts, f})
	}
	if err != nil {
		first := findings[0]
		err = fmt.Errorf("stopped: the figures are of the %d of %d questions that had been asked in all ways (partial): %w",
			first.N+first.Unread-study.Unread, first.Of, err)
	}
	if o.asJSON {
		return errors.Join(printLines(cmd.OutOrStdout(), lines), err)
	}
	return errors.Join(printFindings(cmd.OutOrStdout(), lines), err)
}

// printFindings writes the findings for people.
func printFindings(w io.Writer, lines []treated) error {
	first := lines[0]
	fmt.Fprintf(w, "%s on %s, %d questions, %d thoughts\n", first.Model, first.Data, first.N, first.Thoughts)
	if first.Partial {
		fmt.Fprintf(w, "PARTIAL: stopped before all %d questions had been asked\n", first.Of)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "thoughts are\tof\tright\taccuracy\tdifference\t95 % interval\tlost\tgained\tp\tp (Holm)\tchanged\t"+
		"as predicted\t")
	for _, l := range lines {
		fmt.Fprintf(t, "%s\t%d\t%d\t%.1f %%\t", l.Condition, l.N, l.Right, 100*l.Accuracy)
		if l.Condition == causal.Unchanged {
			fmt.Fprintln(t, "\t\t\t\t\t\t\t\t")
			continue
		}
		if l.N == 0 {
			fmt.Fprintln(t, "there is no such change of any question\t\t\t\t\t\t\t\t")
			continue
		}
		fmt.Fprintf(t, "%+.1f\t%+.1f to %+.1f\t%d\t%d\t%s\t%s\t%d\t%s\t\n", 100*l.Difference, 100*l.Low, 100*l.High, l.Lost,
			l.Gained, pValue(l.P), pValue(l.PHolm), l.Changed, predicted(l.Finding))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return printMisfits(w, lines)
}

// printMisfits says how many questions were left out of all ways, and how many more of some.
func printMisfits(w io.Writer, lines []treated) error {
	of := lines[0].Unread
	err := printUnread(w, of)
	for _, l := range lines {
		if more := l.Unread - of; more > 0 && err == nil {
			_, err = fmt.Fprintf(w, "%d questions are left out of %s: as changed they do not fit a model's context\n", more,
				l.Condition)
		}
	}
	return err
}

// pValue is a p value for people.
func pValue(p float64) string {
	if p < 0.0001 {
		return "< 0.0001"
	}
	return fmt.Sprintf("%.4f", p)
}

// predicted says how many answers are as predicted, and how many of the unchanged ones.
func predicted(f causal.Finding) string {
	if f.Predicted < 0 {
		return "–"
	}
	return fmt.Sprintf("%d (%.1f to %.1f %%; unchanged %d)", f.Predicted, 100*f.PredictedLow, 100*f.PredictedHigh,
		f.Before)
}
