package prontoqa

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// TestMeasure compares with two questions counted by hand, and checks that an unreadable one is named.
func TestMeasure(t *testing.T) {
	items := []Item{
		// Two hops, True; the property of the query is mentioned, its negation is not: the guess is right.
		{Question: "Alex is a tumpus. Tumpuses are happy. True or false: Alex is happy."},
		// Three hops, False; both are mentioned: a tie.
		{Question: "Alex is a tumpus. Tumpuses are gorpuses. Gorpuses are not happy. Wumpuses are happy. True or false: Alex is happy."},
	}
	s, err := Measure(items)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ got, want float64 }{
		"facts": {s.Facts, 3}, "mean hops": {s.MeanHops, 2.5}, "two hops": {s.Hops[2], 0.5}, "three hops": {s.Hops[3], 0.5},
		"true": {s.True, 0.5}, "right": {s.Mentioned.Right, 0.5}, "tie": {s.Mentioned.Tie, 0.5}, "wrong": {s.Mentioned.Wrong, 0},
		"with a coin": {s.Rules()[0].WithCoin(), 0.75},
		"symbols":     {s.Symbols, 4.5}, // Alex, tumpus, happy; Alex, tumpus, gorpus, not happy, wumpus, happy
	} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	if _, err := Measure(append(items, Item{Question: "Cats purr."})); !errors.Is(err, ErrItem) ||
		!strings.Contains(err.Error(), "item 2") {
		t.Errorf("an item that cannot be read: %v", err)
	}
	if s, err := Measure(nil); err != nil || s.Items != 0 || s.MeanHops != 0 {
		t.Errorf("no items: %+v, %v", s, err)
	}
}

// TestMeasureGenerated checks that generated questions are balanced, and that the guess does not solve them.
func TestMeasureGenerated(t *testing.T) {
	gen := NewGenerator(3)
	items := make([]Item, 400)
	for i := range items {
		items[i] = gen.Next()
	}
	s, err := Measure(items)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, share := range s.Hops {
		sum += share
	}
	if s.True < 0.4 || s.True > 0.6 || math.Abs(sum-1) > 1e-9 || s.Items != 400 {
		t.Errorf("%+v; want about half of them true, and shares of hops that add up to 1", s)
	}
}
