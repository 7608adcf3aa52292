package bpe

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/internal/mixedtext"
)

// work counts what an encoding takes: looks at characters, and steps of the queue of merges.
func work(t *testing.T, tok *Tokenizer, text string) int {
	e := encoder{t: tok, cache: map[string]ids{}, merger: merger{merges: tok.merges}}
	if err := e.text(text, false); err != nil {
		t.Fatal(err)
	}
	return e.looked + e.merger.steps
}

// TestLinear encodes hostile texts and the same 16 times as long: the work must not grow by much more, which leaves
// room for the logarithm in the queue. It counts steps, because time would depend on the machine.
func TestLinear(t *testing.T) {
	const short, times, most = 1 << 12, 16, 16 * 1.5
	random := strings.Join(mixedtext.Documents(3, 1<<17, true), "")
	f, _ := readFixture(t)
	for _, c := range f.Cases {
		tok := load(t, small(t, map[string]any{"added_tokens": c.AddedTokens, "normalizer": c.Normalizer,
			"pre_tokenizer": c.PreTokenizer, "model.ignore_merges": c.IgnoreMerges}))
		for _, unit := range []string{
			"a", " ", "\n", "\r\n ", " \n", "\t", "é", "e\u0301", "\u0301", "1", "1 ", "12 ", "'", "'s", "' ", "  a", "the ", "theand",
			"!", "ab\u00a0",
			"\u3000", "<", "<|", "<|endoftext|", "[MASK] ", " <mask> ", "\n \u2003", "no ", "\xff", "\xe2\x82", "日本", "\u1161",
		} {
			text := strings.Repeat(unit, short/len(unit)+1)
			few, many := work(t, tok, text), work(t, tok, strings.Repeat(text, times))
			if float64(many) > most*float64(few) || many > 200*times*len(text) {
				t.Errorf("%s: %q takes %d steps for %d bytes and %d for %d times as many", c.Name, unit, few, len(text),
					many, times)
			}
		}
		if n := work(t, tok, random); n > 40*len(random) {
			t.Errorf("%s: mixed text takes %d steps for %d bytes", c.Name, n, len(random))
		}
	}
}

// TestLongPieces encodes a megabyte that is one piece for the model.
func TestLongPieces(t *testing.T) {
	tok := load(t, small(t, nil))
	for _, unit := range []string{"a", " ", "the", "ab", "\u0301", "!"} {
		text := strings.Repeat(unit, 1<<20/len(unit))
		if n := work(t, tok, text); n > 100*len(text) {
			t.Errorf("%d bytes of %q take %d steps", len(text), unit, n)
		}
	}
}

// TestCache checks that pieces of which the cache has no more room are encoded all the same.
func TestCache(t *testing.T) {
	tok := load(t, small(t, nil))
	var text strings.Builder
	var want []int
	for i := range 2*maxCached + 10 {
		piece := " " + strings.Repeat(string(rune('a'+i%26)), 1+i/26%40) + string(rune(0x4e00+i%20000))
		text.WriteString(piece)
		want = append(want, encode(t, tok.Encode, piece)...)
	}
	if got := encode(t, tok.Encode, text.String()); digest([][]int{got}) != digest([][]int{want}) {
		t.Errorf("%d ids together, %d piece by piece", len(got), len(want))
	}
}

func BenchmarkEncode(b *testing.B) {
	tok := load(b, small(b, nil))
	long := strings.Repeat("a", 1<<20)
	for name, text := range map[string]string{
		"mixed": strings.Join(mixedtext.Documents(3, 1<<20, true), "")[:1<<20], "letter": long, "spaces": strings.Repeat(" ", 1<<20),
	} {
		b.Run(name, func(b *testing.B) { benchmarkEncode(b, tok, text) })
	}
}

func benchmarkEncode(b *testing.B, tok *Tokenizer, text string) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tok.Encode(text); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReference encodes and loads with whole vocabularies.
func BenchmarkReference(b *testing.B) {
	dir := referenceDir(b)
	var want struct {
		Tokenizers []struct{ Name, JSON string }
	}
	readJSON(b, &want, dir, "reference.json")
	texts, _ := readTexts(b, dir)
	text := strings.Join(texts, "")[:1<<20]
	for _, r := range want.Tokenizers[:2] {
		b.Run("encode 1 MB with "+r.Name, func(b *testing.B) { benchmarkEncode(b, load(b, []byte(r.JSON)), text) })
		b.Run("load "+r.Name, func(b *testing.B) {
			b.SetBytes(int64(len(r.JSON)))
			b.ReportAllocs()
			for b.Loop() {
				load(b, []byte(r.JSON))
			}
		})
	}
}
