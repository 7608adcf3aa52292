package stopping

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Stops are how many thoughts each question gets.
type Stops []int

// Stops returns where a head stops: after the first thought with a score above 0, or the last one.
func (h Head) Stops(questions []Question) Stops {
	return stopsAbove(h.scores(questions), 0)
}

// scores are those of each question's states.
func (h Head) scores(questions []Question) [][]float32 {
	scores := make([][]float32, len(questions))
	for i, q := range questions {
		for _, state := range q.States {
			scores[i] = append(scores[i], h.Score(state))
		}
	}
	return scores
}

// stopsAbove stops after the first thought whose score is above a threshold, or the last one.
func stopsAbove(scores [][]float32, threshold float32) Stops {
	stops := make(Stops, len(scores))
	for i, s := range scores {
		stops[i] = len(s)
		if k := slices.IndexFunc(s, func(v float32) bool { return v > threshold }); k >= 0 {
			stops[i] = k + 1
		}
	}
	return stops
}

// OwnStops are where the model's own head stopped.
func OwnStops(questions []Question) Stops {
	stops := make(Stops, len(questions))
	for i, q := range questions {
		stops[i] = q.Stop
	}
	return stops
}

// total is how many thoughts all questions get.
func (s Stops) total() (n int) {
	for _, k := range s {
		n += k
	}
	return n
}

// Mean is how many thoughts a question gets on average.
func (s Stops) Mean() float64 { return float64(s.total()) / float64(max(len(s), 1)) }

// right counts the right answers.
func (s Stops) right(questions []Question) (n int) {
	for i, q := range questions {
		if q.Right[s[i]-1] {
			n++
		}
	}
	return n
}

// all gives every question as many thoughts as it can have.
func all(questions []Question) Stops {
	stops := make(Stops, len(questions))
	for i, q := range questions {
		stops[i] = len(q.Right)
	}
	return stops
}

// needed gives every question what it takes: no head can know that better.
func needed(questions []Question) Stops {
	stops := all(questions)
	for i, q := range questions {
		stops[i] = min(q.Needed, stops[i])
	}
	return stops
}

// fixed gives all questions the same number of thoughts, so far as s has a whole mean; of the two numbers around it,
// the larger one goes to as many questions as make the total the same, chosen by rng.
func (s Stops) fixed(rng *rand.Rand) Stops {
	stops, total := make(Stops, len(s)), s.total()
	for place, i := range rng.Perm(len(s)) {
		stops[i] = total / len(s)
		if place < total%len(s) {
			stops[i]++
		}
	}
	return stops
}

// shuffled gives each question the number of another: the same distribution, without knowing the question.
func (s Stops) shuffled(rng *rand.Rand) Stops {
	stops := slices.Clone(s)
	rng.Shuffle(len(stops), func(i, j int) { stops[i], stops[j] = stops[j], stops[i] })
	return stops
}

// Cautious returns the head with another bias: the one with which it takes the fewest thoughts on these questions while
// it costs no more than the share most of them, net, against taking all thoughts. The questions should be others than
// those it was fitted to. The error wraps ErrFit if no bias does that with fewer thoughts.
func (h Head) Cautious(questions []Question, most float64) (Head, error) {
	full := all(questions)
	bound := full.right(questions) - int(most*float64(len(questions)))
	best, least := h, full.total()
	for _, threshold := range h.thresholds(questions) {
		c := Head{h.Weights, h.Bias - threshold}
		if s := c.Stops(questions); s.total() < least && s.right(questions) >= bound {
			best, least = c, s.total()
		}
	}
	if least == full.total() {
		return Head{}, fmt.Errorf("%w: it saves no thought without costing more than %.2g %% of the answers", ErrFit,
			100*most)
	}
	return best, nil
}

// thresholds are scores between which as many states lie each time.
func (h Head) thresholds(questions []Question) (some []float32) {
	scores := slices.Concat(h.scores(questions)...)
	slices.Sort(scores)
	const steps = 400
	for i := range steps {
		some = append(some, scores[i*len(scores)/steps])
	}
	return slices.Compact(some)
}
