package page

import (
	"github.com/coconut-page/coconut/reasoner"
)

// Said is the answer of a result, in words even if there is none.
func Said(r *reasoner.Result) string {
	if r.Answer == "" {
		return "(no answer)"
	}
	return r.Answer
}

// VerdictWord is a verdict as the page shows it.
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
