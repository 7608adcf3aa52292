package arithmetic

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/coconut-page/coconut/tasks"
)

// Prompt implements tasks.Question. Names that the model has not learnt get stand-ins; the noun is not among the
// model's words.
func (q *Question) Prompt(v tasks.Vocabulary) (*tasks.Prompt, error) {
	known, back, err := q.alias(v)
	if err != nil {
		return nil, err
	}
	var text []string
	for _, f := range known.Facts {
		text = append(text, known.factTokens(f)...)
	}
	text = append(text, known.Names[q.Root], "?")
	p := &tasks.Prompt{Back: back, Aliases: tasks.Invert(back), Words: slices.Clone(q.Names)}
	words := slices.Clone(known.Names)
	for n := range MaxValue + 1 {
		number := strconv.Itoa(n)
		p.Words, words = append(p.Words, number), append(words, number)
	}
	if p.Tokens, err = ids(v, text); err != nil {
		return nil, err
	}
	p.WordIDs, err = ids(v, words)
	return p, err
}

// ids looks up words.
func ids(v tasks.Vocabulary, words []string) ([]int, error) {
	all := make([]int, len(words))
	for i, word := range words {
		id, ok := v.ID(word)
		if !ok {
			return nil, &tasks.UnknownWordError{Word: word}
		}
		all[i] = id
	}
	return all, nil
}

// alias replaces names that the model has not learnt by names that it has and that the question does not use. It
// returns the question as the model reads it, and a map from the model's names to the replaced ones.
func (q *Question) alias(v tasks.Vocabulary) (*Question, map[string]string, error) {
	known := func(name string) bool { _, ok := v.ID(name); return ok }
	var free []string
	for _, name := range Names {
		if known(name) && !slices.Contains(q.Names, name) {
			free = append(free, name)
		}
	}
	renamed, back := *q, map[string]string{}
	renamed.Names = slices.Clone(q.Names)
	for i, name := range q.Names {
		if slices.Contains(Names, name) && known(name) {
			continue
		}
		if len(free) == 0 {
			return nil, nil, &tasks.SyntaxError{Reason: fmt.Sprintf("there are too many different names; the model can keep "+
				"%d apart (%q is one too many)", len(Names), tasks.Shorten(name))}
		}
		renamed.Names[i], free = free[0], free[1:]
		back[renamed.Names[i]] = name
	}
	return &renamed, back, nil
}
