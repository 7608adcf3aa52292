package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

// newGenerate is `coconut generate`.
func newGenerate() *cobra.Command {
	var task string
	var n int
	var seed uint64
	cmd := &cobra.Command{
		Use:     "generate",
		Short:   "Write fresh questions in the official JSON format",
		Example: "  coconut generate --task prosqa --n 2000 --seed 7 > fresh.json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if task != "prosqa" {
				return fmt.Errorf("unknown task %q, want prosqa", task)
			}
			if n < 1 {
				return fmt.Errorf("--n is %d, want at least 1", n)
			}
			gen := prosqa.NewGenerator(seed)
			items := make([]prosqa.Item, n)
			for i := range items {
				items[i] = gen.Next()
			}
			return prosqa.WriteItems(cmd.OutOrStdout(), items)
		},
	}
	cmd.Flags().StringVar(&task, "task", "prosqa", "task to generate for")
	cmd.Flags().IntVar(&n, "n", 1, "number of questions")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "the same seed gives the same questions")
	return cmd
}
