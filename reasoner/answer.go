package reasoner

import (
	"slices"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// afterMarker returns what was said after the last answer marker, without <eos>.
func afterMarker(tokens []string) (said []string, ok bool) {
	for _, t := range tokens {
		switch t {
		case tokenizer.AnswerMarker:
			said, ok = nil, true
		case tokenizer.Eos:
		default:
			said = append(said, t)
		}
	}
	return said, ok
}

// beforeMarker returns what was said before the first answer marker, without <eos>.
func beforeMarker(tokens []string) []string {
	end := slices.IndexFunc(tokens, func(t string) bool { return t == tokenizer.AnswerMarker || t == tokenizer.Eos })
	if end < 0 {
		end = len(tokens)
	}
	return tokens[:end]
}
