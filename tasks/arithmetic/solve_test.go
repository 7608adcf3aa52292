package arithmetic

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tasks"
)

// bruteForce computes all values by going over the facts again and again until nothing changes. It shares nothing with
// Solve; ok is false where Solve should fail.
func bruteForce(q *Question) (values []int, ok bool) {
	known := make([]bool, len(q.Names))
	values = make([]int, len(q.Names))
	for range q.Names {
		for _, f := range q.Facts {
			switch {
			case f.Of < 0:
				values[f.Subject], known[f.Subject] = f.N, true
			case known[f.Of]:
				switch v := values[f.Of]; f.Operation {
				case Plus:
					values[f.Subject] = v + f.N
				case Minus:
					values[f.Subject] = v - f.N
				case Times:
					values[f.Subject] = v * f.N
				}
				known[f.Subject] = true
			}
		}
	}
	for i, v := range values {
		if !known[i] || v < 0 || v > 99 {
			return nil, false
		}
	}
	return values, true
}

// anyQuestion draws facts without any care: with circles, gaps, and values out of range.
func anyQuestion(rng *rand.Rand) *Question {
	q := &Question{Noun: nouns[0], Names: Names[:2+rng.IntN(6)]}
	for person := range q.Names {
		switch rng.IntN(8) {
		case 0, 1, 2:
			q.Facts = append(q.Facts, Fact{Subject: person, Of: -1, N: rng.IntN(100)})
		case 3, 4, 5, 6:
			q.Facts = append(q.Facts, Fact{Subject: person, Of: rng.IntN(len(q.Names)), N: 1 + rng.IntN(20),
				Operation: Plus + Operation(rng.IntN(3))})
		}
	}
	return q
}

func TestSolveIsBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	solved := 0
	for range 20_000 {
		q := anyQuestion(rng)
		want, ok := bruteForce(q)
		got, err := q.Solve()
		if ok != (err == nil) || err != nil && !errors.Is(err, tasks.ErrUndecidable) {
			t.Fatalf("Solve of %s: %v; brute force finds %v", q.Text(), err, want)
		}
		if err != nil {
			continue
		}
		if !slices.Equal(got.Values, want) {
			t.Fatalf("Solve of %s: %v, brute force finds %v", q.Text(), got.Values, want)
		}
		solved++
	}
	if solved < 1000 {
		t.Errorf("only %d questions had an answer", solved)
	}
}

func TestSolveSaysWhatIsMissing(t *testing.T) {
	for _, c := range []struct {
		why   string
		facts []Fact
	}{
		{"nothing says how many apples Ann has", []Fact{{Subject: 0, Of: 1, Operation: Plus, N: 3}}},
		{"go round in a circle", []Fact{{0, 1, Plus, 1}, {1, 0, Minus, 1}}},
		{"Ann would have 101 apples; only 0 to 99 can be", []Fact{{0, -1, Given, 99}, {1, 0, Plus, 2}}},
		{"Ann would have -1 apples; only 0 to 99 can be", []Fact{{0, -1, Given, 0}, {1, 0, Minus, 1}}},
	} {
		q := &Question{Names: []string{"Ada", "Ann"}, Facts: c.facts, Noun: nouns[0]}
		if _, err := q.Solve(); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%v: error is %v, want one with %q", c.facts, err, c.why)
		}
		if j, err := q.Judge("Ada has 1 apple."); err != nil || j.Verdict != tasks.Undecidable {
			t.Errorf("%v: the verdict is %+v and %v, want undecidable", c.facts, j, err)
		}
	}
}
