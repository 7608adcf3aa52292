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

// top turns logits into the k best candidates. It overwrites logits with probabilities.
func (m *Model) top(logits []float32, k int) []Candidate {
	best := make([]Candidate, 0, max(0, min(k, len(logits))))
	// Ids come in ascending order and a new candidate moves ahead only of those it beats, so equals stay in the order of
	// their ids. It compares logits, not probabilities, because rounding makes some of the latter equal.
	for id, v := range logits {
		i := len(best)
		for i > 0 && v > logits[best[i-1].ID] {
			i--
		}
		if i == cap(best) {
			continue
		}
		if len(best) < cap(best) {
			best = best[:len(best)+1]
		}
		copy(best[i+1:], best[i:])
		best[i] = Candidate{ID: id}
	}
	simd.Softmax(logits)
	for i := range best {
		best[i].Prob = logits[best[i].ID]
		if m.vocab != nil {
			best[i].Token = m.vocab.Token(best[i].ID)
		}
	}
	return best
}
