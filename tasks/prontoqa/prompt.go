package prontoqa

import (
	"github.com/coconut-page/coconut/tasks"
)

// Prompt implements tasks.Question. Words must be the model's own: a property means nothing without its opposite, so no
// word can stand in for another.
func (q *Question) Prompt(v tasks.Vocabulary) (*tasks.Prompt, error) {
	var text []string
	for _, e := range q.Edges {
		text = append(text, Token(q.Symbols[e[0]]), Token(q.Symbols[e[1]]), ".")
	}
	text = append(text, q.Symbols[q.Root], Token(q.Query), "?")
	words := make([]string, len(q.Symbols))
	for i, symbol := range q.Symbols {
		words[i] = Token(symbol)
	}
	p := &tasks.Prompt{Back: spelling(), Words: q.Symbols, Candidates: []string{answerText(true), answerText(false)}}
	var err error
	if p.Tokens, err = tasks.IDs(v, text); err != nil {
		return nil, err
	}
	if p.WordIDs, err = tasks.IDs(v, words); err != nil {
		return nil, err
	}
	p.CandidateIDs, err = tasks.IDs(v, p.Candidates)
	return p, err
}

// spelling maps the model's tokens to the symbols that they stand for: "~happy" is "not happy".
func spelling() map[string]string {
	back := map[string]string{}
	for _, property := range Properties {
		symbol := Negate(property)
		back[Token(symbol)] = symbol
	}
	return back
}
