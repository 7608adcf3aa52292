package prosqa

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tasks"
)

var _ tasks.Repairer = Task{}

// repair is what the task suggests for one sentence of a text.
func repair(text string, sentence int) string {
	return Task{}.Repair(text, []*tasks.SyntaxError{{Sentence: sentence}})[0]
}

func TestRepair(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"All cats are animals.", "Every cat is an animal."},
		{"Cats are animals!", "Every cat is an animal."},
		{"all the cats are animals.", "Every cat is an animal."},
		{"Every Cat is an animal.", "Every cat is an animal."},
		{"The cat is an animal.", "Every cat is an animal."},
		{"tom is a cat.", "Tom is a cat."},
		{"Tom is a Cat", "Tom is a cat."},
		{"Tom is a cat, and a pet.", "Tom is a cat. Tom is a pet."},
		{"Tom and Rex are dogs.", "Tom is a dog. Rex is a dog."},
		{"Every good friend is a treasure.", "Every good-friend is a treasure."},
		{"All wolves are wild animals.", "Every wolf is a wild-animal."},
		{"All mice are geese.", "Every mouse is a goose."},
		{"rock is a mineral. Every pet rock is a rock. Is Tom a pet or rock?", "Every rock is a mineral."},
		{"Every cats is an animal. Tom is a cat. Is Tom an animal or cat?", "Every cat is an animal."},
		{"Is tom animal or a Mineral?", "Is Tom an animal or mineral?"},
		{"The weather is fine today.", ""},
		{"Tom is not a cat.", ""},
		{"No cats are dogs.", ""},
		{"Some cats are dogs.", ""},
		{"All cats are happy.", ""},
		{"Hello.", ""},
		{"Which animal is Tom?", ""},
		{"", ""},
	} {
		if better := repair(tt.text, 1); better != tt.want {
			t.Errorf("%q is repaired to %q; want %q", tt.text, better, tt.want)
		}
	}
	const lone = "Every cat is an animal. Tom is a cat. Is Tom an animal or rock?"
	if better := repair(lone, 3); better != "Rex is a rock. Is Tom an animal or rock?" {
		t.Errorf("a rock without a fact becomes %q", better)
	}
}

// FuzzRepair: what is suggested can be read, and nothing ends the program.
func FuzzRepair(f *testing.F) {
	f.Add("All cats are animals. tom is a cat. Is tom an animal or rock?", 3)
	f.Add("Tom and are and. And is a and and.", 1)
	f.Add("is is is is? are", 2)
	f.Fuzz(func(t *testing.T, text string, n int) {
		if better := repair(text, n); better != "" && (!readable(better) || strings.TrimSpace(better) == "") {
			t.Errorf("%q, %d: %q cannot be read", text, n, better)
		}
	})
}
