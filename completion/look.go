package completion

import (
	"math"
	"slices"

	"github.com/coconut-page/coconut/runtime"
)

// look fills in how likely a token was, and its alternatives.
func (m *Model) look(token *Token, logits []float32, top int) {
	most := Partition(logits)
	token.Logit, token.LogProb = logits[token.ID], most.LogProb(logits[token.ID])
	token.Top = m.candidates(logits, top)
}

// candidates lists the likeliest tokens, best first.
func (m *Model) candidates(logits []float32, top int) (all []Candidate) {
	most := Partition(logits)
	for _, id := range runtime.Highest(logits, top) {
		all = append(all, Candidate{ID: id, Token: m.spell(id), Logit: logits[id], LogProb: most.LogProb(logits[id])})
	}
	return all
}

// spell returns a token's bytes, or "" for a model without a tokenizer.
func (m *Model) spell(id int) string {
	if m.tokens == nil {
		return ""
	}
	return m.tokens.Token(id)
}

// PartitionFunction is what turns logits into probabilities: the sum of the exponentials of all of them.
type PartitionFunction struct {
	highest float32
	log     float64 // of the sum, relative to the highest
}

// Partition sums up logits, of which there must be at least one.
func Partition(logits []float32) PartitionFunction {
	p := PartitionFunction{highest: slices.Max(logits)}
	sum := 0.0
	for _, v := range logits {
		sum += math.Exp(float64(v - p.highest))
	}
	p.log = math.Log(sum)
	return p
}

// LogProb is the logarithm of the probability of a token with this logit, in nats.
func (p PartitionFunction) LogProb(logit float32) float64 { return float64(logit-p.highest) - p.log }
