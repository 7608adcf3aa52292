package english

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Article returns the indefinite article of a word: "an" before a vowel sound, as far as the spelling tells, otherwise
// "a". Words in other alphabets get "a".
func Article(word string) string {
	word = strings.ToLower(word)
	first, _ := utf8.DecodeRuneInString(word)
	if hasPrefix(word, silentH) || strings.ContainsRune(vowels, first) && !hasPrefix(word, consonantSounds) {
		return "an"
	}
	return "a"
}

// WithArticle puts the indefinite article before a word: "an animal".
func WithArticle(word string) string { return Article(word) + " " + word }

const vowels = "aeiouàáâãäåæāăąèéêëēĕėęěìíîïĩīĭįòóôõöøœōŏőùúûüũūŭůűų"

var (
	// silentH are the prefixes of words with a silent h.
	silentH = []string{"heir", "honest", "honor", "honour", "hour"}
	// consonantSounds are prefixes spelt with a vowel and spoken with a consonant: a unicorn, a European, a one-eyed cat.
	consonantSounds = []string{"eu", "ewe", "once", "one", "ubiq", "unic", "unif", "union", "uniq", "unis", "unit", "univ",
		"uran", "use",
		"usu", "ute", "uti"}
)

func hasPrefix(word string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(word, p) })
}

// IsArticle reports whether a word is an indefinite article.
func IsArticle(word string) bool { return word == "a" || word == "an" }

// Same reports whether two texts are the same apart from white space and the choice between "a" and "an". The official
// data files write "a" before every word, so an exact match with them must not depend on it.
func Same(x, y string) bool {
	return slices.EqualFunc(strings.Fields(x), strings.Fields(y), func(x, y string) bool {
		return x == y || IsArticle(x) && IsArticle(y)
	})
}
