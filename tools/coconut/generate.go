package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/registry"
)

// newGenerate is `coconut generate`.
func newGenerate() *cobra.Command {
	var task, kind string
	var n int
	var seed uint64
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write fresh questions in the official JSON format",
		Example: "  coconut generate --task prosqa --n 2000 --seed 7 > fresh.json\n  coconut generate --kind hard --n 500 " +
			"> hard.json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t, err := registry.Filer(task)
			if err != nil {
				return err
			}
			next, err := t.Generator(kind, seed)
			if err != nil {
				return err
			}
			var items []tasks.Item
			for range n {
				items = append(items, next()...)
			}
			return t.WriteItems(cmd.OutOrStdout(), items)
		},
	}
	taskFlag(cmd.Flags(), &task, "task to generate for")
	cmd.Flags().StringVar(&kind, "kind", registry.Default().Kinds()[0].Name, kindsOfTasks())
	countVar(cmd.Flags(), &n, "n", 1, 1, "number of questions (of pairs, for counterfactual)")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "the same seed gives the same questions")
	return cmd
}

// kindsOfTasks lists the kinds of each task, for help.
func kindsOfTasks() string {
	var said []string
	for _, t := range registry.All {
		if _, ok := t.(tasks.Filer); !ok {
			continue
		}
		var kinds []string
		for _, k := range t.Kinds() {
			kinds = append(kinds, fmt.Sprintf("%s (%s)", k.Name, k.About))
		}
		said = append(said, t.Name()+": "+strings.Join(kinds, ", "))
	}
	return strings.Join(said, "; ")
}
