package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
)

// Language has the translations of phrases.
type Language map[string]string

// ReadLanguage reads a file of strings.
func ReadLanguage(name string) (Language, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	l := Language{}
	if err := json.Unmarshal(data, &l); err != nil {
		return nil, fmt.Errorf("words: %s: %w", name, err)
	}
	return l, nil
}

// Problems says which phrases are not translated, which translations have no phrase any more, and which do not fill in
// what the phrase does.
func (l Language) Problems(phrases []Phrase) []string {
	var problems []string
	known := map[string]bool{}
	for _, p := range phrases {
		known[p.Text] = true
		translation, ok := l[p.Text]
		switch {
		case !ok || translation == "" && p.Text != " ":
			problems = append(problems, fmt.Sprintf("%s: %q is not translated", p.Place, p.Text))
		case !slices.Equal(filled(p.Text), filled(translation)):
			problems = append(problems, fmt.Sprintf("%s: %q fills in %v, its translation %q %v", p.Place, p.Text,
				filled(p.Text), translation, filled(translation)))
		}
	}
	for text := range l {
		if !known[text] {
			problems = append(problems, fmt.Sprintf("%q is not in the source any more", text))
		}
	}
	slices.Sort(problems)
	return problems
}

// place matches what a template fills in, and the bracket around the text of an inline element.
var place = regexp.MustCompile(`\{(\w+)(?: [^{}]*)?\}|\[`)

// filled are the names of what a template fills in, sorted, and a mark for each inline element.
func filled(text string) []string {
	var names []string
	for _, m := range place.FindAllStringSubmatch(text, -1) {
		names = append(names, cmp.Or(m[1], m[0]))
	}
	slices.Sort(names)
	return names
}

// update writes the file anew with these phrases, and returns how many are not translated.
func (l Language) update(name string, phrases []Phrase) (missing int, err error) {
	var b bytes.Buffer
	b.WriteString("{\n")
	for i, p := range phrases {
		if l[p.Text] == "" && p.Text != " " {
			missing++
		}
		end := ",\n"
		if i == len(phrases)-1 {
			end = "\n"
		}
		b.WriteString("  " + quote(p.Text) + ": " + quote(l[p.Text]) + end)
	}
	b.WriteString("}\n")
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		return 0, fmt.Errorf("words: %w", err)
	}
	return missing, nil
}

// quote writes a JSON string that people can read.
func quote(text string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic(err) // it is a string
	}
	return strings.TrimSpace(b.String())
}
