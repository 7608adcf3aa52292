package arithmetic

import (
	"strconv"
	"strings"
)

// Names are the names that models are trained on, alphabetical.
var Names = strings.Fields(`Ada Ann Ben Cleo Dan Eva Finn Gus Hal Ida Jan Kim Leo Mia Ned Ola Pam Quin Ray Sue Tom Uma Vic Wes`)

// otherNames are names that no model is trained on, alphabetical.
var otherNames = strings.Fields(`Arlo Bea Cyrus Dora Enzo Flora Gina Hugo Iris Jonah Kira Luca Maud Noor Otto Petra Rosa Saul Tess
	Viola Walt Yara Zeno`)

// nouns are what quantities are of, alphabetical.
var nouns = []Noun{{"apple", "apples"}, {"book", "books"}, {"coin", "coins"}, {"marble", "marbles"}, {"pear", "pears"},
	{"shell", "shells"}, {"stamp", "stamps"}}

// Noun is what is counted.
type Noun struct{ One, Many string }

// of returns the form of the noun that goes with a number.
func (n Noun) of(count int) string {
	if count == 1 {
		return n.One
	}
	return n.Many
}

// words are the model's words: names, numbers, and operations with their numbers.
func words() []string {
	all := append([]string(nil), Names...)
	for v := range MaxValue + 1 {
		all = append(all, strconv.Itoa(v))
	}
	for _, o := range []Operation{Plus, Minus, Times} {
		least, most := o.bounds()
		for n := least; n <= most; n++ {
			all = append(all, o.token(n))
		}
	}
	return all
}
