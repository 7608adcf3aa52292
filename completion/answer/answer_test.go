package answer

import (
	"regexp"
	"strings"
	"testing"
)

func TestRules(t *testing.T) {
	for _, c := range []struct {
		rule, text, want string
		found            bool
	}{
		{"", " 18 \n", "18", true},
		{"", "\n", "", false},
		{"after-hash", "<<3+4=7>>\n### 1,234 ", "1234", true},
		{"after-hash", "### 3\n### -4", "-4", true},
		{"after-hash", "the answer is 3", "the answer is 3", false},
		{"after-hash", "3 ###", "", false},
		{"after-hash", "", "", false},
		{"last-number", "The answer is: 18", "18", true},
		{"last-number", "The answer is: 1,800.50 dollars", "1800.50", true},
		{"last-number", "3 + -4.", "-4", true},
		{"last-number", "1-2", "-2", true},
		{"last-number", "1.2.3", "3", true},
		{"last-number", "none - .", "", false},
		{"last-number", "ends with 7 -", "7", true},
	} {
		rule, ok := Named(c.rule)
		if !ok {
			t.Fatalf("there is no rule %q", c.rule)
		}
		if got, found := rule(c.text); got != c.want || found != c.found {
			t.Errorf("%s of %q: %q, %t; want %q, %t", c.rule, c.text, got, found, c.want, c.found)
		}
	}
	if _, ok := Named("no such rule"); ok || len(Names()) != len(rules) {
		t.Errorf("unknown rules are found, or known ones are not listed: %q", Names())
	}
}

// FuzzLastNumber compares the rule with the expression that it is defined by.
func FuzzLastNumber(f *testing.F) {
	number := regexp.MustCompile(`-?\d+\.?\d*`)
	f.Add("a -1,000.5 b 7. -.3-4")
	f.Fuzz(func(t *testing.T, text string) {
		want := ""
		if all := number.FindAllString(strings.ReplaceAll(text, ",", ""), -1); len(all) > 0 {
			want = strings.TrimSuffix(all[len(all)-1], ".")
		}
		if got, found := LastNumber(text); got != want || found != (want != "") {
			t.Errorf("%q: %q, %t; want %q", text, got, found, want)
		}
	})
}
