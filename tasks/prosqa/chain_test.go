package prosqa

import (
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tasks"
)

func TestCheckChain(t *testing.T) {
	q, err := Parse(tinyText) // Tom → cat → pet, Eva → tree
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, said string
		want       []tasks.Link
	}{
		{"whole", "Tom cat . cat pet .", []tasks.Link{{From: "Tom", To: "cat", Fact: true, Follows: true}, {From: "cat", To: "pet", Fact: true, Follows: true}}},
		{"no fact", "Tom cat . cat tree .", []tasks.Link{{From: "Tom", To: "cat", Fact: true, Follows: true}, {From: "cat", To: "tree", Fact: false, Follows: true}}},
		{"does not follow", "Tom cat . Eva tree .", []tasks.Link{{From: "Tom", To: "cat", Fact: true, Follows: true}, {From: "Eva", To: "tree", Fact: true, Follows: false}}},
		{"starts on the way", "cat pet .", []tasks.Link{{From: "cat", To: "pet", Fact: true, Follows: true}}},
		{"starts elsewhere", "Eva tree .", []tasks.Link{{From: "Eva", To: "tree", Fact: true, Follows: false}}},
		{"unknown words", "Bob hat .", []tasks.Link{{From: "Bob", To: "hat", Fact: false, Follows: false}}},
		{"cut off", "Tom cat . cat", []tasks.Link{{From: "Tom", To: "cat", Fact: true, Follows: true}}},
		{"another form", "Tom . cat pet .", nil},
		{"nothing", "", nil},
	} {
		if got := q.CheckChain(strings.Fields(test.said)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}
