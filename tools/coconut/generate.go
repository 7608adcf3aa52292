package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/tasks/prontoqa"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

// kinds are the sets of questions that can be generated. Official is drawn like the official files, small and large like them with fewer or more nodes.
var kinds = map[string]func(*prosqa.Generator) []prosqa.Item{
	"official": func(g *prosqa.Generator) []prosqa.Item { return []prosqa.Item{g.Next()} },
	"large":    func(g *prosqa.Generator) []prosqa.Item { return []prosqa.Item{g.NextSized(30, prosqa.MaxNodes)} },
	"small":    func(g *prosqa.Generator) []prosqa.Item { return []prosqa.Item{g.NextSized(prosqa.MinNodes, 13)} },
	"hard":     func(g *prosqa.Generator) []prosqa.Item { return []prosqa.Item{g.Hard().Item()} },
	"counterfactual": func(g *prosqa.Generator) []prosqa.Item {
		original, edited := g.Counterfactual()
		return []prosqa.Item{original.Item(), edited.Item()}
	},
}

// newGenerate is `coconut generate`.
func newGenerate() *cobra.Command {
	var task, kind string
	var n int
	var seed uint64
	cmd := &cobra.Command{
		Use:     "generate",
		Short:   "Write fresh questions in the official JSON format",
		Example: "  coconut generate --task prosqa --n 2000 --seed 7 > fresh.json\n  coconut generate --kind hard --n 500 > hard.json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch task {
			case "prosqa":
			case "prontoqa":
				if kind != "official" {
					return fmt.Errorf("--kind %s is for prosqa only", kind)
				}
				return generatePronto(cmd.OutOrStdout(), n, seed)
			default:
				return unknownTask(task)
			}
			draw, ok := kinds[kind]
			if !ok {
				return fmt.Errorf("unknown kind %q, want one of %s", kind, strings.Join(slices.Sorted(maps.Keys(kinds)), ", "))
			}
			gen := prosqa.NewGenerator(seed)
			var items []prosqa.Item
			for range n {
				items = append(items, draw(gen)...)
			}
			return prosqa.WriteItems(cmd.OutOrStdout(), items)
		},
	}
	cmd.Flags().StringVar(&task, "task", "prosqa", "task to generate for")
	cmd.Flags().StringVar(&kind, "kind", "official", "official, small (4 to 13 nodes), large (30 to 40 nodes), hard (no shortcuts) or counterfactual (pairs with one fact edited)")
	countVar(cmd.Flags(), &n, "n", 1, 1, "number of questions (of pairs, for counterfactual)")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "the same seed gives the same questions")
	return cmd
}

// generatePronto writes ProntoQA questions.
func generatePronto(w io.Writer, n int, seed uint64) error {
	gen := prontoqa.NewGenerator(seed)
	items := make([]prontoqa.Item, n)
	for i := range items {
		items[i] = gen.Next()
	}
	return prontoqa.WriteItems(w, items)
}
