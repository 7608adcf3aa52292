package answer

import "strings"

// LastNumber is CODI's rule (zhenyi4/codi, test.py): the last number of the text after commas are removed, as in "The
// answer is: 1,234". A number is what the expression -?\d+\.?\d* matches from left to right; a point at its end, which
// ends a sentence, is left out.
func LastNumber(text string) (string, bool) {
	text = strings.ReplaceAll(text, ",", "")
	last := ""
	for at := 0; at < len(text); {
		end := numberAt(text, at)
		if end == at {
			at++
			continue
		}
		last, at = text[at:end], end
	}
	return strings.TrimSuffix(last, "."), last != ""
}

// numberAt is where the number that begins at a place ends; the place itself if none does.
func numberAt(text string, at int) int {
	digits := at
	if digits < len(text) && text[digits] == '-' {
		digits++
	}
	end := afterDigits(text, digits)
	if end == digits {
		return at
	}
	if end < len(text) && text[end] == '.' {
		return afterDigits(text, end+1)
	}
	return end
}

func afterDigits(text string, at int) int {
	for at < len(text) && '0' <= text[at] && text[at] <= '9' {
		at++
	}
	return at
}
