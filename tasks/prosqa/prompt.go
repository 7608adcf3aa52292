package prosqa

import (
	"fmt"
	"slices"

	"github.com/coconut-page/coconut/tasks"
)

// Prompt implements tasks.Question. Words that the model has not learnt get stand-ins.
func (q *Question) Prompt(v tasks.Vocabulary) (*tasks.Prompt, error) {
	known, back, err := alias(q, func(w string) bool { _, ok := v.ID(w); return ok })
	if err != nil {
		return nil, err
	}
	p := &tasks.Prompt{Back: back, Aliases: tasks.Invert(back), Words: q.Graph.Symbols, FactsByAnswer: 1}
	if p.Tokens, err = v.Encode(known.OfficialText()); err != nil {
		return nil, err
	}
	for _, word := range known.Graph.Symbols {
		id, _ := v.ID(word) // alias has ensured that there is one
		p.WordIDs = append(p.WordIDs, id)
	}
	p.Lead = []int{p.WordIDs[q.Root]}
	for _, node := range q.Candidates {
		p.Candidates, p.CandidateIDs = append(p.Candidates, p.Words[node]), append(p.CandidateIDs, p.WordIDs[node])
	}
	return p, nil
}

// alias replaces words that the model has not learnt by words that it has and that the question does not use, so that
// people can ask in their own words: the model decides by the facts alone, whatever the words. Known words stay as they
// are. It returns the question as the model reads it, and a map from the model's words to the replaced ones.
func alias(q *Question, known func(string) bool) (*Question, map[string]string, error) {
	renamed := *q
	renamed.Graph.Symbols = slices.Clone(q.Graph.Symbols)
	used := map[string]bool{}
	for _, w := range q.Graph.Symbols {
		used[w] = true
	}
	left := map[bool][]string{true: free(Names, used, known), false: free(Concepts, used, known)}
	back := map[string]string{}
	for i, w := range q.Graph.Symbols {
		if known(w) {
			continue
		}
		words := left[IsName(w)]
		if len(words) == 0 {
			kind, limit := "kinds", len(Concepts)
			if IsName(w) {
				kind, limit = "names", len(Names)
			}
			return nil, nil,
				&tasks.SyntaxError{Reason: fmt.Sprintf("there are too many different %s; the model can keep %d apart (%q is one "+
					"too many)", kind, limit, w)}
		}
		renamed.Graph.Symbols[i], left[IsName(w)] = words[0], words[1:]
		back[words[0]] = w
	}
	return &renamed, back, nil
}

// free lists the words that the model knows and the question does not use.
func free(words []string, used map[string]bool, known func(string) bool) []string {
	var list []string
	for _, w := range words {
		if !used[w] && known(w) {
			list = append(list, w)
		}
	}
	return list
}
