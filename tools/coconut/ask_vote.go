package main

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/weights"
)

// voteNoise is the strength of a vote's noise, in multiples of a thought's: on ProsQA it changes what was nearly a
// guess, and hardly anything else (docs/intervene.md).
const voteNoise = 0.3

// voteFlags are the options of `coconut ask` for several runs with noise.
type voteFlags struct {
	runs  int
	least float64
}

func (v *voteFlags) vars(flags *pflag.FlagSet) {
	countVar(flags, &v.runs, "vote", 2, 0, "ask so many times with noise on the thoughts, and say how many agree")
	numberVar(flags, &v.least, "least", 1, "with --vote: the share of runs that must agree; below it there is no answer")
}

// ballotJSON is what `coconut ask --vote --json` prints.
type ballotJSON struct {
	Model    string  `json:"model"`
	Question string  `json:"question"`
	Answer   string  `json:"answer"` // "" for an abstention
	Agree    int     `json:"agree"`
	Runs     int     `json:"runs"`
	Noise    float64 `json:"noise"`
}

// askVote asks a question several times with noise on the thoughts.
func (a *askCommand) askVote(cmd *cobra.Command, store *weights.Store, question string) error {
	if err := withoutEffect(cmd, "with --vote", "trace", "top", "hidden", "change", "without-thoughts",
		"stop-early", "temperature", "seed", "template", "threads"); err != nil {
		return err
	}
	config, err := runtime.ParseConfig(store.Manifest().Config)
	if err != nil {
		return err
	}
	if config.Task != "" {
		if err := withoutEffect(cmd, "with a model of a task", "max-tokens"); err != nil {
			return err
		}
	}
	o := &evalOptions{task: config.Task, model: a.model, maxTokens: a.text.MaxTokens}
	if a.task.Thoughts >= 0 {
		o.thoughts = depths{a.task.Thoughts}
	}
	s, study, err := openStudy(cmd, &dataFile{items: []tasks.Item{{Text: question}}}, o)
	if err != nil {
		return err
	}
	ballots, err := study.Vote(cmd.Context(), a.vote.runs, voteNoise)
	if err != nil {
		return err
	}
	b := ballotJSON{s.name, question, ballots[0].Said, int(math.Round(ballots[0].Share * float64(a.vote.runs))),
		a.vote.runs, voteNoise}
	said := b.Answer
	switch {
	case ballots[0].Share < a.vote.least:
		b.Answer, said = "", "No answer: too few runs agree."
	case said == "":
		said = "No answer: there is none in the texts."
	}
	if a.asJSON {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(b)
	}
	_, err = fmt.Fprintf(visible(cmd.OutOrStdout()), "%s\n%d of %d runs agree, each with noise of %g times a thought's "+
		"strength\n", said, b.Agree, b.Runs, b.Noise)
	return err
}
