// Package answer finds the answer in a text that a model wrote, by the rules of those who published models.
package answer

import (
	"maps"
	"slices"
)

// Rule finds the answer in a text. Without one it returns what comes closest, which may be "", and false.
type Rule func(text string) (answer string, found bool)

// rules are the rules by the names that a model's config has.
var rules = map[string]Rule{
	"":            Whole,
	"after-hash":  AfterHash,
	"last-number": LastNumber,
}

// Named returns the rule of a name, and whether there is one. The rule of "" is Whole.
func Named(name string) (Rule, bool) {
	rule, ok := rules[name]
	return rule, ok
}

// Names lists the names that Named knows.
func Names() []string { return slices.Sorted(maps.Keys(rules)) }
