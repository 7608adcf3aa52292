package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/analysis"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// newResults is `coconut results`.
func newResults() *cobra.Command {
	var raw, models, out string
	cmd := &cobra.Command{
		Use:   "results",
		Short: "Write docs/results.md from the raw result files",
		Long: "Write docs/results.md, and the card of every model, from what `coconut eval --json`, `coconut stats --json` and `coconut analyze`\n" +
			"have put into the folder of raw results. `make results` runs all of these first.",
		Example: "  coconut results --raw docs/results --out docs/results.md",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := readResults(cmd.Context(), raw, models)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(filepath.Dir(out), raw)
			if err != nil {
				return err
			}
			for _, model := range sortedKeys(r.cards) {
				if !r.cards[model].shipped {
					continue
				}
				if err := replaceFile(filepath.Join(models, model, "README.md"), r.modelCard(model)); err != nil {
					return err
				}
			}
			return replaceFile(out, r.markdown(filepath.ToSlash(rel)))
		},
	}
	cmd.Flags().StringVar(&raw, "raw", "docs/results", "folder of the raw results")
	cmd.Flags().StringVar(&models, "models", "weights/models", "folder of the models, for their training times")
	cmd.Flags().StringVar(&out, "out", "docs/results.md", "file to write")
	return cmd
}

// replaceFile writes a file under a temporary name first, so that no half of it can be left.
func replaceFile(path string, data []byte) error {
	_, err := writeWhole(path, bytes.NewReader(data))
	return err
}

// published is a row of the paper's table 1 for a task: accuracy in percent, tokens.
type published struct {
	accuracy string
	tokens   float64
}

// paper is Hao et al. (2024), table 1.
var paper = map[string]map[string]published{
	"prosqa": {
		runtime.MethodCoT: {"77.5 ± 1.9", 49.4}, runtime.MethodNoCoT: {"76.7 ± 1.0", 8.2}, runtime.MethodICoT: {"98.2 ± 0.3", 8.2},
		runtime.MethodPause: {"75.9 ± 0.7", 8.2}, runtime.MethodCoconut: {"97.0 ± 0.3", 14.2}, runtime.MethodNoCurriculum: {"76.1 ± 0.2", 14.2},
		runtime.MethodNoThought: {"95.5 ± 1.1", 8.2}, runtime.MethodPauseAsThought: {"96.6 ± 0.8", 8.2},
	},
	"prontoqa": {
		runtime.MethodCoT: {"98.8 ± 0.8", 92.5}, runtime.MethodNoCoT: {"93.8 ± 0.7", 3.0}, runtime.MethodICoT: {"99.8 ± 0.3", 3.0},
		runtime.MethodPause: {"77.7 ± 21.0", 3.0}, runtime.MethodCoconut: {"99.8 ± 0.2", 9.0}, runtime.MethodNoCurriculum: {"52.4 ± 0.4", 9.0},
		runtime.MethodNoThought: {"99.9 ± 0.1", 3.0}, runtime.MethodPauseAsThought: {"100.0 ± 0.1", 3.0},
	},
}

// methodOrder is that of the paper's table.
var methodOrder = []string{runtime.MethodCoT, runtime.MethodNoCoT, runtime.MethodICoT, runtime.MethodPause, runtime.MethodCoconut,
	runtime.MethodNoCurriculum, runtime.MethodNoThought, runtime.MethodPauseAsThought}

// results are all raw files.
type results struct {
	evaluations []evaluation
	stats       []described
	analyses    map[string]analyzed // by folder
	cards       map[string]card     // by model
}

// card is the part of a model's training.json that the tables need.
type card struct {
	Recipe struct {
		Task   string `json:"task"`
		Method string `json:"method"`
		Seed   uint64 `json:"seed"`
		Model  struct {
			Width  int `json:"n_embd"`
			Layers int `json:"n_layer"`
			Heads  int `json:"n_head"`
		} `json:"model"`
	} `json:"recipe"`
	State struct {
		Step     int     `json:"step"`
		Examples int64   `json:"examples"`
		Seconds  float64 `json:"seconds"`
	} `json:"state"`

	shipped bool // the model is in the repository
}

// readResults reads eval-*.json, stats-*.json and */analysis.json, and the cards of the models they name.
func readResults(ctx context.Context, raw, models string) (_ *results, err error) {
	r := &results{analyses: map[string]analyzed{}, cards: map[string]card{}}
	for _, kind := range []struct {
		pattern string
		add     func(path string, data []byte) error
	}{
		{"eval-*.json", func(_ string, data []byte) error { return appendJSON(&r.evaluations, data) }},
		{"stats-*.json", func(_ string, data []byte) error { return appendJSON(&r.stats, data) }},
		{"*/analysis.json", func(path string, data []byte) error {
			var a analyzed
			err := json.Unmarshal(data, &a)
			r.analyses[filepath.Base(filepath.Dir(path))] = a
			return err
		}},
	} {
		paths, err := filepath.Glob(filepath.Join(raw, kind.pattern))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			if err := kind.add(path, data); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
		}
	}
	if len(r.evaluations) == 0 {
		return nil, fmt.Errorf("%s has no eval-*.json: run make results", raw)
	}
	for _, e := range r.evaluations {
		if r.cards[e.Model], err = readCard(ctx, models, raw, e.Model); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// readCard reads a model's training.json: out of the model, or, for one that was measured but is not shipped, training-NAME.json beside the
// raw results.
func readCard(ctx context.Context, models, raw, name string) (c card, err error) {
	data, err := os.ReadFile(filepath.Join(raw, "training-"+name+".json"))
	if c.shipped = errors.Is(err, fs.ErrNotExist); c.shipped {
		data, err = shippedTraining(ctx, filepath.Join(models, name))
	}
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return c, fmt.Errorf("training.json of %s: %w", name, err)
	}
	return c, nil
}

func shippedTraining(ctx context.Context, dir string) ([]byte, error) {
	store, err := weights.Open(ctx, weights.Dir(dir))
	if err != nil {
		return nil, err
	}
	return store.File(ctx, "training.json")
}

func appendJSON[T any](list *[]T, data []byte) error {
	var v T
	err := json.Unmarshal(data, &v)
	*list = append(*list, v)
	return err
}

// find is the evaluation of a model on a file the usual way (int8, its own number of thoughts), or without thoughts.
func (r *results) find(task, method, data string, without bool) *evaluation {
	for i := range r.evaluations {
		e := &r.evaluations[i]
		if e.Task == task && e.Method == method && filepath.Base(e.Data) == data && e.WithoutThoughts == without && e.Path == "int8" {
			return e
		}
	}
	return nil
}

// percent is an accuracy in a table's cell, "–" for what was not measured.
func percent(e *evaluation) string {
	if e == nil {
		return "–"
	}
	return fmt.Sprintf("%.1f", 100*e.Accuracy)
}

// markdown is the whole page.
func (r *results) markdown(rel string) []byte {
	var b bytes.Buffer
	b.WriteString("# Results\n\n<!-- Written by `coconut results` from the files in " + rel + "/: do not edit. `make results` measures everything again. -->\n\n" +
		"Exact match in percent, greedy decoding, int8 weights, as `coconut eval` prints it. The paper's figures (Hao et al., 2024, table 1) are for\n" +
		"GPT-2 small (124 million parameters, pre-trained) on its test files; ours for models of 0.6 million, trained from nothing on generated\n" +
		"questions, on the official validation files. Tokens are thoughts and generated tokens (the paper: GPT-2's tokens).\n")
	for _, task := range []string{"prosqa", "prontoqa"} {
		if methods := r.methods(task); len(methods) > 0 {
			r.table(&b, task, methods)
		}
	}
	r.faithfulness(&b)
	r.shortcuts(&b)
	r.pictures(&b, rel)
	r.training(&b)
	r.commands(&b, rel)
	return b.Bytes()
}

// methods lists those measured for a task, in the paper's order.
func (r *results) methods(task string) []string {
	var found []string
	for _, m := range methodOrder {
		if slices.ContainsFunc(r.evaluations, func(e evaluation) bool { return e.Task == task && e.Method == m }) {
			found = append(found, m)
		}
	}
	return found
}

var taskNames = map[string]string{"prosqa": "ProsQA", "prontoqa": "ProntoQA"}

// columns are the data files of a task's table: the official one, then our own.
var columns = map[string][][2]string{
	"prosqa": {{"prosqa_valid.json", "official valid (300)"}, {"fresh.json", "fresh (2,000)"}, {"hard.json", "ProsQA-hard (1,000)"},
		{"small.json", "4–13 nodes (1,000)"}, {"large.json", "30–40 nodes (500)"}},
	"prontoqa": {{"prontoqa_valid.json", "official valid (200)"}, {"prontoqa_fresh.json", "fresh (2,000)"}},
}

func (r *results) table(b *bytes.Buffer, task string, methods []string) {
	fmt.Fprintf(b, "\n## %s\n\n| method |", taskNames[task])
	for _, c := range columns[task] {
		fmt.Fprintf(b, " %s |", c[1])
	}
	b.WriteString(" the paper | tokens | the paper's | ms a question |\n|---|" + strings.Repeat("---:|", len(columns[task])+4) + "\n")
	for _, m := range methods {
		fmt.Fprintf(b, "| %s |", m)
		for _, c := range columns[task] {
			fmt.Fprintf(b, " %s |", percent(r.find(task, m, c[0], false)))
		}
		tokens, ms := "–", "–"
		if e := r.find(task, m, columns[task][0][0], false); e != nil {
			tokens, ms = fmt.Sprintf("%.1f", e.TokensMean), fmt.Sprintf("%.1f", e.MSMedian)
		}
		fmt.Fprintf(b, " %s | %s | %.1f | %s |\n", paper[task][m].accuracy, tokens, paper[task][m].tokens, ms)
	}
	if task == "prosqa" {
		b.WriteString("\nAll methods have the same shape, data and schedule; what differs is what stands between question and answer, and the loss. coconut alone\n" +
			"has supervised thoughts. A likely reason why the methods that answer at once stay\n" +
			"at a coin's toss, and do not in the paper (not tested here): three layers cannot follow three to six facts in one pass, and our questions\n" +
			"about any two nodes of a graph leave no use for the shortcuts that the official questions have (see below).\n")
	}
	if task == "prontoqa" {
		b.WriteString("\nAll methods may have as many training steps as coconut; cot's recipe ends earlier once it says 99.7 % of its training tokens right.")
		if len(methods) < 3 {
			b.WriteString(" A method without a row is still being trained.")
		}
		b.WriteString("\nEvery official question has the same graph, in which the one concept that nothing leads to has the opposite of the answer: a rule\n" +
			"could answer without following the chain. The trainer asks for all properties of all nodes, not for the decisive one alone.\n")
	}
}

// faithfulness says whether the thoughts do the work and the answers follow the facts.
func (r *results) faithfulness(b *bytes.Buffer) {
	b.WriteString("\n## Do the thoughts do the work?\n\nThoughts removed: the same weights must answer at once. Counterfactual pairs: one fact is edited so that the answer flips\n" +
		"(checked by the oracle); a pair counts when both of its answers are right.\n\n" +
		"| method | official valid | thoughts removed | one fact edited, each | both of a pair |\n|---|---:|---:|---:|---:|\n")
	for _, m := range r.methods("prosqa") {
		pairs := r.find("prosqa", m, "counterfactual.json", false)
		both := "–"
		if pairs != nil && pairs.Follows != nil {
			both = fmt.Sprintf("%.1f", 100**pairs.Follows)
		}
		without := r.find("prosqa", m, "prosqa_valid.json", true)
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", m, percent(r.find("prosqa", m, "prosqa_valid.json", false)), percent(without), percent(pairs), both)
	}
	for _, e := range r.evaluations {
		if e.Path != "int8" {
			fmt.Fprintf(b, "\n%s weights: %s has %.1f %% on %s (%d).\n", e.Path, e.Model, 100*e.Accuracy, filepath.Base(e.Data), e.N)
		}
	}
}

// shortcuts shows what rules without reasoning reach.
func (r *results) shortcuts(b *bytes.Buffer) {
	if len(r.stats) == 0 {
		return
	}
	b.WriteString("\n## What no reasoning reaches\n\nTwo rules that only look at the question's shape, a coin deciding ties.\n\n" +
		"| questions | nearer in the undirected graph | fewer parents |\n|---|---:|---:|\n")
	for _, s := range r.stats {
		fmt.Fprintf(b, "| %s (%d) | %.1f | %.1f |\n", s.Data, s.N, 100*s.Undirected.WithCoin(), 100*s.FewerParents.WithCoin())
	}
}

// pictures shows the analyses.
func (r *results) pictures(b *bytes.Buffer, rel string) {
	for _, name := range sortedKeys(r.analyses) {
		a := r.analyses[name]
		fmt.Fprintf(b, "\n## Inside the thoughts of %s\n\n`coconut analyze` on %s (%d questions). Definitions stand in the doc comments of package analysis.\n\n", a.Model, a.Data, a.N)
		for _, p := range [][2]string{
			{"interpolation.png", "What it says when it must speak after k thoughts (the paper's figure 3)"},
			{"frontier.png", "How well thought k holds the nodes k hops away"},
			{"tree.svg", "The search of one question (figure 5)"},
			{"parallelism-1.png", "Sums of the highest values after thought 1 (figure 6)"},
			{"parallelism-2.png", "The same after thought 2"},
			{"heights.png", "Values by height (figure 7)"},
		} {
			fmt.Fprintf(b, "![%s](%s/%s/%s)\n\n", p[1], rel, name, p[0])
		}
		b.WriteString("| k | right | " + strings.Join(classNames(), " | ") + " |\n|---|---:|" + strings.Repeat("---:|", len(classNames())) + "\n")
		for _, in := range a.Interpolation {
			fmt.Fprintf(b, "| %d | %.1f |", in.Thoughts, 100*in.Accuracy)
			for _, c := range analysis.Classes {
				fmt.Fprintf(b, " %.1f |", 100*in.Shares[c])
			}
			b.WriteString("\n")
		}
		b.WriteString("\n| thought | questions | names a frontier node | exact frontier | mass on it |\n|---|---:|---:|---:|---:|\n")
		for _, f := range a.Search.Frontier {
			fmt.Fprintf(b, "| %d | %d | %.1f | %.1f | %.2f |\n", f.Thought, f.Questions, 100*f.Hit, 100*f.Exact, f.Mass)
		}
		b.WriteString("\nThe thoughts of the drawn question, read through the head:\n\n")
		for k, t := range a.Tree.Thoughts {
			var tokens []string
			for _, c := range t.Decoded {
				tokens = append(tokens, fmt.Sprintf("%s %.2f", c.Token, c.Prob))
			}
			fmt.Fprintf(b, "%d. %s\n", k+1, strings.Join(tokens, ", "))
		}
	}
}

// training shows what the models took.
func (r *results) training(b *bytes.Buffer) {
	b.WriteString("\n## Training\n\nWall time on two CPU cores that did other work as well, by the recipe of the same name in train/recipes; each model's training.json" +
		" holds the whole recipe.\n\n" +
		"| model | steps | questions | minutes |\n|---|---:|---:|---:|\n")
	for _, name := range sortedKeys(r.cards) {
		c := r.cards[name]
		fmt.Fprintf(b, "| %s | %d | %d | %.1f |\n", name, c.State.Step, c.State.Examples, c.State.Seconds/60)
	}
}

// modelCard is README.md in a model's folder.
func (r *results) modelCard(model string) []byte {
	var b bytes.Buffer
	c := r.cards[model]
	fmt.Fprintf(&b, "# %s\n\n<!-- Written by `coconut results`: do not edit. -->\n\n", model)
	fmt.Fprintf(&b, "| | |\n|---|---|\n| task | %s |\n| method | %s |\n| shape | %d layers, width %d, %d heads, int8 weights |\n", taskNames[c.Recipe.Task],
		c.Recipe.Method, c.Recipe.Model.Layers, c.Recipe.Model.Width, c.Recipe.Model.Heads)
	fmt.Fprintf(&b, "| data | generated, seed %d; the graphs of the official validation file are excluded |\n", c.Recipe.Seed)
	fmt.Fprintf(&b, "| recipe | train/recipes/%s.json (the whole of it is in training.json here) |\n", model)
	fmt.Fprintf(&b, "| training | %d steps, %d questions, %.1f minutes on two CPU cores |\n", c.State.Step, c.State.Examples, c.State.Seconds/60)
	b.WriteString("\n| data | thoughts | exact match | tokens | ms a question |\n|---|---|---:|---:|---:|\n")
	for _, e := range r.evaluations {
		if e.Model != model {
			continue
		}
		how := fmt.Sprint(e.Thoughts)
		if e.WithoutThoughts {
			how = "removed"
		}
		if e.Path != "int8" {
			how += ", " + e.Path
		}
		fmt.Fprintf(&b, "| %s (%d) | %s | %.1f %% | %.1f | %.1f |\n", e.Data, e.N, how, 100*e.Accuracy, e.TokensMean, e.MSMedian)
	}
	return b.Bytes()
}

func (r *results) commands(b *bytes.Buffer, rel string) {
	b.WriteString("\n## Commands\n\n    coconut train --recipe train/recipes/NAME.json --dir runs/NAME --exclude prosqa_valid.json --out weights/models/NAME\n" +
		"    make results    # all figures above, into docs/" + rel + "\n")
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// classNames are the classes in the order of the pictures.
func classNames() []string {
	var names []string
	for _, c := range analysis.Classes {
		names = append(names, string(c))
	}
	return names
}
