package analysis

import (
	"slices"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// Class says what the model's words after its thoughts are worth: the six classes of the paper's figure 3, which do not overlap.
type Class string

// The classes. The first four are for answers with at least one language step, the last two for a bare answer.
const (
	// CorrectPath: the steps are a shortest way to the right answer, or the end of one.
	CorrectPath Class = "correct path"
	// LongerPath: the steps lead to the right answer, but not by a shortest way.
	LongerPath Class = "longer path"
	// Hallucination: a step is no fact, does not go on from the one before, or starts where the name asked about does not lead.
	Hallucination Class = "hallucination"
	// WrongTarget: the steps are facts that follow from the name asked about, but end at another node than the right answer.
	WrongTarget Class = "wrong target"
	// CorrectLabel and IncorrectLabel: nothing but an answer, right or wrong.
	CorrectLabel   Class = "correct label"
	IncorrectLabel Class = "incorrect label"
)

// Classes are all of them, in the order the pictures stack them.
var Classes = []Class{CorrectPath, LongerPath, CorrectLabel, IncorrectLabel, WrongTarget, Hallucination}

// Classify sorts what was said after thoughts: tokens as generated, `X Y . … ### Tom lempus . <eos>`. right says whether the answer is.
// After thoughts a chain may start later on the way, at any node that the name asked about leads to.
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

// chainPath turns language steps `X Y . Y Z .` into the nodes X Y Z; nil where a step is no fact or does not go on from the one before.
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
