package analysis

import (
	"context"
	"fmt"
	"slices"

	"github.com/coconut-page/coconut/reasoner"
)

// Thought is what one thought of one question says about every node. Slices are indexed by node.
type Thought struct {
	// Values are the paper's value function (figure 5): the probability that the next language step, if the model writes
	// one after this thought, starts at the node. Thought k has replaced k steps, so the next step is "Every X is a Y"
	// with X k hops away, and the paper reads the distribution after "Every". Our steps begin with X itself, so values are
	// shares among the vocabulary's words: they are not lowered if the model would rather answer at once
	// (reasoner.Step.Speaks). A node is one token, so the paper's product over a concept's tokens has one factor.
	Values []float64 `json:"values"`
	// Direct are the probabilities of the nodes when the thought itself is read through the LM head, without `<eot>`.
	Direct []float64 `json:"direct"`
	// Decoded are the likeliest tokens of that reading, best first (the paper's figure 9).
	Decoded []reasoner.Candidate `json:"decoded"`
}

// decoded is the number of tokens in Thought.Decoded.
const decoded = 5

// Thoughts asks a question and reads every thought: the first is the hidden state at `<bot>`, which is fed back first.
// Values of thought k are read after k latent steps.
func Thoughts(ctx context.Context, r *reasoner.Reasoner, q *Question, k int) ([]Thought, error) {
	res, err := r.Ask(ctx, q.Text, reasoner.Options{Thoughts: k, TopK: decoded, Nodes: true, Trace: true}, nil)
	if err != nil {
		return nil, fmt.Errorf("analysis: %w", err)
	}
	thoughts := make([]Thought, k)
	states := 0 // hidden states read so far: that at <bot> is thought 1, that of latent step i thought i+1
	for _, step := range res.Steps {
		if step.Kind != "bot" && step.Kind != "thought" {
			continue
		}
		if states < k {
			thoughts[states].Direct = byNode(q, res.Nodes, step.Holds)
			thoughts[states].Decoded = step.Direct[:min(decoded, len(step.Direct))]
		}
		if states > 0 {
			thoughts[states-1].Values = byNode(q, res.Nodes, step.Values)
		}
		states++
	}
	return thoughts, nil
}

// byNode orders the values of words by the item's nodes; a node that no fact mentions has value 0.
func byNode(q *Question, words []string, values []float32) []float64 {
	sorted := make([]float64, len(q.Graph.Symbols))
	for i, word := range words {
		if node := slices.Index(q.Graph.Symbols, word); node >= 0 {
			sorted[node] = float64(values[i])
		}
	}
	return sorted
}
