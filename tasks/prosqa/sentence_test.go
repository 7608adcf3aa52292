package prosqa

import "testing"

func TestSentences(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{Sentence("gerpus", "impus"), "Every gerpus is a impus."},
		{Sentence("Tom", "gerpus"), "Tom is a gerpus."},
		{Sentence("Émile", "gerpus"), "Émile is a gerpus."},
		{AnswerText("Tom", "lempus"), "Tom is a lempus."},
		{Verbalize([]string{"Tom", "lempus", "."}), "Tom is a lempus."},
		{Verbalize([]string{"Tom", "lempus", ".", "lempus", "impus", ".", "###", "Tom", "impus", "."}), "Tom is a lempus. Every lempus is a impus. ### Tom is a impus."},
		{Verbalize([]string{"Tom", "lempus"}), "Tom lempus"},
		{Verbalize(nil), ""},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}
