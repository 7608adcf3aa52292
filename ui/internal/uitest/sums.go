package uitest

import (
	"slices"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/registry"
)

// KindNumbers are the short word problems, and KindSums those of the full size.
const (
	KindNumbers engine.Kind = "everyday"
	KindSums    engine.Kind = "arithmetic"
)

// Problem is a word problem of two operations, which takes seven thoughts.
const Problem = "Ann has 4 apples. Ben has 3 more apples than Ann. Dan has 9 apples. Cleo has twice as many " +
	"apples as Ben. How many apples does Cleo have?"

// SumsInfo is RaceInfo with a model of word problems.
func SumsInfo() engine.Info {
	info := RaceInfo
	info.Models = append(slices.Clone(info.Models), engine.ModelInfo{Name: "sums", Method: "coconut",
		Task: string(KindSums), Thoughts: 19, Bytes: 812_072})
	return info
}

// SumsResult is the right answer of the model of SumsInfo to Problem, with so many thoughts, each of which surely holds
// what it should; but for those in place of which others holds another word.
func SumsResult(thoughts int, others map[int]string) *reasoner.Result {
	_, q, _ := registry.Read(Problem)
	r := q.(tasks.Reckoner).Reckon()
	res := &reasoner.Result{
		Model: "sums", Method: "coconut", Question: Problem, Answer: "Cleo has 14 apples.", Expected: "Cleo has 14 apples.",
		Verdict: "right", Thoughts: thoughts, Path: []string{"Cleo", "Ben", "Ann"}, Nodes: r.Words,
	}
	for k := 1; k <= thoughts+1; k++ { // the step before thought k has its hidden state
		word := r.Due[min(k, len(r.Due))-1].Word
		if other, ok := others[k]; ok {
			word = other
		}
		step := reasoner.Step{Kind: "thought", Index: k - 2, Values: make([]float32, len(r.Words)),
			Holds: make([]float32, len(r.Words)), Direct: []reasoner.Candidate{{Token: word, Prob: 1}}}
		if k == 1 {
			step.Kind, step.Index = "bot", 0
		}
		step.Holds[slices.Index(r.Words, word)] = 1
		res.Steps = append(res.Steps, step)
	}
	res.Steps = append(res.Steps, reasoner.Step{Kind: "eot"})
	return res
}
