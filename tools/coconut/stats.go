package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

// described is what `coconut stats --json` prints.
type described struct {
	Data string `json:"data"`
	N    int    `json:"n"`
	prosqa.Stats
}

// newStats is `coconut stats`.
func newStats() *cobra.Command {
	var data string
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "stats",
		Short:   "Describe the questions of a data file, and how rules that do no reasoning fare on them",
		Example: "  coconut stats --data prosqa_valid.json\n  coconut stats --data prosqa_valid.json --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			items, err := readItems(data, 0)
			if err != nil {
				return err
			}
			s, err := prosqa.Measure(items)
			if err != nil {
				return err
			}
			d := described{filepath.Base(data), len(items), s}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(d)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %d questions, %.1f nodes and %.1f edges on average\n", d.Data, d.N, s.Nodes.Mean, s.Edges.Mean)
			for _, h := range []struct {
				name string
				prosqa.Heuristic
			}{{"the candidate nearer to the name, either way", s.Undirected}, {"the candidate with fewer parents", s.FewerParents}} {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: right %.1f %%, tie %.1f %%, wrong %.1f %%; with a coin on ties %.1f %%\n",
					h.name, 100*h.Right, 100*h.Tie, 100*h.Wrong, 100*h.WithCoin())
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data file in the official JSON format")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cobra.CheckErr(cmd.MarkFlagRequired("data"))
	return cmd
}
