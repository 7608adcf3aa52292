package prontoqa

import (
	"slices"
	"strings"

	"github.com/coconut-page/coconut/internal/order"
)

// Names are the names of the subjects, alphabetical; the 9 of the official files.
var Names = strings.Fields("Alex Fae Max Polly Rex Sally Sam Stella Wren")

// Concepts are the words for kinds in the singular, alphabetical; the 17 of the official files.
var Concepts = strings.Fields(`brimpus dumpus gorpus grimpus impus jompus lempus lorpus numpus rompus shumpus sterpus tumpus vumpus
	wumpus yumpus zumpus`)

// families are groups of adjectives that exclude each other in meaning. No official question uses two of one family;
// its only contradiction is by "not".
var families = [...][]string{
	{"opaque", "transparent"},
	{"large", "small"},
	{"bright", "dull"},
	{"fast", "moderate", "slow"},
	{"earthy", "floral", "fruity"},
	{"cold", "hot", "temperate"},
	{"blue", "brown", "orange", "red"},
	{"liquid", "luminous", "metallic", "wooden"},
	{"bitter", "sour", "spicy", "sweet"},
	{"feisty", "happy", "nervous", "shy"},
	{"discordant", "loud", "melodic", "muffled"},
	{"overcast", "rainy", "snowy", "sunny", "windy"},
	{"aggressive", "amenable", "angry", "kind", "mean"},
}

// Properties are the adjectives, alphabetical; the 45 of the official files.
var Properties = properties()

func properties() []string {
	all := slices.Concat(families[:]...)
	order.Strings(all)
	return all
}

// conceptEnd is how every concept ends, and no adjective or name does.
const conceptEnd = "pus"

const not = "not "

// Negate returns the opposite of a literal: "not happy" of "happy" and "happy" of "not happy".
func Negate(literal string) string {
	if adjective, negative := strings.CutPrefix(literal, not); negative {
		return adjective
	}
	return not + literal
}

// IsName reports whether a symbol is a name, which begins with a capital letter.
func IsName(symbol string) bool { return symbol != "" && 'A' <= symbol[0] && symbol[0] <= 'Z' }

// IsConcept reports whether a symbol is a concept, which ends in "pus".
func IsConcept(symbol string) bool { return strings.HasSuffix(symbol, conceptEnd) && !IsName(symbol) }

// IsLiteral reports whether a symbol is an adjective, with "not" or without.
func IsLiteral(symbol string) bool { return symbol != "" && !IsName(symbol) && !IsConcept(symbol) }
