package train

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
)

// task is a kind of question as the trainer sees it: facts that are edges of a graph, a question about one node, and a chain of language
// steps to its answer. A fact is three tokens, `from to .`, in every task.
type task interface {
	// words are the tokens beside SpecialTokens, and rules the tokenizer's replacements that leave only tokens.
	words() []string
	rules() [][2]string
	// drawer starts the sequence of graphs of a seed.
	drawer(seed uint64) drawer
	layout() layout
}

// drawer draws graphs of minNodes to maxNodes nodes, or of the task's own sizes when both are 0.
type drawer interface {
	draw(minNodes, maxNodes int) *sampleGraph
}

// layout is the number of tokens in each part of a sequence; all questions of a task are alike in it.
type layout struct {
	// question counts `<bot>`; answer and chain are the longest inputs after the latent part, `<eot>` counted and `<eos>` not.
	question, answer, chain int
	// target is where in the answer's labels the word asked for stands.
	target int
	// nodes is how many nodes of a full-size graph a lookup stage asks about.
	nodes int
}

// asker asks the questions of one graph.
type asker interface {
	// answerQuery is the j-th question about the graph with an answer at most hops away.
	answerQuery(g *sampleGraph, rng *rand.Rand, j, hops int) query
	// steps are the language steps to the answer, each as its tokens.
	steps(g *sampleGraph, rng *rand.Rand, q query) [][]string
}

// query is one question about a graph: the node asked about, the node that decides, and both sides' tokens.
type query struct {
	root, target int
	// text is the question less `<bot>`, its first token the node asked about; answer what follows `###`, less `<eos>`.
	text, answer []string
}

// tasks are all tasks, by Recipe.Task.
var tasks = map[string]task{"prosqa": prosqaTask{}, "prontoqa": prontoTask{}}

func taskNames() []string { return slices.Sorted(maps.Keys(tasks)) }

// taskOf finds a task by its name.
func taskOf(name string) (task, error) {
	t, ok := tasks[name]
	if !ok {
		return nil, fmt.Errorf("%w: task is %q, want one of %v", ErrRecipe, name, taskNames())
	}
	return t, nil
}
