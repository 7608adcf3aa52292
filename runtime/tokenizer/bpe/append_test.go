package bpe

import (
	"errors"
	"slices"
	"testing"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// TestAppendSpecial checks that appended tokens are special, follow the others, and change no text's tokens.
func TestAppendSpecial(t *testing.T) {
	for name, change := range map[string]map[string]any{"as it is": nil, "none before": {"added_tokens": []any{}}} {
		before := load(t, small(t, change))
		file, err := AppendSpecial(before.JSON(), before.VocabSize(), "<|a|>", "<|b|>")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		after := load(t, file)
		for i, token := range []string{"<|a|>", "<|b|>"} {
			if id, ok := after.ID(token); !ok || id != before.VocabSize()+i || !after.Special(id) {
				t.Errorf("%s: %s is token %d (%v), want the special token %d", name, token, id, ok, before.VocabSize()+i)
			}
		}
		const text = "ab <|a|> a"
		want, err := before.Encode(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := after.Encode(text)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q is %v (%v), was %v", name, text, got, err, want)
		}
		if after.VocabSize() != before.VocabSize()+2 {
			t.Errorf("%s: %d tokens, want %d", name, after.VocabSize(), before.VocabSize()+2)
		}
	}
	for _, file := range []string{"[]", `{"added_tokens": 3}`} {
		if _, err := AppendSpecial([]byte(file), 5, "x"); !errors.Is(err, tokenizer.ErrFormat) {
			t.Errorf("%s: %v, want ErrFormat", file, err)
		}
	}
}
