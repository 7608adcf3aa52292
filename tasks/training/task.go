// Package training is a task as the trainer sees it: graphs without end, questions about them in tokens, and chains of language steps. It
// stands below package train, so that everything about a task stays in the task's own folder, and knows nothing of models.
package training

import (
	"math/rand/v2"

	"github.com/coconut-page/coconut/tasks"
)

// Task is a task that models can be trained on: facts that are edges of a graph, a question about one node, and a chain of language
// steps to its answer. A fact is three tokens, `from to .`, in every task.
type Task interface {
	tasks.Task
	// Words are the tokens beside tokenizer.Special, and Rules the tokenizer's replacements that leave only tokens.
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

// Layout is the number of tokens in each part of a sequence; all questions of a task are alike in it.
type Layout struct {
	// Question counts `<bot>`; Answer and Chain are the longest inputs after the latent part, `<eot>` counted and `<eos>` not.
	Question, Answer, Chain int
	// Target is where in the answer's labels the word asked for stands.
	Target int
	// Nodes is how many nodes of a full-size graph a lookup stage asks about.
	Nodes int
}

// Asker asks the questions of one graph.
type Asker interface {
	// AnswerQuery is the j-th question about the graph with an answer at most hops away.
	AnswerQuery(g *Graph, rng *rand.Rand, j, hops int) Query
	// Steps are the language steps to the answer, each as its tokens.
	Steps(g *Graph, rng *rand.Rand, q Query) [][]string
}

// Query is one question about a graph: the node asked about, the node that decides, and both sides' tokens.
type Query struct {
	Root, Target int
	// Text is the question less `<bot>`, its first token the node asked about; Answer what follows `###`, less `<eos>`.
	Text, Answer []string
}

// MaxChainHops bounds the language steps that a chain can hold.
const MaxChainHops = 6
