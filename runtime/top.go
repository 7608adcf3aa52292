package runtime

import "github.com/coconut-page/coconut/simd"

// Candidate is a token that a model might say next.
type Candidate struct {
	// Token is its text, "" if the model has no tokenizer.
	Token string
	ID    int
	// Prob is its probability, 0 to 1, over the whole vocabulary.
	Prob float32
}

// Highest returns the ids of the k highest logits, best first, the lower id first among equals.
func Highest(logits []float32, k int) []int {
	best := make([]int, 0, max(0, min(k, len(logits))))
	// Ids come in ascending order and a new one moves ahead only of those it beats, so equals stay in the order of their
	// ids.
	for id, v := range logits {
		i := len(best)
		for i > 0 && v > logits[best[i-1]] {
			i--
		}
		if i == cap(best) {
			continue
		}
		if len(best) < cap(best) {
			best = best[:len(best)+1]
		}
		copy(best[i+1:], best[i:])
		best[i] = id
	}
	return best
}

// top turns logits into the k best candidates. It overwrites logits with probabilities.
func (m *Model) top(logits []float32, k int) []Candidate {
	// The choice is by logits, not probabilities, because rounding makes some of the latter equal.
	ids := Highest(logits, k)
	best := make([]Candidate, len(ids))
	simd.Softmax(logits)
	for i, id := range ids {
		best[i] = Candidate{ID: id, Prob: logits[id]}
		if m.vocab != nil {
			best[i].Token = m.vocab.Token(id)
		}
	}
	return best
}
