package answer

import "testing"

func TestSame(t *testing.T) {
	for _, c := range []struct {
		rule, said, expected string
		want                 bool
	}{
		{"after-hash", "18", "18", true},
		{"after-hash", "1080", " 1,080 ", true},
		{"after-hash", "18.0", "18", false},
		{"after-hash", "018", "18", false},
		{"after-hash", "$18", "18", false},
		{"after-hash", "", "", false},
		{"after-hash", "Tom is a cat.", "Tom is a cat.", true},
		{"", "yes", "yes", true},
		{"last-number", "18", "18", true},
		{"last-number", "18.0", "18", true},
		{"last-number", "018", "18", true},
		{"last-number", "-18", "18", false},
		{"last-number", "1080", "1,080", true},
		{"last-number", "0.30", ".3", true},
		{"last-number", "18", "eighteen", false},
		{"last-number", "", "eighteen", false},
		{"last-number", "", "inf", false},
	} {
		if got := Same(c.rule, c.said, c.expected); got != c.want {
			t.Errorf("%s: %q and %q: %t, want %t", c.rule, c.said, c.expected, got, c.want)
		}
	}
}
