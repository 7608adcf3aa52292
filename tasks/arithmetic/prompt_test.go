package arithmetic

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks"
)

func vocabulary(t *testing.T) *tokenizer.Tokenizer {
	t.Helper()
	tok, err := tokenizer.NewWordLevel(tokenizer.Special(), words(), Task{}.Rules())
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func spelled(tok *tokenizer.Tokenizer, ids []int) string {
	var all []string
	for _, id := range ids {
		all = append(all, tok.Token(id))
	}
	return strings.Join(all, " ")
}

func TestPrompt(t *testing.T) {
	tok := vocabulary(t)
	p, err := mustParse(t, example).Prompt(tok)
	if err != nil {
		t.Fatal(err)
	}
	const want = "Ann 4 . Ben Ann . Ben plus3 . Cleo Ben . Cleo times2 . Dan Cleo . Dan minus1 . Cleo ?"
	if got := spelled(tok, p.Tokens); got != want {
		t.Errorf("the prompt is %q, want %q", got, want)
	}
	if ids, err := tok.Encode(want); err != nil || !slices.Equal(ids, p.Tokens) {
		t.Errorf("the prompt's text encodes as %v (%v), want %v", ids, err, p.Tokens)
	}
	if len(p.Words) != len(p.WordIDs) || len(p.Words) != 4+MaxValue+1 || len(p.Back) > 0 {
		t.Errorf("%d words with %d ids, and back %v", len(p.Words), len(p.WordIDs), p.Back)
	}
	for i, word := range p.Words {
		if tok.Token(p.WordIDs[i]) != word {
			t.Errorf("word %s is token %s", word, tok.Token(p.WordIDs[i]))
		}
	}
}

// TestPromptAliases holds that names of one's own become the model's, each another one, and that those that the model
// knows stay.
func TestPromptAliases(t *testing.T) {
	tok := vocabulary(t)
	q := mustParse(t, "Zoë has 4 kiwis. Ben has 3 more kiwis than Zoë. Quentin has 1 kiwi. How many kiwis does Ben have?")
	p, err := q.Prompt(tok)
	if err != nil {
		t.Fatal(err)
	}
	if got := spelled(tok, p.Tokens); got != "Ada 4 . Ben Ada . Ben plus3 . Ann 1 . Ben ?" {
		t.Errorf("the prompt is %q", got)
	}
	if p.Back["Ada"] != "Zoë" || p.Back["Ann"] != "Quentin" || p.Aliases["Zoë"] != "Ada" || len(p.Back) != 2 {
		t.Errorf("back is %v, aliases are %v", p.Back, p.Aliases)
	}
}

func TestPromptErrors(t *testing.T) {
	var b strings.Builder
	for i := range len(Names) + 1 {
		b.WriteString("X" + strings.Repeat("y", i+1) + " has 1 apple. ")
	}
	q := mustParse(t, b.String()+"How many apples does Xy have?")
	var syntax *tasks.SyntaxError
	_, err := q.Prompt(vocabulary(t))
	if !errors.As(err, &syntax) || !strings.Contains(err.Error(), "too many different names") {
		t.Errorf("%d names: %v", len(q.Names), err)
	}
	small, err := tokenizer.NewWordLevel(tokenizer.Special(), Names, nil)
	if err != nil {
		t.Fatal(err)
	}
	var unknown *tasks.UnknownWordError
	if _, err := mustParse(t, example).Prompt(small); !errors.As(err, &unknown) || unknown.Word != "4" {
		t.Errorf("a vocabulary without numbers: %v", err)
	}
}
