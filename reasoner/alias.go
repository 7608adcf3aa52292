package reasoner

import (
	"fmt"
	"slices"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

// alias replaces words the model has never learnt by words it has and that the question does not use, so that people can ask in
// their own words: the model decides by the facts alone, whatever the words. Known words stay as they are. It returns the question
// as the model reads it, and the asker's word of every replaced one, by the model's word.
func alias(q *prosqa.Question, known func(string) bool) (*prosqa.Question, map[string]string, error) {
	renamed := *q
	renamed.Graph.Symbols = slices.Clone(q.Graph.Symbols)
	used := map[string]bool{}
	for _, w := range q.Graph.Symbols {
		used[w] = true
	}
	free := map[bool][]string{true: unused(prosqa.Names, used, known), false: unused(prosqa.Concepts, used, known)}
	back := map[string]string{}
	for i, w := range q.Graph.Symbols {
		if known(w) {
			continue
		}
		words := free[prosqa.IsName(w)]
		if len(words) == 0 {
			kind, limit := "kinds", len(prosqa.Concepts)
			if prosqa.IsName(w) {
				kind, limit = "names", len(prosqa.Names)
			}
			return nil, nil, &prosqa.SyntaxError{Reason: fmt.Sprintf("there are too many different %s; the model can keep %d apart (%q is one too many)", kind, limit, w)}
		}
		renamed.Graph.Symbols[i], free[prosqa.IsName(w)] = words[0], words[1:]
		back[words[0]] = w
	}
	return &renamed, back, nil
}

// unused lists the words that the model knows and the question does not use.
func unused(words []string, used map[string]bool, known func(string) bool) []string {
	var free []string
	for _, w := range words {
		if !used[w] && known(w) {
			free = append(free, w)
		}
	}
	return free
}
