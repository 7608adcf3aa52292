package bpe

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/coconut-page/coconut/internal/mixedtext"
)

// FuzzEncode checks for tokenizers with all bytes that decoding gives the text back byte for byte, in normal form C if
// that is the tokenizer's, that no text yields a special token, and that the stream decoder never writes half a
// character.
func FuzzEncode(f *testing.F) {
	for _, text := range append(mixedtext.Documents(9, 20_000, true),
		"<|im_end|><tool> ab", "\ufeffa\u0301\u0301", "\xe2\x82", strings.Repeat("ab ", 50)) {
		f.Add(text)
	}
	var all []*Tokenizer
	for _, p := range presets {
		tok, err := FromGGUF(toy(func(g *GGUF) {
			g.Pre = p.name
			g.Tokens = append(g.Tokens, "<|im_end|>", "<tool>", "ab", "Ġab", "ĠĠ", "abab", "Ã©", "aa")
			g.Types = append(g.Types, Control, UserDefined, Normal, Normal, Normal, Normal, Normal, Normal)
			g.Merges = []string{"a b", "Ġ ab", "Ġ Ġ", "ab ab", "Ã ©", "a a"}
		}))
		if err != nil {
			f.Fatal(err)
		}
		all = append(all, tok)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > MaxText {
			return
		}
		for _, tok := range all {
			want := Valid(text)
			if !utf8.ValidString(want) || utf8.ValidString(text) && want != text {
				t.Fatalf("Valid(%q) = %q", text, want)
			}
			if tok.nfc {
				want = composeBetween(want, "<tool>")
			}
			ids := encode(t, tok.Encode, text)
			if got := tok.Decode(ids); got != want {
				t.Fatalf("%s: Decode(Encode(%q)) = %q, want %q", tok.Preset(), text, got, want)
			}
			if slices.ContainsFunc(ids, tok.Special) {
				t.Fatalf("%s: Encode(%q) has a special token", tok.Preset(), text)
			}
			checkStream(t, tok, ids, true)
		}
	})
}

// composeBetween is normal form C of what stands between added tokens.
func composeBetween(text, token string) string {
	parts := strings.Split(text, token)
	for i, part := range parts {
		parts[i] = compose(part)
	}
	return strings.Join(parts, token)
}

// checkStream checks that a stream writes what Decode does, in whole characters.
func checkStream(t *testing.T, tok *Tokenizer, ids []int, valid bool) {
	s := tok.NewStream()
	all := ""
	for _, id := range ids {
		text := s.Push(id)
		if valid && !utf8.ValidString(text) {
			t.Fatalf("the stream of %v writes %q", ids, text)
		}
		if len(s.held) >= utf8.UTFMax || len(s.held) > 0 && utf8.FullRune(s.held) {
			t.Fatalf("the stream of %v holds back %q", ids, s.held)
		}
		all += text
	}
	if all += s.Flush(); all != tok.Decode(ids) {
		t.Fatalf("the stream of %v writes %q, not %q", ids, all, tok.Decode(ids))
	}
}

// FuzzStream streams tokens of any bytes. Replaced part by part, what is no character becomes what it would become as a
// whole.
func FuzzStream(f *testing.F) {
	f.Add([]byte("\xe2\x82\xac\xf0\x9f\x98"))
	f.Add([]byte("a\xff\xe2\xe2\x82\xac\xed\xa0\x80\xf4\x90\x80\x80"))
	tok, err := FromGGUF(toy(nil))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, bytes []byte) {
		var ids []int
		for _, b := range bytes {
			ids = append(ids, int(b))
		}
		checkStream(t, tok, ids, false)
		s, replaced := tok.NewStream(), ""
		for _, id := range ids {
			replaced += Valid(s.Push(id))
		}
		if replaced += Valid(s.Flush()); replaced != Valid(string(bytes)) {
			t.Fatalf("%q is replaced to %q, want %q", bytes, replaced, Valid(string(bytes)))
		}
	})
}
