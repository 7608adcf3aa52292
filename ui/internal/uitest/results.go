package uitest

import (
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
)

// Links are true facts that follow, X to Y to Z.
func Links(words ...string) []tasks.Link {
	var chain []tasks.Link
	for i := range len(words) - 1 {
		chain = append(chain, tasks.Link{From: words[i], To: words[i+1], Fact: true, Follows: true})
	}
	return chain
}

// Result is an answer with one thought, without values.
func Result() *reasoner.Result {
	return &reasoner.Result{
		Answer: "Tom is a lempus.", Tokens: []string{"###", "Tom", "lempus", ".", "<eos>"}, Verdict: "right",
		Expected: "Tom is a lempus.", Why: "It can be reached.", Path: []string{"Tom", "lempus"},
		Thoughts: 1, PromptTokens: 9,
		Steps: []reasoner.Step{
			{Kind: "bot", Top: []reasoner.Candidate{{Token: "rorpus", Prob: 0.5}}},
			{
				Kind: "thought", Millis: 1.25,
				Top: []reasoner.Candidate{{Token: "lempus", Prob: 0.875}, {Token: "Tom", Prob: 0.004}},
			},
			{Kind: "eot", Top: []reasoner.Candidate{{Token: "hidden", Prob: 1}}},
		},
		PrefillMS: 12.4, ThinkMS: 0.44, DecodeMS: 1234, TotalMS: 1247,
	}
}

// GraphResult is an answer with two thoughts and their values, to a question about five words.
func GraphResult(question string) *reasoner.Result {
	steps := []reasoner.Step{
		{
			Kind: "bot", Values: []float32{0.99, 0, 0, 0, 0}, Holds: []float32{0, 0.2, 0.6, 0, 0},
			Answers: []float32{0.5, 0.4}, Similar: []float32{-0.5, 0.5, 0.25, 0, -0.125},
			Direct: []reasoner.Candidate{{Token: "pet", Prob: 0.6}, {Token: "cat", Prob: 0.2}},
		},
		{
			Kind: "thought", Values: []float32{0, 0.9, 0.02, 0, 0}, Holds: []float32{0, 0, 1, 0, 0},
			Answers: []float32{0.3, 0.7},
		},
		{
			Kind: "thought", Index: 1, Values: []float32{0, 0, 0.01, 0, 0}, Holds: []float32{0, 0, 1, 0, 0},
			Answers: []float32{0.01, 0.98}, Speaks: 0.95,
		},
		{Kind: "eot"},
	}
	return &reasoner.Result{
		Question: question, Answer: "Tom is a pet.", Verdict: "right", Thoughts: 2, Steps: steps,
	}
}
