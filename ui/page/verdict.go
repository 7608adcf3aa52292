package page

import (
	"github.com/coconut-page/coconut/reasoner"
)

func Said(r *reasoner.Result) string {
	if r.Answer == "" {
		return "(no answer)"
	}
	return r.Answer
}

func VerdictWord(verdict string) string {
	switch verdict {
	case "right":
		return "Right."
	case "wrong":
		return "Wrong."
	case "malformed":
		return "Not an answer."
	case "undecidable":
		return "Undecidable."
	default:
		return verdict
	}
}
