package nfc

import (
	"strings"
	"testing"
)

func TestString(t *testing.T) {
	acute, dot, belows := "\u0301", "\u0323", strings.Repeat("\u0316", 40)
	for _, test := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"composed", "é", "é"},
		{"letter and mark", "e" + acute, "é"},
		{"two marks, in canonical order", "a\u0302" + dot, "ậ"},
		{"Hangul", "\u1112\u1161\u11ab", "한"},
		{"an exclusion", "\u0958", "\u0915\u093c"},
		{"31 marks", "a" + strings.Repeat(acute, 31), "á" + strings.Repeat(acute, 30)},
		{"marks of a lower class first", "a" + strings.Repeat(acute, 30) + belows, "á" + belows + strings.Repeat(acute, 29)},
		{"a mark blocked by its own class", "a\u0307" + strings.Repeat(acute, 40), "ȧ" + strings.Repeat(acute, 40)},
		{"marks that decompose", "a" + strings.Repeat("\u0344", 20), "ä" + acute + strings.Repeat("\u0308\u0301", 19)},
		{"letters around many marks", "e" + acute + "x" + belows + "e" + acute, "éx" + belows + "é"},
		{"Hangul before many marks", "\uac00\u11a8" + belows, "\uac01" + belows},
		{"a mark behind a vowel", "O\u0315\u102e\u0308", "O\u0315\u102e\u0308"},
		{"a letter that is like an A in 16 bits", "\U00010041" + acute, "\U00010041" + acute},
		{"a letter beyond 16 bits", "\U00011099\U000110ba", "\U0001109a"},
		{"a mark that decomposes", "\u03b9\u0344", "\u0390"},
		{"a vowel that composes", "\u1025\u102e", "\u1026"},
		{"a decomposition that stays", "a\u2126b", "a\u03a9b"},
		{"letters that compose", "\u09c7\u09be\u09bc", "\u09cb\u09bc"},
		{"invalid UTF-8", "e\xff" + acute, "e\ufffd" + acute},
		{"byte order marks", "\ufeff\ufeffe" + acute + "\ufeff", "\ufeff\ufeffé\ufeff"},
		{"marks without a letter", belows + acute, belows + acute},
	} {
		if got := String(test.text); got != test.want {
			t.Errorf("%s: String(%+q) = %+q, want %+q", test.name, test.text, got, test.want)
		}
	}
}
