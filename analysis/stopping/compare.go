package stopping

import (
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/coconut-page/coconut/analysis/causal"
	"github.com/coconut-page/coconut/internal/interval"
)

// Policy is a way to choose the number of thoughts, and what became of it. Its JSON form is part of a line of `coconut
// stopping --json`.
type Policy struct {
	// Name is one of the Policy constants, About what it does.
	Name  string `json:"policy"`
	About string `json:"about"`
	// Thoughts is their mean number.
	Thoughts float64 `json:"thoughts"`
	Right    int     `json:"right"`
	// Accuracy is Right/N; Low to High is its 95 % interval.
	Accuracy float64 `json:"accuracy"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	// Early is how many questions got fewer thoughts than they need.
	Early int `json:"early"`
	// Paired compares the answers with those of the stop head: Lost are right there and wrong here.
	causal.Paired
	// Depths are the same questions apart by the thoughts that they need.
	Depths []Depth `json:"depths"`
}

// Depth are the questions that need the same number of thoughts.
type Depth struct {
	Needed   int     `json:"needed"`
	N        int     `json:"n"`
	Right    int     `json:"right"`
	Thoughts float64 `json:"thoughts"`
	// Stops are how many questions got 1, 2, … thoughts.
	Stops []int `json:"stops"`
}

// The policies. Fixed, random and planned are controls, which take as many thoughts as the stop head does: the first
// two know nothing of the question, the third nothing of the thoughts.
const (
	PolicyHead    = "stop head"
	PolicyAll     = "all thoughts"
	PolicyFixed   = "fixed"
	PolicyRandom  = "random"
	PolicyNeeded  = "as needed"
	PolicyPlanned = "planned"
)

// Compare measures where a stop head stops beside taking all thoughts, its controls, and the number of thoughts that
// each question needs. The seed decides the controls.
func Compare(head Stops, questions []Question, seed uint64) []Policy {
	rng := rand.New(rand.NewPCG(seed, 0))
	var policies []Policy
	for _, p := range []struct {
		name, about string
		stops       Stops
	}{
		{PolicyHead, "stops by itself", head},
		{PolicyAll, "takes as many as the model was trained for", all(questions)},
		{PolicyFixed, "takes the stop head's mean for every question", head.fixed(rng)},
		{PolicyRandom, "takes what the stop head took for another question", head.shuffled(rng)},
		{PolicyNeeded, "knows how many each question needs", needed(questions)},
	} {
		policies = append(policies, newPolicy(p.name, p.about, p.stops, head, questions))
	}
	return policies
}

func newPolicy(name, about string, stops, head Stops, questions []Question) Policy {
	p := Policy{Name: name, About: about, Thoughts: stops.Mean(), Right: stops.right(questions)}
	lost, gained, n := 0, 0, len(questions)
	for i, q := range questions {
		if stops[i] < q.Needed {
			p.Early++
		}
		switch before, now := q.Right[head[i]-1], q.Right[stops[i]-1]; {
		case before && !now:
			lost++
		case now && !before:
			gained++
		}
	}
	p.Paired = causal.Pair(n, lost, gained)
	p.Accuracy = float64(p.Right) / float64(max(n, 1))
	p.Low, p.High = interval.Wilson(p.Right, n)
	p.Depths = stops.depths(questions)
	return p
}

// depths are the questions by the thoughts that they need.
func (s Stops) depths(questions []Question) (sorted []Depth) {
	depths := map[int]*Depth{}
	for i, q := range questions {
		d := depths[q.Needed]
		if d == nil {
			d = &Depth{Needed: q.Needed, Stops: make([]int, len(q.Right))}
			depths[q.Needed] = d
		}
		d.N++
		d.Stops[s[i]-1]++
		d.Thoughts += float64(s[i])
		if q.Right[s[i]-1] {
			d.Right++
		}
	}
	for _, needed := range slices.Sorted(maps.Keys(depths)) {
		d := depths[needed]
		d.Thoughts /= float64(d.N)
		sorted = append(sorted, *d)
	}
	return sorted
}
