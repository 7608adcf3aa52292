package tasks

import "slices"

// Pool has the words that may stand in for words that a model has not learnt.
type Pool struct {
	Words []string
	next  int
}

// Next returns the next word that the model knows and that is not used, "" if there is none.
func (p *Pool) Next(used []string, known func(string) bool) string {
	for p.next < len(p.Words) {
		word := p.Words[p.next]
		p.next++
		if known(word) && !slices.Contains(used, word) {
			return word
		}
	}
	return ""
}
