package answer

import "strings"

// AfterHash is Coconut's rule (facebookresearch/coconut, run.py): what stands after the last "#", without commas and
// the white space around it, as in "### 1,234". A text without a "#" has no answer.
func AfterHash(text string) (string, bool) {
	at := strings.LastIndexByte(text, '#')
	answer := strings.TrimSpace(strings.ReplaceAll(text[at+1:], ",", ""))
	return answer, at >= 0 && answer != ""
}
