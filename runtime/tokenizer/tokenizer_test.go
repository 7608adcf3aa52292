package tokenizer

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var (
	testSpecial = []string{"<pad>", "<unk>", "<eos>", "<bot>", "<eot>", "<pause>", "###", ".", "?"}
	testWords   = []string{"Alex", "Tom", "gerpus", "lempus", "terpus", "scrompus", "a"}
	testReplace = [][2]string{{"Every ", ""}, {" is a ", " "}, {"Is ", ""}, {" a ", " "}, {" or ", " "}}
)

func newTest(t testing.TB) *Tokenizer {
	t.Helper()
	tok, err := NewWordLevel(testSpecial, testWords, testReplace)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func TestEncode(t *testing.T) {
	tok := newTest(t)
	for _, test := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"white space", " \t\n ", ""},
		{"edge", "Every gerpus is a terpus.", "gerpus terpus ."},
		{"fact", "Tom is a gerpus.", "Tom gerpus ."},
		{"question", "Is Tom a lempus or a scrompus?", "Tom lempus scrompus ?"},
		{"all", "Every gerpus is a terpus. Tom is a gerpus. Is Tom a lempus or a scrompus?", "gerpus terpus . Tom gerpus . Tom lempus scrompus ?"},
		{"spacing", "  Tom\u00a0gerpus . ", "Tom gerpus ."},
		{"replaced where it touches the end", "Tom is a ", "Tom"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ids, err := tok.Encode(test.text)
			if err != nil {
				t.Fatal(err)
			}
			if got := tok.Decode(ids); got != test.want {
				t.Errorf("Encode(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func TestEncodeUnknownWord(t *testing.T) {
	tok := newTest(t)
	for _, test := range []struct {
		name, text string
		want       UnknownWordError
	}{
		{"word", "Every gerpus is a hat.", UnknownWordError{"hat", 18}},
		{"first word", "hat Tom", UnknownWordError{"hat", 0}},
		{"after replacements", "Is Tom a lempus or a cat?", UnknownWordError{"cat", 21}},
		{"case", "tom", UnknownWordError{"tom", 0}},
		{"punctuation run", "Tom gerpus..", UnknownWordError{"..", 10}},
		{"special token", "Tom <bot>", UnknownWordError{"<", 4}},
		{"special token that is one piece", "Tom ### gerpus", UnknownWordError{"###", 4}},
		{"letters and marks stay together", "Tom ge\u0301rpus_1", UnknownWordError{"ge\u0301rpus_1", 4}},
		{"broken UTF-8", "Tom \xff", UnknownWordError{"\xff", 4}},
	} {
		t.Run(test.name, func(t *testing.T) {
			ids, err := tok.Encode(test.text)
			var got *UnknownWordError
			if !errors.As(err, &got) || *got != test.want {
				t.Fatalf("Encode(%q) = %v, %v; want %v", test.text, ids, err, &test.want)
			}
		})
	}
}

func TestEncodeTooLong(t *testing.T) {
	tok := newTest(t)
	if _, err := tok.Encode(strings.Repeat("Tom ", MaxText/4) + "."); !errors.Is(err, ErrTooLong) {
		t.Errorf("long text: %v, want ErrTooLong", err)
	}
	// Each step makes the text 200 times longer: without a limit this would exhaust memory.
	var grow [][2]string
	for range maxReplacements {
		grow = append(grow, [2]string{"a", strings.Repeat("a", 200)})
	}
	tok, err := NewWordLevel(testSpecial, testWords, grow)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tok.Encode("a"); !errors.Is(err, ErrTooLong) {
		t.Errorf("growing text: %v, want ErrTooLong", err)
	}
}

func TestLookup(t *testing.T) {
	tok := newTest(t)
	if n := tok.VocabSize(); n != 16 {
		t.Fatalf("VocabSize() = %d, want 16", n)
	}
	for id := range tok.VocabSize() {
		if got, ok := tok.ID(tok.Token(id)); !ok || got != id {
			t.Errorf("ID(%q) = %d, %t; want %d", tok.Token(id), got, ok, id)
		}
	}
	if id, ok := tok.ID("<bot>"); !ok || id != 3 || !tok.Special(id) {
		t.Errorf(`ID("<bot>") = %d, %t; want special 3`, id, ok)
	}
	if id, ok := tok.ID("."); !ok || tok.Special(id) {
		t.Errorf(`ID(".") = %d, %t, special %t`, id, ok, tok.Special(id))
	}
	if _, ok := tok.ID("nobody"); ok {
		t.Error(`ID("nobody") was found`)
	}
	if tok.Token(-1) != "" || tok.Token(16) != "" {
		t.Error("Token() of an id outside the vocabulary is not empty")
	}
	if got := tok.Decode([]int{-1, 9, 99, 2}); got != "<unk> Alex <unk> <eos>" {
		t.Errorf("Decode() = %q", got)
	}
}

func TestJSONRoundTrip(t *testing.T) {
	tok := newTest(t)
	data := tok.JSON()
	back, err := Load(data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(tok, back) {
		t.Errorf("Load(JSON()) = %+v, want %+v", back, tok)
	}
	if again := back.JSON(); !slices.Equal(again, data) {
		t.Error("JSON() of the loaded tokenizer differs")
	}
	for _, want := range []string{`"<bot>": 3`, `"String": "Every "`, `"content": "<eot>"`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("JSON() lacks %s:\n%s", want, data)
		}
	}
	if strings.Index(string(data), `"scrompus"`) > strings.Index(string(data), `"a"`) {
		t.Error("JSON() does not list the vocabulary in the order of ids")
	}
}

func TestNewWordLevelErrors(t *testing.T) {
	for name, make := range map[string]func() (*Tokenizer, error){
		"no <unk>":    func() (*Tokenizer, error) { return NewWordLevel([]string{"<pad>"}, testWords, nil) },
		"twice":       func() (*Tokenizer, error) { return NewWordLevel(testSpecial, []string{"Tom", "Tom"}, nil) },
		"empty token": func() (*Tokenizer, error) { return NewWordLevel(testSpecial, []string{""}, nil) },
		"long token": func() (*Tokenizer, error) {
			return NewWordLevel(testSpecial, []string{strings.Repeat("x", 257)}, nil)
		},
		"invalid token": func() (*Tokenizer, error) { return NewWordLevel(testSpecial, []string{"\xff"}, nil) },
		"empty pattern": func() (*Tokenizer, error) { return NewWordLevel(testSpecial, testWords, [][2]string{{"", "x"}}) },
		"many replacements": func() (*Tokenizer, error) {
			return NewWordLevel(testSpecial, testWords, slices.Repeat([][2]string{{"a", "b"}}, 65))
		},
	} {
		t.Run(name, func(t *testing.T) {
			if tok, err := make(); tok != nil || !errors.Is(err, ErrFormat) {
				t.Errorf("NewWordLevel() = %v, %v; want ErrFormat", tok, err)
			}
		})
	}
}
