package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/analysis/causal"
	"github.com/coconut-page/coconut/runtime"
)

// rolloutsOptions are the flags of `coconut rollouts`.
type rolloutsOptions struct {
	evalOptions
	samples     int
	temperature float64
	seed        uint64
}

// newRollouts is `coconut rollouts`.
func newRollouts() *cobra.Command {
	var o rolloutsOptions
	cmd := &cobra.Command{
		Use:   "rollouts",
		Short: "Sample many texts after each number of thoughts: what the model may still say then",
		Long: "Sample many texts after each number of thoughts, for every question of a file: how often one is right " +
			"(pass@1), how often\nany of ten and any of all is, how often the answer that most of them give is, and how many " +
			"different answers there are.\nBeside it stands the answer that is not sampled.",
		Example: "  coconut rollouts --data prosqa_valid.json --limit 100\n" +
			"  coconut rollouts --task gsm8k --data gsm8k_valid.txt --model models/mine --samples 20 --limit 20 --json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	o.questionFlags(cmd)
	flags := cmd.Flags()
	flags.Lookup("thoughts").Usage = "most latent steps: texts are sampled after 0, 1 and so on up to it (default: the " +
		"model's own)"
	countVar(flags, &o.samples, "samples", 1, 100, "texts for each question and number of thoughts")
	o.temperature = 1
	numberVar(flags, &o.temperature, "temperature", 100, "of sampling; 1 draws by the model's own probabilities")
	flags.Uint64Var(&o.seed, "seed", 0, "number of the samples; another one draws others")
	return cmd
}

// rolled is a line of --json.
type rolled struct {
	Task        string  `json:"task"`
	Model       string  `json:"model"`
	Method      string  `json:"method"`
	Data        string  `json:"data"`
	Temperature float64 `json:"temperature"`
	Seed        uint64  `json:"seed"`
	// Unread is how many questions did not fit the model's context. They are not among N.
	Unread int `json:"unread,omitempty"`
	causal.Rollouts
}

func (o *rolloutsOptions) run(cmd *cobra.Command) error {
	if o.temperature == 0 {
		return fmt.Errorf("--temperature 0 always takes the likeliest token, so all texts are the same")
	}
	file, err := readDataFile(o.task, o.data, o.limit)
	if err != nil {
		return taskHint(o.task, o.data, err)
	}
	s, study, err := openStudy(cmd, file, &o.evalOptions)
	if err != nil {
		return err
	}
	end := watched(cmd, study, len(study.Items)*(study.Thoughts+1)*(o.samples+1))
	all, err := study.Rollouts(cmd.Context(), o.samples, runtime.Sampling{Temperature: o.temperature, Seed: o.seed})
	end()
	if err != nil {
		return err
	}
	var lines []rolled
	for _, r := range all {
		lines = append(lines, rolled{o.task, s.name, s.method, file.name(), o.temperature, o.seed, study.Unread, r})
	}
	if o.asJSON {
		return printLines(cmd.OutOrStdout(), lines)
	}
	return printRollouts(cmd.OutOrStdout(), lines)
}

// printRollouts writes a line for each number of thoughts, for people.
func printRollouts(w io.Writer, lines []rolled) error {
	first := lines[0]
	fmt.Fprintf(w, "%s on %s, %d questions, %d texts each at temperature %g; 95 %% intervals in brackets\n", first.Model,
		first.Data, first.N, first.Samples, first.Temperature)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	ten := first.Samples > 10 // of ten samples or fewer, any of ten is any of all
	head := fmt.Sprintf("pass@%d", first.Samples)
	if ten {
		head = "pass@10\t" + head
	}
	fmt.Fprintf(t, "thoughts\tlikeliest text right\tpass@1\t%s\tmajority right\tanswers\tnone\t\n", head)
	for _, l := range lines {
		fmt.Fprintf(t, "%d\t%s\t%.1f %%\t", l.Thoughts, bracketed(l.Greedy), 100*l.Pass1)
		if ten {
			fmt.Fprintf(t, "%.1f %%\t", 100*l.Pass10)
		}
		fmt.Fprintf(t, "%s\t%s\t%.2f\t%.1f %%\t\n", bracketed(l.Pass), bracketed(l.Majority), l.Distinct, 100*l.Silent)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return printUnread(w, first.Unread)
}

func bracketed(s causal.Share) string {
	return fmt.Sprintf("%.1f %% (%.1f to %.1f)", 100*s.Share, 100*s.Low, 100*s.High)
}
