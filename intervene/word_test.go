package intervene

import (
	"context"
	"errors"
	"math"
	"testing"
)

// spelled is a source whose words are vectors.
type spelled struct {
	counting
	words map[string][]float32
}

func (s spelled) WordOf(_ context.Context, _, word string) ([]float32, error) {
	v, ok := s.words[word]
	if !ok {
		return nil, errors.New("no such word")
	}
	return v, nil
}

// TestWord exchanges words in a thought: what it names goes, as much of the other word comes, and the rest stays, also
// where the words are not at right angles, or one of them depends on the others.
func TestWord(t *testing.T) {
	source := spelled{words: map[string][]float32{
		"a": {1, 0, 0, 0}, "b": {0, 2, 0, 0}, "ab": {1, 1, 0, 0}, "c": {0, 0, 0.5, 0},
	}}
	for name, c := range map[string]struct {
		others []string
		want   []float32
	}{
		"one":            {[]string{"a"}, []float32{0, 4, 3, 7}},
		"two":            {[]string{"a", "b"}, []float32{0, 0, 5, 7}},
		"not orthogonal": {[]string{"ab", "b"}, []float32{0, 0, 5, 7}},
		"dependent":      {[]string{"a", "ab", "b"}, []float32{0, 0, 5, 7}},
		"none":           {nil, []float32{3, 4, 0, 7}},
	} {
		alter, _, err := Alter(t.Context(), source, "1", 2, []Change{{Kind: Word, Thought: 2, Other: "c", Others: c.others}})
		if err != nil {
			t.Fatal(err)
		}
		thought := []float32{3, 4, 0, 7}
		if alter(1, thought); thought[0] != 3 {
			t.Errorf("%s: the first thought is changed", name)
		}
		alter(2, thought)
		for i, v := range thought {
			if math.Abs(float64(v-c.want[i])) > 1e-5 {
				t.Errorf("%s: the thought is %v, want %v", name, thought, c.want)
				break
			}
		}
	}
	for name, c := range map[string]struct {
		source Source
		change Change
	}{
		"no words":     {counting{}, Change{Kind: Word, Other: "a"}},
		"unknown":      {source, Change{Kind: Word, Other: "z"}},
		"unknown name": {source, Change{Kind: Word, Other: "a", Others: []string{"z"}}},
	} {
		if _, _, err := Alter(t.Context(), c.source, "1", 2, []Change{c.change}); !errors.Is(err, ErrChange) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
