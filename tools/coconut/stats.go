package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/tasks/prontoqa"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

// described is what `coconut stats --json` prints of a ProsQA file.
type described struct {
	Data string `json:"data"`
	N    int    `json:"n"`
	prosqa.Stats
}

// describedPronto is what `coconut stats --task prontoqa --json` prints.
type describedPronto struct {
	Data string `json:"data"`
	N    int    `json:"n"`
	prontoqa.Stats
}

// newStats is `coconut stats`.
func newStats() *cobra.Command {
	var task, data string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "Describe the questions of a data file, and how rules that do no reasoning fare on them",
		Example: "  coconut stats --data prosqa_valid.json\n  coconut stats --data prosqa_valid.json --json\n" +
			"  coconut stats --task prontoqa --data prontoqa_valid.json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := describeFile(task, data)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(d)
			}
			d.print(cmd.OutOrStdout())
			return nil
		},
	}
	cmd.Flags().StringVar(&task, "task", "prosqa", "task of the data file")
	cmd.Flags().StringVar(&data, "data", "", "data file in the official JSON format")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cobra.CheckErr(cmd.MarkFlagRequired("data"))
	return cmd
}

// describeFile measures a data file of a task.
func describeFile(task, data string) (interface{ print(io.Writer) }, error) {
	switch task {
	case "prosqa":
		items, err := readItems(data, 0)
		if err != nil {
			return nil, err
		}
		s, err := prosqa.Measure(items)
		return described{filepath.Base(data), len(items), s}, err
	case "prontoqa":
		items, err := readPronto(data, 0)
		if err != nil {
			return nil, err
		}
		s, err := prontoqa.Measure(items)
		return describedPronto{filepath.Base(data), len(items), s}, err
	}
	return nil, unknownTask(task)
}

// print writes the figures for people.
func (d described) print(w io.Writer) {
	fmt.Fprintf(w, "%s: %d questions, %.1f nodes and %.1f edges on average\n", d.Data, d.N, d.Nodes.Mean, d.Edges.Mean)
	printRule(w, "the candidate nearer to the name, either way", d.Undirected.Right, d.Undirected.Tie, d.Undirected.Wrong)
	printRule(w, "the candidate with fewer parents", d.FewerParents.Right, d.FewerParents.Tie, d.FewerParents.Wrong)
}

// print writes the figures for people.
func (d describedPronto) print(w io.Writer) {
	fmt.Fprintf(w, "%s: %d questions, %.1f facts and %.1f hops on average, %.1f %% of the answers are True\n",
		d.Data, d.N, d.Facts, d.MeanHops, 100*d.True)
	printRule(w, "whether any fact has the property that is asked", d.Mentioned.Right, d.Mentioned.Tie, d.Mentioned.Wrong)
}

// printRule writes how a rule that does no reasoning fares; the figures are shares.
func printRule(w io.Writer, rule string, right, tie, wrong float64) {
	fmt.Fprintf(w, "%s: right %.1f %%, tie %.1f %%, wrong %.1f %%; with a coin on ties %.1f %%\n",
		rule, 100*right, 100*tie, 100*wrong, 100*(right+tie/2))
}
