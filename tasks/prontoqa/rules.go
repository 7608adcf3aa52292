package prontoqa

import "strings"

// Rules are literal replacements [old, new] that, applied in order to the whole text of a question with the official
// vocabulary and single blanks, leave only tokens separated by blanks: every fact as two tokens and ".", the query,
// which comes last, as two tokens and "?". "Each jompus is not melodic." becomes "jompus ~melodic .", and "True or
// false: Alex is happy." becomes "Alex happy ?". The text must end with its last full stop.
func Rules() [][2]string {
	rules := [][2]string{
		// Only the last full stop, the query's, has no blank after it. "|" marks the others meanwhile.
		{". ", " | "}, {".", " ?"}, {"|", "."},
		{asking + " ", ""},
		{"Each ", ""},
		{"Every ", ""},
		{" is an ", " "}, {" is a ", " "}, {" is ", " "}, {" are ", " "}, // longest first
		{" not ", " ~"},
		{conceptEnd + "es", conceptEnd},
	}
	for _, c := range Concepts {
		rules = append(rules, [2]string{strings.ToUpper(c[:1]) + c[1:], c})
	}
	return rules
}

// Token returns the word that Rules make of a symbol: "~happy" of "not happy"; other symbols stay as they are.
func Token(symbol string) string {
	if adjective, negative := strings.CutPrefix(symbol, not); negative {
		return "~" + adjective
	}
	return symbol
}
