package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// Phrase is something that the page says.
type Phrase struct {
	Text  string // a template as page.Say takes it, or an element's contents with those of inline elements in brackets
	Place string // the first file and line with it
}

// general are what a file says of its language: what it is called, how it writes numbers, what it puts between the
// words of a list, before the last of them, between sentences and at their end. wasm/app/words.js uses them.
var general = []string{"English", "1,234.5", ", ", " and ", " ", "."}

// Phrases are the phrases of the page below root, in the order of the source.
func Phrases(root string) ([]Phrase, error) {
	c := &collector{seen: map[string]bool{}}
	for _, text := range general {
		c.keep(text, "wasm/app/words.js:1")
	}
	var err error
	if c.classes, err = classes(filepath.Join(root, "ui", "style.css")); err != nil {
		return nil, err
	}
	for _, s := range sources {
		names, err := filepath.Glob(filepath.Join(root, s.files))
		if err != nil || len(names) == 0 {
			return nil, fmt.Errorf("words: no files %s (%v)", s.files, err)
		}
		for _, name := range names {
			rel, _ := filepath.Rel(root, name)
			if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_gen.go") || notShown(rel) {
				continue
			}
			data, err := os.ReadFile(name)
			if err != nil {
				return nil, fmt.Errorf("words: %w", err)
			}
			if err := s.read(c, filepath.ToSlash(rel), string(data)); err != nil {
				return nil, err
			}
		}
	}
	return c.phrases, nil
}

// notShown reports whether a file of sources is of a task that the page does not have: one that only reads data.
func notShown(rel string) bool { return filepath.Base(filepath.Dir(rel)) == "igsm" }

// sources are the files that say something on the page, and how each is read.
var sources = []struct {
	files string
	read  func(c *collector, name, text string) error
}{
	{"index.html", (*collector).markup},
	{"wasm/app/page.js", (*collector).script},
	{"wasm/app/language.js", (*collector).script},
	{"wasm/app/hands.js", (*collector).script},
	{"wasm/app/card.js", (*collector).script},
	{"ui/*.vugu", (*collector).markup},
	{"ui/*.go", (*collector).program},
	{"ui/page/*.go", (*collector).program},
	{"engine/failure.go", (*collector).reasons},
	{"engine/loading.go", (*collector).reasons},
	{"weights/errors.go", (*collector).reasons},
	{"weights/source_fetch_js.go", (*collector).reasons},
	{"weights/body_js.go", (*collector).reasons},
	{"weights/cache_js.go", (*collector).reasons},
	{"tasks/*/task.go", (*collector).task},
	{"tasks/errors.go", (*collector).reasons},
	{"tasks/*/parse.go", (*collector).reasons},
	{"tasks/*/amount.go", (*collector).reasons},
	{"tasks/*/question.go", (*collector).reasons},
	{"tasks/*/prompt.go", (*collector).reasons},
	{"tasks/*/solve.go", (*collector).reasons},
	{"tasks/*/answer.go", (*collector).reasons},
	{"tasks/*/verdict.go", (*collector).reasons},
	{"tasks/*/judge.go", (*collector).reasons},
}

// collector gathers phrases, each once.
type collector struct {
	classes map[string]bool // of the style sheet
	seen    map[string]bool
	phrases []Phrase
}

// add adds a phrase, with white space as a browser shows it.
func (c *collector) add(text, place string) {
	text = strings.Join(strings.Fields(text), " ")
	if text != "" && strings.ContainsFunc(text, saying) {
		c.keep(text, place)
	}
}

func (c *collector) keep(text, place string) {
	if !c.seen[text] {
		c.seen[text] = true
		c.phrases = append(c.phrases, Phrase{text, place})
	}
}

// saying reports whether a character is more than punctuation: a text without any says nothing.
func saying(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
