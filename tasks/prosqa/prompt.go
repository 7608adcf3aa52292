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
	names, kinds := tasks.Pool{Words: Names}, tasks.Pool{Words: Concepts}
	back := map[string]string{}
	for i, w := range q.Graph.Symbols {
		if known(w) {
			continue
		}
		pool, kind := &kinds, "kinds"
		if IsName(w) {
			pool, kind = &names, "names"
		}
		word := pool.Next(q.Graph.Symbols, known)
		if word == "" {
			return nil, nil,
				&tasks.SyntaxError{Reason: fmt.Sprintf("there are too many different %s; the model can keep %d apart (%q is one "+
					"too many)", kind, len(pool.Words), w)}
		}
		renamed.Graph.Symbols[i], back[word] = word, w
	}
	return &renamed, back, nil
}
