package page

import "testing"

func TestSay(t *testing.T) {
	for _, tt := range []struct {
		template string
		values   []any
		want     string
	}{
		{"Nothing filled in.", nil, "Nothing filled in."},
		{"{n} of {m thought}: {word}", []any{2, 3, "cat"}, "2 of 3 thoughts: cat"},
		{"{n thought} in {Time}", []any{1, "3 ms"}, "1 thought in 3 ms"},
		{"{n thought} more", []any{uint64(11)}, "11 thoughts more"},
		{"{n thought}", []any{"1"}, "1 thought"},
		{"“{fact}” is new", []any{"{n} is a {m}."}, "“{n} is a {m}.” is new"},
	} {
		if got := Say(tt.template, tt.values...); got != tt.want {
			t.Errorf("Say(%q, %v) = %q; want %q", tt.template, tt.values, got, tt.want)
		}
	}
}
