// Package mixedtext makes up texts that are hard for tokenizers: scripts of all kinds, code, emoji, white space,
// numbers, contractions, combining marks, invalid UTF-8. The same seed gives the same bytes for ever: expected results
// are kept in files.
package mixedtext

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Documents returns texts of together at least so many bytes. A text has up to some kilobytes and is of one kind, or of
// several. They are valid UTF-8 unless invalid is set.
func Documents(seed uint64, bytes int, invalid bool) []string {
	g := &generator{state: seed}
	kinds := []func() string{
		g.prose, g.prose, g.code, g.script, g.script, g.emoji, g.spaces, g.numbers, g.marks, g.anything, g.tokens, g.ascii,
	}
	if invalid {
		kinds = append(kinds, g.broken)
	}
	var all []string
	for total := 0; total < bytes; {
		var text strings.Builder
		one := g.n(3) == 0
		kind := kinds[g.n(len(kinds))]
		for size := g.n(8) * g.n(400); text.Len() <= size; {
			if !one {
				kind = kinds[g.n(len(kinds))]
			}
			text.WriteString(kind())
		}
		all = append(all, text.String())
		total += text.Len()
	}
	return all
}

// generator is splitmix64 (Steele, Lea and Flood, 2014).
type generator struct{ state uint64 }

func (g *generator) next() uint64 {
	g.state += 0x9e3779b97f4a7c15
	z := g.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (g *generator) n(below int) int { return int(g.next() >> 33 % uint64(below)) }

func (g *generator) one(of []string) string { return of[g.n(len(of))] }

// runes are up to most characters of a range.
func (g *generator) runes(first, last rune, most int) string {
	var text strings.Builder
	for range 1 + g.n(most) {
		text.WriteRune(first + rune(g.n(int(last-first+1))))
	}
	return text.String()
}

var words = strings.Fields(`the of and to in a is that for it as was with be by on not he his but at are this have from
or had an they which one you were all her she there would their we him been has when who will no more if out so what up
said its about than into them can only other time new some could these two may first then do any like my now over such
our man me even most made after also did many off before must well back through years much where your way down should
because long each just state those people too mr little good world make very year still see own work men day get here
between both life being under three never know same last another while us might great go come since against right came
take used himself few house American use place during high without again home around small however found Mrs. part
thought went say general once upon school every don't does got united left number course war until always away public
something fact less though far put head almost why think enough took yet government system better set told nothing
night end called didn't eyes find going look asked later point knew Tokenizer HTTPServer JSON naïve café Zürich coöperate
antidisestablishmentarianism internationalization whatever McDonald O'Reilly rock'n'roll iPhone x86_64`)

var endings = []string{
	"'s", "'S", "'t", "'T", "'re", "'RE", "'Re", "'ve", "'VE", "'m", "'M", "'ll", "'LL", "'lL", "'d", "'D", "’s", "'ſ", "'x",
	"''s", "'", "'r", "'l", "'v", " 's", "'sun", "'tis",
}

func (g *generator) word() string {
	word := g.one(words)
	switch g.n(12) {
	case 0:
		word = strings.ToUpper(word)
	case 1:
		word = strings.ToUpper(word[:1]) + word[1:]
	case 2:
		word += g.one(endings)
	}
	return word
}

func (g *generator) prose() string {
	var text strings.Builder
	for range 4 + g.n(20) {
		text.WriteString(g.word())
		text.WriteString(g.one([]string{" ", " ", " ", " ", " ", " ", ", ", ". ", "; ", " - ", "—", "?\n", "! ", "\n\n", "  ",
			" (", ") ", "…", " \"", "\" "}))
	}
	return text.String()
}

var snippets = []string{
	"if (x == 0) {", "\treturn nil, fmt.Errorf(\"%w: %q\", err, name)", "for i := range 10 {", "}", "});", "else:", "def f(self, *args):",
	"#include <stdio.h>", "SELECT * FROM t WHERE a >= 12;", "a[i++] = b[--j] << 3;", "// TODO(me): fix", "/* 1.5e-10 */", "<div class=\"x\">&nbsp;</div>",
	"https://example.org/a?b=c&d=%20#e", "C:\\path\\to", "$HOME/${x}", "0xDEADBEEF", "λx.x", "{\"k\": [1, 2.5, null]}", "std::vector<int>", "!!!", "->", "===", "\\n", "```go", "@Override", "^~|",
}

func (g *generator) code() string {
	indent := strings.Repeat(g.one([]string{" ", "  ", "    ", "\t", "\t ", " \t"}), g.n(6))
	return indent + g.one(snippets) + g.one([]string{"\n", "\r\n", "\n\n", " ", "", "\n\n\n", " \n"})
}

// blocks are ranges of characters: scripts, symbols, and what Unicode 16 and 17 added.
var blocks = [][2]rune{
	{0xc0, 0x24f}, {0x250, 0x2ff}, {0x370, 0x3ff}, {0x400, 0x52f}, {0x531, 0x58f}, {0x591, 0x5f4}, {0x600, 0x6ff},
	{0x700, 0x74f}, {0x7c0, 0x7ff},
	{0x840, 0x8ff}, {0x900, 0x97f}, {0x980, 0x9fe}, {0xb80, 0xbff}, {0xc00, 0xc7f}, {0xc80, 0xcff}, {0xe00, 0xe5b},
	{0xf00, 0xfda}, {0x1000, 0x109f}, {0x10a0, 0x11ff},
	{0x1200, 0x139f}, {0x13a0, 0x13ff}, {0x1780, 0x17f9}, {0x1800, 0x18aa}, {0x1ab0, 0x1aff}, {0x1c80, 0x1c8a},
	{0x1d00, 0x1dff}, {0x1e00, 0x1fff}, {0x2010, 0x206f},
	{0x2070, 0x209c}, {0x20a0, 0x20f0}, {0x2100, 0x218b}, {0x2190, 0x23ff}, {0x2460, 0x24ff}, {0x2500, 0x27bf},
	{0x2c00, 0x2dff}, {0x2e80, 0x2fff}, {0x3000, 0x30ff},
	{0x3100, 0x33ff}, {0x4e00, 0x9fff}, {0x4e00, 0x9fff}, {0xa000, 0xa4cf}, {0xa640, 0xa7ff}, {0xa830, 0xa8ff},
	{0xac00, 0xd7a3}, {0xac00, 0xd7a3}, {0xe000, 0xe0ff}, {0xf900, 0xfaff},
	{0xfb00, 0xfdff}, {0xfe00, 0xffef}, {0x10000, 0x101fd}, {0x10280, 0x103d5}, {0x10400, 0x10600}, {0x10800, 0x10fff},
	{0x11000, 0x11fff}, {0x12000, 0x12543}, {0x16100, 0x16139}, {0x16d40, 0x16ff6},
	{0x187f0, 0x18d20}, {0x1b000, 0x1b2ff}, {0x1d100, 0x1d7ff}, {0x1e000, 0x1e95f}, {0x1ec70, 0x1eebb}, {0x1f000, 0x1faff},
	{0x20000, 0x323b0}, {0xe0000, 0xe01ef}, {0xf0000, 0x10ffff},
}

func (g *generator) script() string {
	block := blocks[g.n(len(blocks))]
	var text strings.Builder
	for range 1 + g.n(8) {
		text.WriteString(g.runes(block[0], block[1], 10))
		text.WriteString(g.one([]string{" ", " ", "", "'s", ".", "\n", "、", "12", "  "}))
	}
	return text.String()
}

func (g *generator) emoji() string {
	return g.one([]string{"", " ", "a", "  "}) + g.one([]string{
		"😀", "👍🏽", "👩‍👩‍👧‍👦", "🇩🇪🇫🇷", "❤️", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🫨", "☺", "™", "🤷🏿‍♀️", "🧑‍🚀", "©️",
	}) + g.runes(0x1f300, 0x1f64f, 3)
}

// blanks are all characters that are white space by Unicode, the usual ones more than once, and some that look like it.
var blanks = strings.Split("\t\n\v\f\r       \n\n\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u200b\u180e\ufeff\x00\x1c\x1f", "")

func (g *generator) spaces() string {
	var text strings.Builder
	blank := g.one(blanks)
	mixed := g.n(2) == 0
	for range 1 + g.n(9) {
		if mixed {
			blank = g.one(blanks)
		}
		text.WriteString(blank)
	}
	return text.String() + g.one([]string{"", "a", "É", "1", "!", "'s", "."})
}

func (g *generator) numbers() string {
	text := g.one([]string{"", " ", "  ", "-", "$", "a", ".", "\n"})
	switch g.n(4) {
	case 0:
		return text + g.runes('0', '9', 12)
	case 1:
		return text + g.runes('0', '9', 3) + "," + g.runes('0', '9', 3) + "." + g.runes('0', '9', 5) + "e-" +
			g.runes('0', '9', 2)
	case 2:
		return text +
			g.one([]string{"½", "²³", "Ⅻ", "٣٤٥", "१२३४", "一二三", "๑๒", "𝟘𝟙𝟚", "⑴⑵", "〇", "௧௨௩", "꘡", "🄀", "𑁒𑁓",
				"\U00011de0\U00011de1", "\U00016ff4"})
	}
	return text + g.runes('0', '9', 4) + g.one([]string{"½", "st", "nd", "%", "°C", " ", "x"}) + g.runes('0', '9', 7)
}

// marks are letters under many marks, some of them with a composed form.
func (g *generator) marks() string {
	text := g.one([]string{"a", "e", "O", "ﬁ", "Å", "각", "\u1112\u1161", "क", "ا", "1", " ", "", "\u0344", "\u1100"})
	for range g.n(4) * g.n(12) {
		text += g.one([]string{
			"\u0300", "\u0301", "\u0302", "\u0308", "\u0323", "\u0327", "\u0345", "\u0338", "\u05b0", "\u093c", "\u3099",
			"\u0f71", "\u1161", "\u11a8", "\u1ad0", "\u0897", "\u0344", "\U0001d165", "\u200d", "\u0316",
		})
	}
	return text
}

// anything is any character at all, assigned or not.
func (g *generator) anything() string {
	var text strings.Builder
	for range 1 + g.n(6) {
		if r := rune(g.n(utf8.MaxRune + 1)); utf8.ValidRune(r) {
			text.WriteRune(r)
		}
	}
	return text.String()
}

func (g *generator) ascii() string { return g.runes(0, 0x7f, 8) }

func (g *generator) tokens() string {
	return g.one([]string{
		"<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|im_start|>user\n", "<|", "|>", "<repo_name>", "<|begin_of_text|>", "<tool>", "[MASK]", "<mask>",
	}) + g.one([]string{"", " ", "  ", "a", "\n"})
}

// broken is bytes that are not UTF-8.
func (g *generator) broken() string {
	switch g.n(4) {
	case 0: // a character without its end
		r := string(slices.Max([]rune(g.script())))
		return r[:g.n(len(r)+1)] + g.one([]string{"", "a", "é", " "})
	case 1:
		return g.one([]string{"\xed\xa0\x80", "\xed\xa0\xbd\xed\xb8\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf",
			"\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff\xfe", "\xe2\x82", "\xf0\x9f\x98"})
	case 2:
		return string([]byte{byte(g.n(256)), byte(g.n(256)), byte(g.n(256)), byte(g.n(256))})
	}
	return "\x80" + g.word() + "\xbf "
}
