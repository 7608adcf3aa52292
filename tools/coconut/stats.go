package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/registry"
)

// described is what `coconut stats` prints about a file. Its JSON form is the task's own figures, with the file's name
// and size.
type described struct {
	Data string `json:"data"`
	N    int    `json:"n"`
	tasks.Description
}

// newStats is `coconut stats`.
func newStats() *cobra.Command {
	var task, data string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "Describe the questions of a data file, and the accuracy of rules that do no reasoning",
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
	taskFlag(cmd.Flags(), &task, "task of the data file")
	cmd.Flags().StringVar(&data, "data", "", "data file in the official JSON format")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cobra.CheckErr(cmd.MarkFlagRequired("data"))
	return cmd
}

// describeFile measures a data file of a task.
func describeFile(task, data string) (*described, error) {
	t, err := registry.Filer(task)
	if err != nil {
		return nil, err
	}
	items, err := readItems(task, data, 0)
	if err != nil {
		return nil, err
	}
	found, err := t.Describe(items)
	if err != nil {
		return nil, err
	}
	return &described{filepath.Base(data), len(items), found}, nil
}

// MarshalJSON implements json.Marshaler.
func (d *described) MarshalJSON() ([]byte, error) {
	head, err := json.Marshal(struct {
		Data string `json:"data"`
		N    int    `json:"n"`
	}{d.Data, d.N})
	if err != nil {
		return nil, err
	}
	figures, err := json.Marshal(d.Description)
	if err != nil {
		return nil, err
	}
	return slices.Concat(bytes.TrimSuffix(head, []byte("}")), []byte(","), bytes.TrimPrefix(figures, []byte("{"))), nil
}

// print writes the figures for people.
func (d *described) print(w io.Writer) {
	for _, line := range d.Lines() {
		fmt.Fprintf(w, "%s: %s\n", d.Data, line)
	}
	for _, r := range d.Rules() {
		fmt.Fprintf(w, "%s: right %.1f %%, tie %.1f %%, wrong %.1f %%; with a coin on ties %.1f %%\n", r.Name, 100*r.Right,
			100*r.Tie, 100*r.Wrong, 100*r.WithCoin())
	}
}
