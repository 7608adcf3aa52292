package prosqa

import "testing"

func TestSentences(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{Sentence("gerpus", "impus"), "Every gerpus is an impus."},
		{Sentence("Tom", "gerpus"), "Tom is a gerpus."},
		{Sentence("Émile", "gerpus"), "Émile is a gerpus."},
		{AnswerText("Tom", "lempus"), "Tom is a lempus."},
		{Verbalize([]string{"Tom", "lempus", "."}), "Tom is a lempus."},
		{Verbalize([]string{"Tom", "lempus", ".", "lempus", "impus", ".", "###", "Tom", "impus", "."}), "Tom is a lempus. Every lempus is an impus. ### Tom is an impus."},
		{Verbalize([]string{"Tom", "lempus"}), "Tom lempus"},
		{AnswerText("Tom", "animal"), "Tom is an animal."},
		{Verbalize(nil), ""},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}
