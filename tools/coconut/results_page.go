package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/analysis"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/registry"
)

// resultsView is what results/results.md.tmpl shows.
type resultsView struct {
	Raw string // the folder of raw results, as seen from the page
	// Lookups says how many look-up steps the models of each task had.
	Lookups string
	// Missing are the controls that have no row yet.
	Missing      []string
	Tables       []methodTable
	Sweeps       []sweepSection
	Treated      []interveneSection
	Votes        []voteSection
	Rollouts     []rolloutSection
	Stopping     []stoppingSection
	Faithfulness []faithRow
	Formats      []formatRow
	Shortcuts    []shortcutRow
	Analyses     []analysisSection
	Training     []trainingRow
}

// methodTable compares the models of a task, and methodRow is one of them, or the mean of several that differ in their
// seed alone; cells are ready to print, "–" for missing measurements.
type methodTable struct {
	Task, Name string
	Columns    []string
	Rows       []methodRow
	// Sizes lists accuracies by the size of the questions; nil if they have none.
	Sizes *sizeTable
}

type methodRow struct {
	// Model is the recipe's name, or of several seeds what the row sums up; Supervised is whether its thoughts have
	// targets.
	Model, Method, Seed, Supervised    string
	Accuracy                           []string
	Paper, Tokens, PaperTokens, Millis string
}

type (
	faithRow  struct{ Model, Valid, Removed, Each, Both string }
	formatRow struct {
		Path, Model, Data string
		Percent           float64
		N                 int
	}
	shortcutRow struct {
		Data                     string
		N                        int
		Undirected, FewerParents string
	}
	trainingRow struct {
		Model          string
		Steps, Lookups int
		Supervised     string
		Questions      int64
		Minutes        string
	}
)

// titleOf returns a task's title for people.
func titleOf(task string) string {
	r, err := registry.Reader(task)
	if err != nil {
		return task
	}
	return r.Title()
}

// columns returns the data files of a task's table: the official one, then our own.
func columns(task string) []tasks.Benchmark {
	t, err := registry.Find(task)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(t.Benchmarks(), func(b tasks.Benchmark) bool { return b.Title == "" })
}

// page returns the whole page; raw is the folder of raw results, as seen from it.
func (r *results) page(raw string) resultsView {
	p := resultsView{Raw: raw, Lookups: r.lookups(), Missing: r.missing()}
	for _, task := range registry.Names() {
		if t := r.table(task); len(t.Rows) > 0 {
			p.Tables = append(p.Tables, t)
		}
	}
	p.Sweeps, p.Treated = r.sweepSections(), r.interveneSections()
	p.Votes, p.Rollouts, p.Stopping = r.voteSections(), r.rolloutSections(), r.stoppingSections()
	p.Faithfulness, p.Formats = r.faithfulness(), r.formats()
	for _, s := range r.stats {
		p.Shortcuts = append(p.Shortcuts, shortcutRow{s.Data, s.N, tenth(s.Undirected.WithCoin()),
			tenth(s.FewerParents.WithCoin())})
	}
	for _, folder := range sortedKeys(r.analyses) {
		p.Analyses = append(p.Analyses, newAnalysisSection(folder, r.analyses[folder]))
	}
	for _, name := range sortedKeys(r.cards) {
		c := r.cards[name]
		p.Training = append(p.Training, trainingRow{name, c.State.Step, c.lookups(), yesOrNo(c.Supervised()),
			c.State.Examples, fmt.Sprintf("%.1f", c.Minutes())})
	}
	return p
}

// lookups says how many look-up steps the models of each task had.
func (r *results) lookups() string {
	var said []string
	for _, task := range registry.Names() {
		var steps []string
		for _, name := range sortedKeys(r.cards) {
			if c := r.cards[name]; c.Recipe.Task == task {
				steps = append(steps, fmt.Sprint(c.lookups()))
			}
		}
		slices.Sort(steps)
		if steps = slices.Compact(steps); len(steps) > 0 {
			said = append(said, strings.Join(steps, " or ")+" steps on "+titleOf(task))
		}
	}
	return strings.Join(said, ", ")
}

// find returns the evaluation of a model on a file in the usual way (int8, its own number of thoughts), or without
// thoughts.
func (r *results) find(model, data string, without bool) *evaluation {
	for i := range r.evaluations {
		e := &r.evaluations[i]
		if e.Model == model && filepath.Base(e.Data) == data && e.WithoutThoughts == without && e.Path == "int8" {
			return e
		}
	}
	return nil
}

func (r *results) table(task string) methodTable {
	t := methodTable{Task: task, Name: titleOf(task), Sizes: r.sizes(task)}
	for _, c := range columns(task) {
		t.Columns = append(t.Columns, c.Title)
	}
	for _, seeds := range r.runs(task) {
		for _, model := range seeds {
			t.Rows = append(t.Rows, r.row(task, model))
		}
		if len(seeds) > 1 {
			t.Rows = append(t.Rows, r.meanRow(task, seeds))
		}
	}
	return t
}

// row is that of one model.
func (r *results) row(task string, m measured) methodRow {
	said := paper[task][m.method]
	row := methodRow{Model: m.model, Method: m.method, Seed: fmt.Sprint(r.cards[m.model].Recipe.Seed),
		Supervised: yesOrNo(r.cards[m.model].Supervised()), Paper: "–", PaperTokens: "–", Tokens: "–", Millis: "–"}
	if said.Accuracy != "" {
		row.Paper, row.PaperTokens = said.Accuracy, fmt.Sprintf("%.1f", said.Tokens)
	}
	for _, c := range columns(task) {
		row.Accuracy = append(row.Accuracy, percent(r.find(m.model, c.File, false)))
	}
	if e := r.find(m.model, columns(task)[0].File, false); e != nil {
		row.Tokens, row.Millis = fmt.Sprintf("%.1f", e.TokensMean), fmt.Sprintf("%.1f", e.MSMedian)
	}
	return row
}

func yesOrNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// counterfactual is the file of pairs in which one fact was edited.
const counterfactual = "counterfactual.json"

// faithfulness reports whether the thoughts do the work and the answers follow the facts, for the tasks that have
// counterfactual pairs.
func (r *results) faithfulness() (rows []faithRow) {
	for _, task := range registry.Names() {
		for _, m := range slices.Concat(r.runs(task)...) {
			pairs, file := r.find(m.model, counterfactual, false), columns(task)[0].File
			valid, removed := r.find(m.model, file, false), r.find(m.model, file, true)
			if pairs == nil && removed == nil {
				continue
			}
			row := faithRow{m.model, percent(valid), percent(removed), percent(pairs), "–"}
			if pairs != nil && pairs.Follows != nil {
				row.Both = tenth(*pairs.Follows)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func (r *results) formats() (rows []formatRow) {
	for _, e := range r.evaluations {
		if e.Path != "int8" {
			rows = append(rows, formatRow{e.Path, e.Model, filepath.Base(e.Data), 100 * e.Accuracy, e.N})
		}
	}
	return rows
}

// analysisSection shows one model's analysis.json.
type analysisSection struct {
	analyzed
	Folder        string
	Pictures      []picture
	Classes       []analysis.Class
	Interpolation []interpolationRow
	Frontier      []frontierRow
	Decoded       []string
}

type (
	picture          struct{ File, Title string }
	interpolationRow struct {
		Thoughts int
		Right    string
		Shares   []string
	}
	frontierRow struct {
		Thought, Questions      int
		Hit, Exact, Mass, Value string
	}
)

// analysisPictures are what `coconut analyze` draws.
var analysisPictures = []picture{
	{"interpolation.png", "What it says when it must speak after k thoughts (the paper's figure 3)"},
	{"frontier.png", "How well thought k holds the nodes k hops away"},
	{"tree.svg", "The search of one question (figure 5)"},
	{"parallelism-1.png", "Sums of the highest values after thought 1 (figure 6)"},
	{"parallelism-2.png", "The same after thought 2"},
	{"heights.png", "Values by height (figure 7)"},
}

func newAnalysisSection(folder string, a analyzed) analysisSection {
	s := analysisSection{analyzed: a, Folder: folder, Pictures: analysisPictures, Classes: analysis.Classes}
	for _, in := range a.Interpolation {
		row := interpolationRow{Thoughts: in.Thoughts, Right: tenth(in.Accuracy)}
		for _, c := range analysis.Classes {
			row.Shares = append(row.Shares, tenth(in.Shares[c]))
		}
		s.Interpolation = append(s.Interpolation, row)
	}
	for _, f := range a.Search.Frontier {
		s.Frontier = append(s.Frontier, frontierRow{f.Thought, f.Questions, tenth(f.Hit), tenth(f.Exact),
			fmt.Sprintf("%.2f", f.Mass), fmt.Sprintf("%.3f", f.Value)})
	}
	for k, t := range a.Tree.Thoughts {
		var tokens []string
		for _, c := range t.Decoded {
			tokens = append(tokens, fmt.Sprintf("%s %.2f", c.Token, c.Prob))
		}
		s.Decoded = append(s.Decoded, fmt.Sprintf("%d. %s", k+1, strings.Join(tokens, ", ")))
	}
	return s
}

// percent formats an accuracy for a table, "–" for a missing measurement.
func percent(e *evaluation) string {
	if e == nil {
		return "–"
	}
	return tenth(e.Accuracy)
}

// tenth formats a share in percent, to a tenth.
func tenth(share float64) string { return fmt.Sprintf("%.1f", 100*share) }

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
