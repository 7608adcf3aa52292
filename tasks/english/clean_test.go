package english_test

import (
	"testing"

	"github.com/coconut-page/coconut/tasks/english"
)

func TestClean(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"plain", "Tom is a cat.", "Tom is a cat."},
		{"empty", "", ""},
		{"composed", "\u00e9clair", "\u00e9clair"},
		{"decomposed", "e\u0301clair", "\u00e9clair"},
		{"two marks", "o\u0302\u0323", "\u1ed9"},
		{"hangul", "\u1112\u1161\u11ab", "\ud55c"},
		{"soft hyphen", "ani\u00admal", "animal"},
		{"zero-width space", "ani\u200bmal", "animal"},
		{"joiners", "a\u200cb\u200dc", "abc"},
		{"marks of direction", "\u200eTom\u200f", "Tom"},
		{"overrides", "\u202ecat\u202c", "cat"},
		{"word joiner", "ani\u2060mal", "animal"},
		{"isolates", "\u2066cat\u2069", "cat"},
		{"byte order mark", "\ufeffTom", "Tom"},
		{"hidden between a letter and its mark", "e\u00ad\u0301", "\u00e9"},
		{"what can be seen stays", "jack-o\u2019-lantern \u00a0\u2011\u2009x", "jack-o\u2019-lantern \u00a0\u2011\u2009x"},
		{"not UTF-8", "a\xffb", "a\ufffdb"},
	} {
		if got := english.Clean(tt.text); got != tt.want {
			t.Errorf("%s: %+q is cleaned to %+q, want %+q", tt.name, tt.text, got, tt.want)
		}
	}
}
