package intervene

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// counting is a source whose questions are numbers: thought k of question q is (q, k).
type counting struct{}

func (counting) ThoughtsOf(_ context.Context, question string, n int) (thoughts [][]float32, err error) {
	q, err := strconv.Atoi(question)
	if err != nil {
		return nil, err
	}
	for k := range n + 1 { // one more than asked for, as a source may
		thoughts = append(thoughts, []float32{float32(q), float32(k + 1)})
	}
	return thoughts, nil
}

// doubling is another model, which thinks of twice the question.
type doubling struct{}

func (doubling) ThoughtsOf(ctx context.Context, question string, n int) ([][]float32, error) {
	thoughts, err := counting{}.ThoughtsOf(ctx, question, n)
	for _, thought := range thoughts {
		thought[0] *= 2
	}
	return thoughts, err
}

// fed returns what a model with four thoughts about question 7 is fed.
func fed(t *testing.T, changes ...Change) (thoughts [][]float32) {
	t.Helper()
	alter, left, err := Alter(t.Context(), counting{}, "7", 4, changes)
	if err != nil {
		t.Fatal(err)
	}
	for k := range left {
		thought := []float32{7, float32(k + 1)}
		if alter != nil {
			alter(k+1, thought)
		}
		thoughts = append(thoughts, thought)
	}
	return thoughts
}

func TestAlter(t *testing.T) {
	for name, c := range map[string]struct {
		changes []Change
		want    [][]float32
	}{
		"nothing":  {nil, [][]float32{{7, 1}, {7, 2}, {7, 3}, {7, 4}}},
		"zero":     {[]Change{{Kind: Zero, Thought: 2}}, [][]float32{{7, 1}, {0, 0}, {7, 3}, {7, 4}}},
		"no noise": {[]Change{{Kind: Noise}}, [][]float32{{7, 1}, {7, 2}, {7, 3}, {7, 4}}},
		"swap":     {[]Change{{Kind: Swap, Other: "9"}}, [][]float32{{9, 1}, {9, 2}, {9, 3}, {9, 4}}},
		"swap one": {[]Change{{Kind: Swap, Other: "9", Thought: 4}}, [][]float32{{7, 1}, {7, 2}, {7, 3}, {9, 4}}},
		"remove":   {[]Change{{Kind: Remove, Thought: 2}}, [][]float32{{7, 1}, {7, 3}, {7, 4}}},
		"mean": {[]Change{{Kind: Mean, Others: []string{"1", "2", "6"}}},
			[][]float32{{3, 1}, {3, 2}, {3, 3}, {3, 4}}},
		"mean of one": {[]Change{{Kind: Mean, Others: []string{"5"}, Thought: 1}},
			[][]float32{{5, 1}, {7, 2}, {7, 3}, {7, 4}}},
		"repeat":     {[]Change{{Kind: Repeat}}, [][]float32{{7, 1}, {7, 1}, {7, 1}, {7, 1}}},
		"repeat one": {[]Change{{Kind: Repeat, Thought: 3}}, [][]float32{{7, 1}, {7, 2}, {7, 1}, {7, 4}}},
		"two": {[]Change{{Kind: Zero, Thought: 1}, {Kind: Swap, Other: "8", Thought: 3}},
			[][]float32{{0, 0}, {7, 2}, {8, 3}, {7, 4}}},
		"transplant": {[]Change{{Kind: Transplant, Donor: doubling{}}}, [][]float32{{14, 1}, {14, 2}, {14, 3}, {14, 4}}},
		"transplant one": {[]Change{{Kind: Transplant, Donor: doubling{}, Thought: 3}},
			[][]float32{{7, 1}, {7, 2}, {14, 3}, {7, 4}}},
		"removed, moved": {[]Change{{Kind: Remove, Thought: 1}, {Kind: Zero, Thought: 1}},
			[][]float32{{0, 0}, {7, 3}, {7, 4}}},
	} {
		if got := fed(t, c.changes...); !slices.EqualFunc(got, c.want, slices.Equal[[]float32]) {
			t.Errorf("%s: fed %v, want %v", name, got, c.want)
		}
	}
}

// TestShuffle checks that a seed chooses an order of the question's own thoughts, and that several orders come up.
func TestShuffle(t *testing.T) {
	orders := map[string]bool{}
	for seed := range uint64(50) {
		got := fed(t, Change{Kind: Shuffle, Seed: seed})
		if again := fed(t, Change{Kind: Shuffle, Seed: seed}); !slices.EqualFunc(got, again, slices.Equal[[]float32]) {
			t.Fatalf("seed %d: %v, then %v", seed, got, again)
		}
		var order []string
		for _, thought := range got {
			if thought[0] != 7 {
				t.Fatalf("a thought of question %v", thought[0])
			}
			order = append(order, strconv.Itoa(int(thought[1])))
		}
		orders[strings.Join(order, "")] = true
		if slices.Sort(order); !slices.Equal(order, []string{"1", "2", "3", "4"}) {
			t.Fatalf("thoughts %v", order)
		}
	}
	if len(orders) < 10 {
		t.Errorf("fifty seeds make %d orders of 24", len(orders))
	}
}

func TestAlterErrors(t *testing.T) {
	for _, c := range []Change{{Kind: "flip"}, {Kind: Zero, Thought: 5}, {Kind: Noise, Amount: 1001},
		{Kind: Swap, Other: "x"}, {Kind: Mean}, {Kind: Mean, Others: []string{"1", "x"}},
		{Kind: Mean, Others: make([]string, maxOthers+1)}, {Kind: Transplant}} {
		if _, _, err := Alter(t.Context(), counting{}, "7", 4, []Change{c}); !errors.Is(err, ErrChange) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
