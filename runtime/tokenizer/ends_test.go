package tokenizer

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestEnds(t *testing.T) {
	for text, want := range map[string][]int{
		`{"eos_token_id":0}`: {0}, `{"eos_token_id":[2,3]}`: {2, 3}, `{}`: nil, `{"eos_token_id":null}`: nil,
	} {
		if got, err := Ends([]byte(text)); !slices.Equal(got, want) || err != nil {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{`{"eos_token_id":"x"}`, `[]`, ``} {
		if _, err := Ends([]byte(text)); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), GenerationFile) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
