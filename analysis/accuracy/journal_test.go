package accuracy

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var fields = []Field{{"model", "abc"}, {"data", "def"}}

// TestJournal writes answers, and reads them again after each byte at which the computer may have stopped: whole lines
// stay, and what is added goes behind them.
func TestJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.jsonl")
	answers := []Answer{
		{Question: 4, Depth: 2, Expected: "18", Said: "18", Right: true, Text: "### 18\n", Thoughts: 2, Tokens: 5, Millis: 1.5},
		{Question: 0, Text: "“\x00”", Cut: true},
	}
	write(t, path, nil, answers...)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) + 1 {
		if err := os.WriteFile(path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		kept := max(strings.Count(string(whole[:n]), "\n")-1, 0)
		write(t, path, answers[:kept], answers[1])
		write(t, path, append(append([]Answer{}, answers[:kept]...), answers[1]))
	}
}

// write opens a journal that must hold known, and adds answers.
func write(t *testing.T, path string, known []Answer, answers ...Answer) {
	t.Helper()
	j, got, err := OpenJournal(path, fields)
	if err != nil {
		t.Fatal(err)
	}
	if len(got)+len(known) > 0 && !reflect.DeepEqual(got, known) {
		t.Fatalf("it holds %+v, want %+v", got, known)
	}
	for _, a := range answers {
		if err := j.Add(a); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestOtherJournal opens files that must not be gone on with, and leaves them as they are.
func TestOtherJournal(t *testing.T) {
	first := `{"format":"coconut-eval-1","fields":[{"name":"model","value":"abc"},{"name":"data","value":"def"}]}` + "\n"
	for text, want := range map[string]string{
		strings.Replace(first, "abc", "xyz", 1):                         `its model is "xyz", now it is "abc"`,
		strings.Replace(first, "def", strings.Repeat("d", 99), 1):       `its data is "dddddddddddddddddddddddd…"`,
		strings.Replace(first, `]`, `,{"name":"more","value":"1"}]`, 1): "line 1: 3 fields instead of 2",
		strings.Replace(first, "eval-1", "eval-9", 1):                   `line 1: format "coconut-eval-9"`,
		"a diary\n": "line 1: invalid",
		"a diary":   "line 1: it is something else",
		first + "{}\n" + `{"question":"x"}` + "\n":      "line 3: ",
		first + `{"other":1}` + "\n":                    `line 2: json: unknown field "other"`,
		first + "{} {}\n":                               "line 2: more than one value",
		first + strings.Repeat(" ", maxLine+1) + "{}\n": "line 2: longer than",
	} {
		path := filepath.Join(t.TempDir(), "x.jsonl")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := OpenJournal(path, fields)
		if !errors.Is(err, ErrJournal) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%.200q: %v, want %q", text, err, want)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != text {
			t.Errorf("%.200q has become %.200q, %v", text, after, err)
		}
	}
	if _, _, err := OpenJournal(filepath.Join(t.TempDir(), "no", "x"), fields); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a journal in a folder that is not there: %v", err)
	}
}
