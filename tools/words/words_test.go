package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestLanguages fails if a language lacks a phrase of the page, or has one that is gone, or fills in something else.
func TestLanguages(t *testing.T) {
	const root = "../.."
	phrases, err := Phrases(root)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "ui", "words", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files of strings (%v)", err)
	}
	for _, file := range files {
		l, err := ReadLanguage(file)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, problem := range l.Problems(phrases) {
			t.Errorf("%s: %s", filepath.Base(file), problem)
		}
	}
}

// TestProblems tells a language with faults from one without.
func TestProblems(t *testing.T) {
	phrases := []Phrase{{"Ask", "a:1"}, {"{n thought} in {Time}", "a:2"}, {"Read [this] now.", "a:3"}, {" ", "a:4"}}
	good := Language{"Ask": "Fragen", "{n thought} in {Time}": "{Time} für {n Gedanke|Gedanken}",
		"Read [this] now.": "[Das] jetzt lesen.", " ": ""}
	if got := good.Problems(phrases); got != nil {
		t.Errorf("problems of a good file: %q", got)
	}
	for text, translation := range map[string]string{
		"Ask": "", "{n thought} in {Time}": "{n} Gedanken", "Read [this] now.": "Das jetzt lesen.", "Gone": "Weg",
	} {
		bad := Language{}
		for k, v := range good {
			bad[k] = v
		}
		bad[text] = translation
		if got := bad.Problems(phrases); len(got) != 1 || !strings.Contains(got[0], text) {
			t.Errorf("%q as %q: problems %q; want one about it", text, translation, got)
		}
	}
}

// TestCollect reads each kind of source.
func TestCollect(t *testing.T) {
	c := &collector{seen: map[string]bool{}, classes: map[string]bool{"link": true, "astray": true}}
	for _, s := range []struct {
		read func(c *collector, name, text string) error
		text string
	}{
		{(*collector).markup, `<p title="A title">Some <em>words</em> here <b lang="de">nicht</b></p><p>A <em>whole</em> one</p>
			<code>Not this</code><ui:Pick :Label='"Which one"' vg-content='c.text()'></ui:Pick>`},
		{(*collector).program, `package p
			func f() string { return page.Say("{n} of "+"{m}", 1, 2) + Plural(3, "fact") }
			var a, b, c = "link astray", "Words like these", "key"`},
		{(*collector).reasons, "package p\nvar e = fmt.Errorf(\"there are %d of %q: %w\", 1, x, err)"},
		{(*collector).script, "const a = 'Said so'; // 'Not said'\nconst b = `Fetched ${n} of it`, c = 'a-b';"},
	} {
		if err := s.read(c, "file", s.text); err != nil {
			t.Error(err)
		}
	}
	var got []string
	for _, p := range c.phrases {
		got = append(got, p.Text)
	}
	want := []string{"A title", "Some", "words", "here", "A [whole] one", "Which one", "{n} of {m}", "{n fact}",
		"Words like these", `there are {n} of "{word1}": {Text2}`, "Said so", "Fetched {n} of it"}
	if !slices.Equal(got, want) {
		t.Errorf("collected\n%q, want\n%q", got, want)
	}
	for _, text := range []string{`var a = "Loading the " + x`, `var a = fmt.Sprintf("Loading %d of it", n)`,
		`var a = page.Say("Loading {n} of {m}", 1)`, `var a = page.Say(text, 1)`} {
		if err := c.program("file", "package p\n"+text); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}

// TestUpdate makes a language's file, and follows the source.
func TestUpdate(t *testing.T) {
	name := filepath.Join(t.TempDir(), "fr.json")
	var out bytes.Buffer
	if err := run("../..", []string{name}, &out); err != nil {
		t.Fatal(err)
	}
	l, err := ReadLanguage(name)
	if err != nil {
		t.Fatal(err)
	}
	l["Ask"], l["Gone"] = "Demander", "Parti"
	if _, err := l.update(name, []Phrase{{"Ask", "a:1"}, {"Race", "a:2"}}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if want := "{\n  \"Ask\": \"Demander\",\n  \"Race\": \"\"\n}\n"; err != nil || string(data) != want {
		t.Errorf("the file is %s, %v; want %s", data, err, want)
	}
}
