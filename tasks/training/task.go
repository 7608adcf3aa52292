// Package training is a task as the trainer sees it: an endless supply of graphs, questions about them in tokens, and
// chains of language steps. It is separate from package train so that everything about a task stays in the task's own
// folder, and it knows nothing about models.
package training

import (
	"math/rand/v2"

	"github.com/coconut-page/coconut/tasks"
)

// Task is a task that models can be trained on: facts that are edges of a graph, a question about one node, and a chain
// of language steps to its answer. A fact is three tokens, `from to .`, unless the graph has Facts of its own.
type Task interface {
	tasks.Task
	// Words returns the tokens besides tokenizer.Special, and Rules the tokenizer's replacements that leave only tokens.
	Words() []string
	Rules() [][2]string
	// Drawer starts the sequence of graphs of a seed.
	Drawer(seed uint64) Drawer
	Layout() Layout
}

// Drawer draws graphs of minNodes to maxNodes nodes, or of the task's own sizes when both are 0.
type Drawer interface {
	Draw(minNodes, maxNodes int) *Graph
}

// DeepDrawer is a Drawer that can also draw graphs that are deeper than the task's own.
type DeepDrawer interface {
	DrawDeep() *Graph
}

// Layout is the number of tokens in each part of a sequence, the same for all questions of a task.
type Layout struct {
	// Question includes `<bot>`; Answer and Chain are the longest inputs after the latent part, including `<eot>` but not
	// `<eos>`.
	Question, Answer, Chain int
	// Target is the index of the deciding word in the answer's labels.
	Target int
	// Nodes is how many nodes of a full-size graph a lookup stage asks about.
	Nodes int
	// Hops bounds the language steps that a chain can hold, and with them the hops of a question.
	Hops int
	// Search is the longest input with a search written in words, as Chain is with a chain; 0 if the task's graphs have no
	// Searcher.
	Search int
	// DeepHops and DeepChain are Hops and Chain where graphs of a DeepDrawer are among those drawn; 0 if the task has
	// none.
	DeepHops, DeepChain int
	// Rehearsed says that the task's graphs have a Rehearser.
	Rehearsed bool
}

// Asker asks the questions of one graph.
type Asker interface {
	// AnswerQuery returns the j-th question about the graph with an answer at most hops away.
	AnswerQuery(g *Graph, rng *rand.Rand, j, hops int) Query
	// Steps returns the language steps to the answer, each as its tokens.
	Steps(g *Graph, rng *rand.Rand, q Query) [][]string
}

// Searcher is an Asker that can write the whole search down, in place of the steps to the answer.
type Searcher interface {
	// Search returns the facts that a breadth-first search from the root reads until it finds the target, in that order,
	// each as its tokens.
	Search(g *Graph, q Query) [][]string
}

// Rehearser is an Asker with look-ups of its own for a lookup stage, Layout.Nodes of them. Without it a graph's nodes
// are looked up, and found their children.
type Rehearser interface {
	// Rehearse returns the words of the j-th look-up, which the model reads at once, and those that it should find.
	Rehearse(g *Graph, rng *rand.Rand, j int) (of, finds []string)
}

// Query is one question about a graph: its root, the node that decides, and the tokens of question and answer.
type Query struct {
	Root, Target int
	// Text is the question without `<bot>`, its first token is the root's; Answer is what follows `###`, without `<eos>`.
	Text, Answer []string
	// Thoughts are the words that each supervised thought names, all equally, one after another; any further ones keep to
	// the last. nil for a search, whose thoughts name all nodes at their distance from the root.
	Thoughts [][]string
}

// MaxChainHops is the most language steps of the tasks that search.
const MaxChainHops = 6
