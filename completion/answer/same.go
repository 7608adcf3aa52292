package answer

import (
	"strconv"
	"strings"
)

// Same reports whether an answer that the rule of a name has found is the expected one, as the rule's authors compare
// them: CODI compares numbers, so 18.0 is 18, and an expected answer that is no number is never met; Coconut compares
// texts, so "18.0" and "$18" are not "18". Commas and the white space around the expected answer do not count. (CODI's
// program takes a text without any number for infinity, and an expected answer that is none as well, so there the two
// are the same. Here they are not.)
func Same(name, said, expected string) bool {
	expected = strings.TrimSpace(strings.ReplaceAll(expected, ",", ""))
	if name != "last-number" {
		return said != "" && said == expected
	}
	x, err := strconv.ParseFloat(said, 64)
	y, err2 := strconv.ParseFloat(expected, 64)
	return err == nil && err2 == nil && x == y
}
