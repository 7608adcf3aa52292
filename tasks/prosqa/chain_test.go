package prosqa

import (
	"slices"
	"strings"
	"testing"
)

func TestCheckChain(t *testing.T) {
	q, err := Parse(tinyText) // Tom → cat → pet, Eva → tree
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, said string
		want       []Link
	}{
		{"whole", "Tom cat . cat pet .", []Link{{"Tom", "cat", true, true}, {"cat", "pet", true, true}}},
		{"no fact", "Tom cat . cat tree .", []Link{{"Tom", "cat", true, true}, {"cat", "tree", false, true}}},
		{"does not follow", "Tom cat . Eva tree .", []Link{{"Tom", "cat", true, true}, {"Eva", "tree", true, false}}},
		{"starts on the way", "cat pet .", []Link{{"cat", "pet", true, true}}},
		{"starts elsewhere", "Eva tree .", []Link{{"Eva", "tree", true, false}}},
		{"unknown words", "Bob hat .", []Link{{"Bob", "hat", false, false}}},
		{"cut off", "Tom cat . cat", []Link{{"Tom", "cat", true, true}}},
		{"another form", "Tom . cat pet .", nil},
		{"nothing", "", nil},
	} {
		if got := CheckChain(q, strings.Fields(test.said)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}
