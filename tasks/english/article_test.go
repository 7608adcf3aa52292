package english_test

import (
	"testing"

	"github.com/coconut-page/coconut/tasks/english"
)

func TestArticle(t *testing.T) {
	for word, want := range map[string]string{
		"cat": "a", "animal": "an", "impus": "an", "gerpus": "a", "yumpus": "a", "umbrella": "an", "unicorn": "a", "university": "a", "user": "a",
		"union": "a", "uncle": "an", "unimpus": "an", "European": "a", "ewe": "a", "eel": "an", "one": "a", "oneness": "a", "onion": "an",
		"hour": "an", "heir": "an", "house": "a", "honest-man": "an", "honeybee": "a", "éclair": "an", "Ärztin": "an", "собака": "a", "": "a",
	} {
		if got := english.Article(word); got != want {
			t.Errorf("%s %s, want %s", got, word, want)
		}
	}
	if got := english.WithArticle("impus"); got != "an impus" {
		t.Error(got)
	}
}

func TestSame(t *testing.T) {
	for _, tt := range []struct {
		x, y string
		want bool
	}{
		{"Tom is a impus.", "Tom is an impus.", true},
		{" Tom  is an cat.", "Tom is a cat.", true},
		{"Tom is the cat.", "Tom is a cat.", false},
		{"Tom is a cat.", "Tom is a cat", false},
		{"Tom is cat.", "Tom is a cat.", false},
		{"", "", true},
	} {
		if got := english.Same(tt.x, tt.y); got != tt.want {
			t.Errorf("Same(%q, %q) = %v", tt.x, tt.y, got)
		}
	}
}
