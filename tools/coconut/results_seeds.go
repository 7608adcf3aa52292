package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/internal/interval"
)

// measured is a model that was evaluated.
type measured struct{ model, method string }

// controls are the recipes that a claim about the shipped models needs beside it. Those that have not been measured yet
// are named on the page.
var controls = []string{"prosqa-coconut-unsupervised", "prosqa-coconut-plain", "prosqa-pause-supervised",
	"prosqa-no-thought", "prosqa-no-curriculum", "prosqa-search", "arithmetic-pause", "arithmetic-icot",
	"arithmetic-coconut-unsupervised"}

// missing are the controls without an evaluation.
func (r *results) missing() []string {
	return slices.DeleteFunc(slices.Clone(controls), func(model string) bool {
		return slices.ContainsFunc(r.evaluations, func(e evaluation) bool { return e.Model == model })
	})
}

// runs lists the models measured for a task, in the paper's order of methods. Those that differ in their seed alone
// stand together, by seed.
func (r *results) runs(task string) (groups [][]measured) {
	at := map[string]int{}
	for _, m := range r.models(task) {
		key := r.withoutSeed(m)
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], m)
	}
	return groups
}

// models lists those measured for a task: by method, seed and name.
func (r *results) models(task string) (all []measured) {
	for _, e := range r.evaluations {
		if m := (measured{e.Model, e.Method}); e.Task == task && !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b measured) int {
		return cmp.Or(slices.Index(methodOrder, a.method)-slices.Index(methodOrder, b.method),
			cmp.Compare(r.cards[a.model].Recipe.Seed, r.cards[b.model].Recipe.Seed), strings.Compare(a.model, b.model))
	})
	return all
}

// withoutSeed is the same for models whose recipes differ in name and seed alone, and for no others. Two runs with one
// seed are no sample of seeds, so a name without a seed of its own stays apart.
func (r *results) withoutSeed(m measured) string {
	c := r.cards[m.model]
	for _, e := range r.evaluations {
		other := r.cards[e.Model]
		if e.Model != m.model && other.essence == c.essence && other.Recipe.Seed == c.Recipe.Seed {
			return m.model
		}
	}
	return m.method + " " + c.essence
}

// meanRow is the mean over seeds, with its 95 % interval.
func (r *results) meanRow(task string, seeds []measured) methodRow {
	first := r.row(task, seeds[0])
	row := methodRow{Model: fmt.Sprintf("*mean of %d seeds*", len(seeds)), Method: first.Method, Seed: "–",
		Supervised: first.Supervised, Paper: first.Paper, PaperTokens: first.PaperTokens, Tokens: "–", Millis: "–"}
	for _, c := range columns(task) {
		var shares []float64
		for _, m := range seeds {
			if e := r.find(m.model, c.File, false); e != nil {
				shares = append(shares, 100*e.Accuracy)
			}
		}
		cell := "–"
		if len(shares) == len(seeds) {
			mean, half := interval.Mean(shares)
			cell = fmt.Sprintf("%.1f ± %.1f", mean, half)
		}
		row.Accuracy = append(row.Accuracy, cell)
	}
	return row
}
