package bpe

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

func TestValid(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", ""}, {"aé日😀\ufffd", "aé日😀\ufffd"},
		{"\xff", "\ufffd"}, {"a\x80b", "a\ufffdb"}, {"\xff\xff", "\ufffd\ufffd"},
		{"\xe2\x82", "\ufffd"}, {"\xe2\x82a", "\ufffda"}, {"\xe2a", "\ufffda"}, {"\xe2\x82\xe2\x82\xac", "\ufffd€"},
		{"\xf0\x9f\x98", "\ufffd"}, {"\xf0\x9f\x98\xf0", "\ufffd\ufffd"}, {"\xf1\x80\x80", "\ufffd"},
		{"\xc0\xaf", "\ufffd\ufffd"}, {"\xe0\x80\xaf", "\ufffd\ufffd\ufffd"}, {"\xed\xa0\x80", "\ufffd\ufffd\ufffd"},
		{"\xf0\x80\x80\xaf", "\ufffd\ufffd\ufffd\ufffd"}, {"\xf4\x90\x80\x80", "\ufffd\ufffd\ufffd\ufffd"},
		{"\xed\x9f", "\ufffd"}, {"\xf4\x8f\xbf", "\ufffd"}, {"\xe0\xa0", "\ufffd"}, {"\xf0\x90\x80", "\ufffd"}, {"\xc3", "\ufffd"},
	} {
		if got := Valid(test.text); got != test.want {
			t.Errorf("Valid(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestAlphabet(t *testing.T) {
	seen := map[rune]bool{}
	for b, r := range alphabet {
		if got, ok := appendBytes(nil, string(r)); !ok || len(got) != 1 || got[0] != byte(b) || seen[r] {
			t.Errorf("byte %d is %q, and that %v", b, r, got)
		}
		seen[r] = true
	}
	for text, want := range map[string]string{" \n\x00": "ĠĊĀ", "é": "Ã©", "\xad\xff\x7f": "Ńÿġ", "a~": "a~"} {
		if got := string(appendLetters(nil, text)); got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
	}
	for _, token := range []string{" ", "\n", "日", "\u00ad", "Ń日", "\u0144"} {
		if got, ok := appendBytes([]byte("x"), token); ok || string(got) != "x" {
			t.Errorf("%q is taken for the bytes %v", token, got)
		}
	}
}

func TestTokens(t *testing.T) {
	tok := load(t, small(t, nil))
	for id := range tok.VocabSize() {
		if got, ok := tok.ID(tok.Token(id)); !ok || got != id {
			t.Errorf("ID(Token(%d)) = %d, %t", id, got, ok)
		}
	}
	for _, id := range []int{-1, tok.VocabSize(), 1 << 40, -1 << 40, 1<<32 + 1} {
		if tok.Token(id) != "" || tok.Special(id) || tok.Decode([]int{id}) != "" {
			t.Errorf("there is a token %d", id)
		}
	}
	if id, ok := tok.ID(" the"); !ok || tok.Token(id) != " the" || tok.Special(id) {
		t.Errorf(`ID(" the") = %d, %t`, id, ok)
	}
	if id, ok := tok.ID("Ġthe"); ok {
		t.Errorf(`ID("Ġthe") = %d, as a file spells it`, id)
	}
	if id, ok := tok.ID("<|endoftext|>"); !ok || id != 0 || !tok.Special(0) {
		t.Errorf(`ID("<|endoftext|>") = %d, %t`, id, ok)
	}
	if _, err := tok.Encode(strings.Repeat("a", MaxText+1)); !errors.Is(err, tokenizer.ErrTooLong) {
		t.Errorf("a text beyond MaxText: %v", err)
	}
}

// TestSpecial checks that special tokens come of text only when asked for, even where merges would lead to one.
func TestSpecial(t *testing.T) {
	tok, err := FromGGUF(toy(func(g *GGUF) {
		g.Tokens, g.Types = append(g.Tokens, "ab", "abc", "<x>"), append(g.Types, Control, Normal, UserDefined)
		g.Merges = []string{"a b", "ab c"}
	}))
	if err != nil {
		t.Fatal(err)
	}
	ab, abc, x := 256, 257, 258
	for _, ignore := range []bool{false, true} {
		tok.ignoreMerges = ignore
		for _, test := range []struct {
			text          string
			plain, marked []int
		}{
			{"ab", []int{'a', 'b'}, []int{ab}}, {"a<x>ab", []int{'a', x, 'a', 'b'}, []int{'a', x, ab}}, {"<x", []int{'<', 'x'}, []int{'<', 'x'}},
		} {
			if got := encode(t, tok.Encode, test.text); !slices.Equal(got, test.plain) {
				t.Errorf("Encode(%q) = %v, want %v", test.text, got, test.plain)
			}
			if got := encode(t, tok.EncodeSpecial, test.text); !slices.Equal(got, test.marked) {
				t.Errorf("EncodeSpecial(%q) = %v, want %v", test.text, got, test.marked)
			}
		}
	}
	if got := encode(t, tok.Encode, "abc"); !slices.Equal(got, []int{abc}) {
		t.Errorf(`Encode("abc") = %v, want the token itself`, got)
	}
}

// toy is the metadata of a tokenizer with the bytes as tokens and ids, and with what change adds.
func toy(change func(*GGUF)) GGUF {
	g := GGUF{Pre: "gpt-2", BOS: -1, EOS: -1}
	for b := range alphabet {
		g.Tokens, g.Types = append(g.Tokens, string(alphabet[b])), append(g.Types, Normal)
	}
	if change != nil {
		change(&g)
	}
	return g
}

// TestMergeOrder has cases where it matters which pair is merged first.
func TestMergeOrder(t *testing.T) {
	for _, test := range []struct {
		merges []string
		text   string
		want   []string
	}{
		{[]string{"a a"}, "aaaaa", []string{"aa", "aa", "a"}},
		{[]string{"a a", "aa a"}, "aaa", []string{"aaa"}},
		{[]string{"a a", "aa aa"}, "aaaaaaa", []string{"aaaa", "aa", "a"}},
		{[]string{"b c", "a b"}, "abc", []string{"a", "bc"}},
		{[]string{"a b", "b c"}, "abc", []string{"ab", "c"}},
		{[]string{"a b", "b a"}, "ababab", []string{"ab", "ab", "ab"}},
		{[]string{"b a", "a b"}, "ababab", []string{"a", "ba", "ba", "b"}},
		{[]string{"a b", "c d", "ab cd", "b c"}, "abcd", []string{"abcd"}},
		{[]string{"a b", "c d", "b c", "a b"}, "abc", []string{"a", "bc"}}, // the last of equal merges counts
	} {
		tok, err := FromGGUF(toy(func(g *GGUF) {
			for _, pair := range test.merges {
				if token := strings.ReplaceAll(pair, " ", ""); !slices.Contains(g.Tokens, token) {
					g.Tokens, g.Types = append(g.Tokens, token), append(g.Types, Normal)
				}
			}
			g.Merges = test.merges
		}))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, id := range encode(t, tok.Encode, test.text) {
			got = append(got, tok.Token(id))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q with the merges %q: %q, want %q", test.text, test.merges, got, test.want)
		}
	}
}

func TestStream(t *testing.T) {
	tok, err := FromGGUF(toy(nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		bytes string
		want  []string // after each byte, and at the end
	}{
		{"ab", []string{"a", "b", ""}},
		{"é€😀", []string{"", "é", "", "", "€", "", "", "", "😀", ""}},
		{"\xe2\x82", []string{"", "", "\xe2\x82"}},
		{"\xe2a", []string{"", "\xe2a", ""}},
		{"\xff\x80", []string{"\xff", "\x80", ""}},
		{"\xe2\xe2\x82\xac", []string{"", "\xe2", "", "€", ""}},
		{"\xed\xa0\x80", []string{"", "\xed\xa0", "\x80", ""}},
	} {
		s := tok.NewStream()
		var got []string
		for i := range len(test.bytes) {
			got = append(got, s.Push(int(test.bytes[i])))
		}
		if got = append(got, s.Flush()); !slices.Equal(got, test.want) {
			t.Errorf("%q comes as %q, want %q", test.bytes, got, test.want)
		}
		if s.Flush() != "" {
			t.Errorf("%q: a second Flush writes again", test.bytes)
		}
	}
}
