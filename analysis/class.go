package analysis

import (
	"slices"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// Class rates what the model says after its thoughts: the six disjoint classes of the paper's figure 3.
type Class string

// The classes. The first four are for answers with at least one language step, the last two for a bare answer.
const (
	// CorrectPath: the steps are a shortest path to the right answer, or the end of one.
	CorrectPath Class = "correct path"
	// LongerPath: the steps lead to the right answer, but not by a shortest path.
	LongerPath Class = "longer path"
	// Hallucination: a step is not a fact, does not continue the previous one, or starts at a node that the name does not
	// lead to.
	Hallucination Class = "hallucination"
	// WrongTarget: the steps are facts that follow from the name, but end at a node other than the right answer.
	WrongTarget Class = "wrong target"
	// CorrectLabel and IncorrectLabel: nothing but an answer, right or wrong.
	CorrectLabel   Class = "correct label"
	IncorrectLabel Class = "incorrect label"
)

// Classes lists all classes, in the order in which the pictures stack them.
var Classes = []Class{CorrectPath, LongerPath, CorrectLabel, IncorrectLabel, WrongTarget, Hallucination}

// Classify classifies what was said after thoughts: tokens as generated, `X Y . … ### Tom lempus . <eos>`. right says
// whether the answer is right. After thoughts a chain may start further along the path, at any node that the name leads
// to.
func Classify(q *Question, thoughts int, tokens []string, right bool) Class {
	end := slices.Index(tokens, tokenizer.AnswerMarker)
	if end < 0 {
		end = len(tokens)
	}
	chain := tokens[:end]
	if len(chain) == 0 {
		if right {
			return CorrectLabel
		}
		return IncorrectLabel
	}
	path := chainPath(q, chain)
	ahead := q.ways.Distances(q.Root)
	if len(path) == 0 || ahead[path[0]] < 0 || thoughts == 0 && path[0] != q.Root {
		return Hallucination
	}
	if path[len(path)-1] != q.Target {
		return WrongTarget
	}
	if ahead[path[0]]+len(path)-1 == ahead[q.Target] {
		return CorrectPath
	}
	return LongerPath
}

// chainPath turns language steps `X Y . Y Z .` into the nodes X Y Z; nil if a step is not a fact or does not continue
// the previous one.
func chainPath(q *Question, chain []string) []int {
	links := q.grapher.CheckChain(chain)
	if len(links)*3 != len(chain) || len(links) == 0 {
		return nil
	}
	path := []int{slices.Index(q.Graph.Symbols, links[0].From)}
	for i, l := range links {
		if !l.Fact || i > 0 && !l.Follows {
			return nil
		}
		path = append(path, slices.Index(q.Graph.Symbols, l.To))
	}
	return path
}
