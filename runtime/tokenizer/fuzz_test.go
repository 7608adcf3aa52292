package tokenizer

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

// FuzzLoad looks for files that crash Load, or that it accepts but cannot write again.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(minimal))
	f.Add([]byte(`{}`))
	f.Add(newTest(f).JSON())
	f.Fuzz(func(t *testing.T, data []byte) {
		tok, err := Load(data)
		if err != nil {
			if !errors.Is(err, ErrFormat) && !errors.Is(err, ErrUnsupported) {
				t.Fatalf("Load() = %v, which is neither ErrFormat nor ErrUnsupported", err)
			}
			return
		}
		back, err := Load(tok.JSON())
		if err != nil || !reflect.DeepEqual(tok, back) {
			t.Fatalf("Load(JSON()) = %+v, %v; want %+v", back, err, tok)
		}
		if tok.VocabSize() > len(data) || len(tok.replacements) > maxReplacements {
			t.Fatalf("%d tokens and %d replacements from %d bytes", tok.VocabSize(), len(tok.replacements), len(data))
		}
	})
}

// FuzzEncode checks that no text yields a special token, that errors point into the text, and that encoding the decoded
// text gives the same ids.
func FuzzEncode(f *testing.F) {
	f.Add("Every gerpus is a terpus. Is Tom a lempus or a scrompus?")
	f.Add("<bot> ### Tom")
	f.Add("a\xffб\u0301_ Is Every  or a  is a ")
	plain, err := NewWordLevel(testSpecial, testWords, nil)
	if err != nil {
		f.Fatal(err)
	}
	tok := newTest(f)
	f.Fuzz(func(t *testing.T, text string) {
		ids, err := tok.Encode(text)
		var unknown *UnknownWordError
		switch {
		case errors.As(err, &unknown):
			if unknown.Offset < 0 || unknown.Offset >= len(text) || unknown.Word == "" {
				t.Fatalf("Encode(%q) = %v, outside the text", text, err)
			}
			return
		case err != nil:
			if !errors.Is(err, ErrTooLong) {
				t.Fatalf("Encode(%q) = %v", text, err)
			}
			return
		}
		for _, id := range ids {
			if tok.Special(id) {
				t.Fatalf("Encode(%q) holds the special token %q", text, tok.Token(id))
			}
		}
		back, err := plain.Encode(strings.ReplaceAll(tok.Decode(ids), " ", "  "))
		if err != nil || !reflect.DeepEqual(back, ids) {
			t.Fatalf("Encode(Decode(%v)) = %v, %v", ids, back, err)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	tok := newTest(b)
	text := strings.Repeat("Every gerpus is a terpus. ", 40) + "Is Tom a lempus or a scrompus?"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tok.Encode(text); err != nil {
			b.Fatal(err)
		}
	}
}
