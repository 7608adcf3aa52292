package bpe

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// minimal is a file that Load accepts; each case of TestLoadErrors changes it in one place.
const minimal = `{"version": "1.0", "truncation": null, "padding": null,
	"added_tokens": [{"id": 4, "content": "<x>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
	"normalizer": {"type": "NFC"},
	"pre_tokenizer": {"type": "Sequence", "pretokenizers": [
		{"type": "Digits", "individual_digits": true},
		{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}]},
	"post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<x>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
		"pair": [], "special_tokens": {"<x>": {"id": "<x>", "ids": [4], "tokens": ["<x>"]}}},
	"decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
	"model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": "", "end_of_word_suffix": null,
		"fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
		"vocab": {"a": 0, "\u0120": 1, "b": 2, "ab": 3}, "merges": ["a b"]}}`

func TestLoad(t *testing.T) {
	for name, text := range map[string]string{
		"as it is":      minimal,
		"pairs":         strings.Replace(minimal, `"a b"`, `["a", "b"]`, 1),
		"without type":  strings.Replace(minimal, `"type": "BPE", `, ``, 1),
		"older":         strings.Replace(minimal, `"fuse_unk": false, "byte_fallback": false, "ignore_merges": false,`, ``, 1),
		"no dropout":    strings.Replace(minimal, `"dropout": null`, `"dropout": 0.0`, 1),
		"no blanks":     strings.NewReplacer("a b", "a b", " ", "", "\n", "", "\t", "").Replace(minimal),
		"an added word": strings.Replace(minimal, `"ab": 3}`, `"ab": 3, "<x>": 4}`, 1),
	} {
		tok, err := Load([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if ids := encode(t, tok.Encode, "ab<x> a"); !slices.Equal(ids, []int{3, 1, 0}) {
			t.Errorf("%s: Encode() = %v", name, ids) // bytes without a token are left out
		}
		if before, after := tok.Around(); !slices.Equal(before, []int{4}) || len(after) > 0 {
			t.Errorf("%s: Around() = %v, %v", name, before, after)
		}
		if !tok.Special(4) || tok.VocabSize() != 5 || !Is([]byte(text)) {
			t.Errorf("%s: <x> is not special, or %d is not 5, or Is() is false", name, tok.VocabSize())
		}
		if again, err := Load(tok.JSON()); err != nil || !reflect.DeepEqual(tok, again) {
			t.Errorf("%s: Load(JSON()) is another tokenizer: %v", name, err)
		}
	}
}

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{
		`{"model":{"type":"BPE"}}`: true, `{"model":{"merges":[]}}`: true, `{"a":[{"model":{"type":"BPE"}}],"model":{}}`: false,
		`{"model":{"type":"WordLevel","vocab":{"type":0}}}`: false, `{"model":null}`: false, `[]`: false, `{`: false, ``: false, `{"type":"BPE"}`: false,
	} {
		if Is([]byte(text)) != want {
			t.Errorf("Is(%s) is not %t", text, want)
		}
	}
}

// TestUnknownByte checks what becomes of bytes without a token if the file has a token for them.
func TestUnknownByte(t *testing.T) {
	tok := load(t, []byte(strings.Replace(minimal, `"unk_token": null`, `"unk_token": "b"`, 1)))
	if ids := encode(t, tok.Encode, "aza"); !slices.Equal(ids, []int{3, 0}) {
		t.Errorf("Encode() = %v, want the unknown token, merged like any other", ids)
	}
	if again := load(t, tok.JSON()); !reflect.DeepEqual(tok, again) {
		t.Error("Load(JSON()) is another tokenizer")
	}
}

func TestLoadErrors(t *testing.T) {
	split := func(rest string) string {
		return `{"type": "Split", "pattern": {"Regex": "\\p{N}+"}, ` + rest + `}`
	}
	const digitStep, template = `{"type": "Digits", "individual_digits": true}`, `"post_processor": {"type": "TemplateProcessing", `
	format, unsupported := error(tokenizer.ErrFormat), error(tokenizer.ErrUnsupported)
	for _, test := range []struct {
		name, old, new string
		kind           error
		mention        string
	}{
		{"not JSON", `{"version"`, `{"version`, format, "not valid JSON"},
		{"not UTF-8", `"a": 0`, "\"\xff\": 0", format, "not UTF-8"},
		{"trailing", `["a b"]}}`, `["a b"]}} {}`, format, "not valid JSON"},
		{"a field twice", `"padding": null`, `"padding": null, "padding": null`, format, `"padding" twice`},
		{"unknown field", `"padding": null`, `"padding": null, "chat_template": 1`, unsupported, "chat_template"},
		{"unknown field of the model", `"dropout": null`, `"new": null`, unsupported, `model: the field "new"`},
		{"version", `"1.0"`, `"2.0"`, unsupported, "version"},
		{"version as a number", `"1.0"`, `2`, format, "version: want a string"},
		{"truncation", `"truncation": null`, `"truncation": {"max_length": 3}`, unsupported, "truncation"},
		{"padding", `"padding": null`, `"padding": {}`, unsupported, "padding"},
		{"no model", `"model": {`, `"decoder": {`, format, "twice"},
		{"null model", `"vocab": {"a": 0, "\u0120": 1, "b": 2, "ab": 3}`, `"vocab": null`, format, "model.vocab is missing"},
		{"no merges", `"merges": ["a b"]`, `"merges": null`, format, "model.merges is missing"},
		{"Unigram", `"type": "BPE"`, `"type": "Unigram"`, unsupported, `"Unigram" as model.type`},
		{"WordPiece with its fields", `"type": "BPE", "dropout": null`, `"type": "WordPiece", "max_input_chars_per_word": 1`, unsupported, `"WordPiece"`},
		{"dropout", `"dropout": null`, `"dropout": 0.1`, unsupported, "model.dropout"},
		{"prefix", `"continuing_subword_prefix": ""`, `"continuing_subword_prefix": "##"`, unsupported, "continuing_subword_prefix"},
		{"suffix", `"end_of_word_suffix": null`, `"end_of_word_suffix": "</w>"`, unsupported, "end_of_word_suffix"},
		{"byte_fallback", `"byte_fallback": false`, `"byte_fallback": true`, unsupported, "byte_fallback"},
		{"fuse_unk", `"fuse_unk": false`, `"fuse_unk": true`, unsupported, "fuse_unk"},
		{"ignore_merges", `"ignore_merges": false`, `"ignore_merges": 0`, format, "model.ignore_merges: want true or false"},
		{"unk_token", `"unk_token": null`, `"unk_token": "z"`, format, "unk_token"},
		{"gap in ids", `"ab": 3`, `"ab": 7`, format, "model.vocab"},
		{"id twice", `"ab": 3`, `"ab": 2`, format, `"ab" has the id 2`},
		{"token twice", `"ab": 3`, `"a": 3`, format, "more than once"},
		{"negative id", `"ab": 3`, `"ab": -1`, format, `"ab" has the id -1`},
		{"huge id", `"ab": 3`, `"ab": 99999999999999999999`, format, "model.vocab: want an integer"},
		{"large id", `"ab": 3`, `"ab": 2147483647`, format, "want 0 to"},
		{"fraction", `"ab": 3`, `"ab": 3.5`, format, "model.vocab: want an integer"},
		{"id as text", `"ab": 3`, `"ab": "3"`, format, "model.vocab: want an integer"},
		{"empty token", `"ab": 3`, `"ab": 3, "": 4`, format, "token 4 has 0 bytes"},
		{"half a pair", `"ab": 3`, `"ab": 3, "\ud83d": 4`, format, "surrogate"},
		{"vocabulary as a list", `"vocab": {"a": 0, "\u0120": 1, "b": 2, "ab": 3}`, `"vocab": [["a", 0]]`, format, "model.vocab: want an object"},
		{"empty vocabulary", `{"a": 0, "\u0120": 1, "b": 2, "ab": 3}`, `{}`, format, "model.vocab"},
		{"merge of one", `"a b"`, `"ab"`, format, "merge 0"},
		{"merge of three", `"a b"`, `"a b ab"`, format, "merge 0"},
		{"pair of one", `"a b"`, `["ab"]`, format, "merge 0"},
		{"pair of three", `"a b"`, `["a", "b", "ab"]`, format, "merge 0"},
		{"merge of a number", `"a b"`, `["a", 1]`, format, "model.merges: want a string"},
		{"merge as a number", `["a b"]`, `[1]`, format, "model.merges: want a string"},
		{"merge without its left", `"a b"`, `"z b"`, format, `merge 0: "z"`},
		{"merge without its right", `"a b"`, `"a z"`, format, `merge 0: "z"`},
		{"merge without its result", `"a b"`, `"b a"`, format, `merge 0: "ba"`},
		{"no id", `"id": 4, "content"`, `"content"`, format, "added_tokens[0]: want id and content"},
		{"no content", `"content": "<x>", `, ``, format, "added_tokens[0]: want id and content"},
		{"empty content", `"content": "<x>"`, `"content": ""`, format, "added_tokens[0]"},
		{"added token in the vocabulary with another id", `"content": "<x>"`, `"content": "ab"`, format, `"ab" has the id 4, want 3`},
		{"added token behind a gap", `"id": 4`, `"id": 5`, format, "want 4"},
		{"added token with a huge id", `"id": 4`, `"id": 2000000000`, format, "added_tokens[0]: the id"},
		{"unknown field of an added token", `"id": 4`, `"id": 4, "x": 1`, unsupported, "added_tokens[0]"},
		{"normalizer", `"NFC"`, `"NFKC"`, unsupported, `"NFKC" as normalizer.type`},
		{"normalizer in a list", `{"type": "NFC"}`, `{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Lowercase"}]}`, unsupported, "normalizer.normalizers[1].type"},
		{"normalizer without a list", `{"type": "NFC"}`, `{"type": "Sequence"}`, format, "normalizer.normalizers is missing"},
		{"normalizer as a string", `{"type": "NFC"}`, `"NFC"`, format, "normalizer: want an object"},
		{"pre-tokenizer", `"Digits"`, `"Punctuation"`, unsupported, "pre_tokenizer.pretokenizers[0].type"},
		{"Metaspace", `"individual_digits": true}`, `"individual_digits": true}, {"type": "Metaspace", "replacement": "_"}`, unsupported, `"Metaspace"`},
		{"prefix space", `"add_prefix_space": false`, `"add_prefix_space": true`, unsupported, "pretokenizers[1].add_prefix_space"},
		{"prefix space by default", `"add_prefix_space": false, `, ``, unsupported, "pretokenizers[1].add_prefix_space"},
		{"no ByteLevel", `"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true`, `"type": "Digits", "individual_digits": true`, unsupported, "without ByteLevel"},
		{"two of ByteLevel", digitStep, `{"type": "ByteLevel", "add_prefix_space": false}`, unsupported, "behind ByteLevel"},
		{"unknown expression", digitStep, `{"type": "Split", "pattern": {"Regex": "\\w+"}, "behavior": "Isolated", "invert": false}`, unsupported, `\w+`},
		{"split by a string", digitStep, `{"type": "Split", "pattern": {"String": " "}, "behavior": "Isolated", "invert": false}`, unsupported, "pattern"},
		{"split without a pattern", digitStep, `{"type": "Split", "behavior": "Isolated"}`, format, "pattern is missing"},
		{"behavior", digitStep, split(`"behavior": "MergedWithNext", "invert": false`), unsupported, "behavior"},
		{"removed", digitStep, split(`"behavior": "Removed", "invert": true`), unsupported, "behavior"},
		{"inverted", digitStep, split(`"behavior": "Isolated", "invert": true`), unsupported, "behavior"},
		{"too many steps", digitStep, strings.Repeat(digitStep+",", 16) + digitStep, unsupported, "more than 16"},
		{"nested steps", digitStep, `{"type": "Sequence", "pretokenizers": []}`, unsupported, `"Sequence"`},
		{"decoder", `"decoder": {"type": "ByteLevel", "add_prefix_space": true`, `"decoder": {"type": "ByteFallback", "add_prefix_space": true`, unsupported, `"ByteFallback" as decoder.type`},
		{"no decoder", `"decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true}`, `"decoder": null`, unsupported, "decoder is missing"},
		{"post-processor", `"TemplateProcessing"`, `"BertProcessing"`, unsupported, `"BertProcessing" as post_processor.type`},
		{"template without a text", template + `"single": [{"SpecialToken": {"id": "<x>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}]`, template + `"single": []`, unsupported, "single"},
		{"template of an unknown token", `"SpecialToken": {"id": "<x>"`, `"SpecialToken": {"id": "<y>"`, format, "<y>"},
		{"template without a list", `"single": [`, `"single": null, "x": [`, unsupported, `"x"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(minimal, test.old, test.new, 1)
			if text == minimal {
				t.Fatalf("the case does not change the file: %q", test.old)
			}
			tok, err := Load([]byte(text))
			if tok != nil || !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.mention) {
				t.Errorf("Load() = %v, %v; want %v that mentions %q", tok, err, test.kind, test.mention)
			}
		})
	}
	if _, err := Load(make([]byte, MaxFile+1)); !errors.Is(err, tokenizer.ErrFormat) {
		t.Errorf("a file beyond MaxFile: %v", err)
	}
}

// TestBytesOnly checks that flags for bytes without a token do not matter where there are none.
func TestBytesOnly(t *testing.T) {
	tok, err := FromGGUF(toy(nil))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(`"byte_fallback":false`, `"byte_fallback":true`, `"fuse_unk":false`, `"fuse_unk":true`,
		`"unk_token":null`, `"unk_token":"<unk>"`).Replace(string(tok.JSON()))
	if again, err := Load([]byte(text)); err != nil || !reflect.DeepEqual(tok, again) {
		t.Errorf("Load() is another tokenizer: %v", err)
	}
}

func TestFromFiles(t *testing.T) {
	const vocab, merges = `{"a": 0, "b": 1, "ab": 2, "<|endoftext|>": 3}`, "#version: 0.2\na b\n"
	for _, test := range []struct {
		name, vocab, merges, preset string
		kind                        error
		mention                     string
	}{
		{"as it is", vocab, merges, "gpt-2", nil, ""},
		{"with Windows' line ends", vocab, strings.ReplaceAll(merges, "\n", "\r\n") + "\r\n", "gpt-2", nil, ""},
		{"preset", vocab, merges, "bert", tokenizer.ErrUnsupported, "supported: gpt-2 smollm qwen2"},
		{"vocabulary", `{"a": 0`, merges, "gpt-2", tokenizer.ErrFormat, "vocab.json is not valid JSON"},
		{"ids", `{"a": 1}`, merges, "gpt-2", tokenizer.ErrFormat, "vocab.json"},
		{"merge", vocab, "a b\na  b\n", "gpt-2", tokenizer.ErrFormat, "merge 1"},
		{"unknown token", vocab, "a c\n", "gpt-2", tokenizer.ErrFormat, `merge 0: "c"`},
		{"too long", vocab, strings.Repeat("\n", MaxFile+1), "gpt-2", tokenizer.ErrFormat, "merges.txt"},
	} {
		tok, err := FromFiles([]byte(test.vocab), []byte(test.merges), test.preset, "<|endoftext|>", "<|missing|>")
		if test.kind == nil {
			if err != nil || !slices.Equal(encode(t, tok.Encode, "aab"), []int{0, 2}) || !tok.Special(3) {
				t.Errorf("%s: FromFiles() = %v", test.name, err)
			}
		} else if tok != nil || !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.mention) {
			t.Errorf("%s: FromFiles() = %v, want %v that mentions %q", test.name, err, test.kind, test.mention)
		}
	}
}

func TestFromGGUF(t *testing.T) {
	for _, p := range presets {
		tok, err := FromGGUF(toy(func(g *GGUF) {
			g.Pre = p.name
			g.Tokens, g.Types = append(g.Tokens, "<s>", "<tool>", "[PAD258]"), append(g.Types, Control, UserDefined, Unused)
			g.BOS, g.EOS, g.AddBOS, g.AddEOS = 256, 256, true, true
		}))
		if err != nil {
			t.Fatal(err)
		}
		before, after := tok.Around()
		if !tok.Special(256) || tok.Special(257) || !slices.Equal(before, []int{256}) || !slices.Equal(after, before) {
			t.Errorf("%s: tokens %v before, %v after", p.name, before, after)
		}
		g, err := tok.GGUF()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := FromGGUF(g); err != nil || !reflect.DeepEqual(tok, again) {
			t.Errorf("%s: FromGGUF(GGUF()) is another tokenizer: %v", p.name, err)
		}
		if again, err := Load(tok.JSON()); err != nil || !reflect.DeepEqual(tok, again) {
			t.Errorf("%s: Load(JSON()) is another tokenizer: %v", p.name, err)
		}
	}
	for name, test := range map[string]struct {
		change  func(*GGUF)
		kind    error
		mention string
	}{
		"no pre":       {func(g *GGUF) { g.Pre = "" }, tokenizer.ErrUnsupported, "tokenizer.ggml.pre"},
		"unknown pre":  {func(g *GGUF) { g.Pre = "tekken" }, tokenizer.ErrUnsupported, `"tekken" as tokenizer.ggml.pre`},
		"few types":    {func(g *GGUF) { g.Types = g.Types[1:] }, tokenizer.ErrFormat, "tokenizer.ggml.token_type"},
		"byte tokens":  {func(g *GGUF) { g.Types[7] = 6 }, tokenizer.ErrUnsupported, "token 7 has the type 6"},
		"equal tokens": {func(g *GGUF) { g.Tokens[1] = g.Tokens[0] }, tokenizer.ErrFormat, "tokenizer.ggml.tokens"},
		"no tokens":    {func(g *GGUF) { g.Tokens, g.Types = nil, nil }, tokenizer.ErrFormat, "tokenizer.ggml.tokens"},
		"merge":        {func(g *GGUF) { g.Merges = []string{"a b"} }, tokenizer.ErrFormat, `merge 0: "ab"`},
		"no bos":       {func(g *GGUF) { g.AddBOS = true }, tokenizer.ErrFormat, "add_bos_token"},
		"plain eos":    {func(g *GGUF) { g.AddEOS, g.EOS = true, 3 }, tokenizer.ErrFormat, "add_eos_token"},
		"not UTF-8":    {func(g *GGUF) { g.Tokens[0] = "\xff" }, tokenizer.ErrFormat, "is not UTF-8"},
		"long token":   {func(g *GGUF) { g.Tokens[0] = strings.Repeat("a", 5000) }, tokenizer.ErrFormat, "5000 bytes"},
	} {
		tok, err := FromGGUF(toy(test.change))
		if tok != nil || !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.mention) {
			t.Errorf("%s: %v, want %v that mentions %q", name, err, test.kind, test.mention)
		}
	}
}

// TestGGUFErrors checks that what GGUF cannot say is not left out.
func TestGGUFErrors(t *testing.T) {
	for old, new := range map[string]string{
		`"lstrip": false`:                `"lstrip": true`,
		`"special": true`:                `"special": false, "normalized": true`,
		`"unk_token": null`:              `"unk_token": "b"`,
		`{"type": "NFC"}`:                `null`,
		`"individual_digits": true`:      `"individual_digits": false`,
		`[{"SpecialToken": {"id": "<x>"`: `[{"SpecialToken": {"id": "<x>"}}, {"SpecialToken": {"id": "<x>"`,
	} {
		base := strings.Replace(minimal, `"normalized": false, `, ``, 1)
		if old != `{"type": "NFC"}` {
			base = strings.Replace(base, `{"type": "NFC"}`, `null`, 1)
		} else {
			old, new = `"truncation": null, `, `` // NFC with these digits has no name
		}
		text := strings.Replace(base, old, new, 1)
		if text == base {
			t.Fatalf("the case does not change the file: %q", old)
		}
		if _, err := load(t, []byte(text)).GGUF(); !errors.Is(err, tokenizer.ErrUnsupported) {
			t.Errorf("%s: %v, want ErrUnsupported", new, err)
		}
	}
}

// TestHostileMemory checks that no file makes Load allocate more than some hundred megabytes, and that error messages
// stay short.
func TestHostileMemory(t *testing.T) {
	const most, size = 200 << 20, MaxFile / 2
	file := func(beginning, end string, each func(i int) string) string {
		var text strings.Builder
		text.WriteString(beginning)
		for i := 0; text.Len() < size; i++ {
			text.WriteString(each(i))
		}
		return text.String() + end
	}
	first := func(i int) int { // leaves out the comma before the first element
		return max(0, 1-i)
	}
	repeat := func(text string) func(int) string { return func(int) string { return text } }
	for name, text := range map[string]string{
		"equal tokens": file(`{"model":{"type":"BPE","vocab":{`, `"a":0}}}`, repeat(`"a":0,`)),
		"tokens":       file(`{"model":{"type":"BPE","vocab":{`, `"x":-1}}}`, func(i int) string { return fmt.Sprintf(`"%x":%d,`, i, i) }),
		"merges":       file(`{"model":{"type":"BPE","vocab":{"a":0,"aa":1},"merges":[`, `"a a"]}}`, repeat(`"a a",`)),
		"added tokens": file(`{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":[`, `{}]}`, func(i int) string { return fmt.Sprintf(`{"id":%d,"content":"%x"},`, i+1, i+256) }),
		"long added": file(`{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":[`, `]}`, func(i int) string {
			return fmt.Sprintf(`,{"id":%d,"content":"%x%s"}`, i+1, i+256, strings.Repeat("x", 1000))[first(i):]
		}),
		"normalizers":   file(`{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"normalizer":{"type":"Sequence","normalizers":[`, `{}]}}`, repeat(`{"type":"NFC"},`)),
		"deep":          file(`{"decoder":`, ``, repeat(`[`)),
		"a long token":  file(`{"model":{"type":"BPE","vocab":{"`, `":0},"merges":[]}}`, repeat(`w`)),
		"a long field":  file(`{"`, `":0}`, repeat(`w`)),
		"a long number": file(`{"model":{"vocab":{"a":`, `},"merges":[]}}`, repeat(`9`)),
		"escapes":       file(`{"version":"`, `"}`, repeat(`\u0000`)),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Load([]byte(text))
		runtime.ReadMemStats(&after)
		n := after.TotalAlloc - before.TotalAlloc
		t.Logf("%s: %d MB for %d MB: %.80v", name, n>>20, len(text)>>20, err)
		if !errors.Is(err, tokenizer.ErrFormat) && !errors.Is(err, tokenizer.ErrUnsupported) || len(err.Error()) > 1000 {
			t.Errorf("%s: %.1200v", name, err)
		}
		if n > most {
			t.Errorf("%s: %d bytes allocated for %d", name, n, len(text))
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(minimal))
	f.Add([]byte(`{"model":{"merges":[["a","b"]],"vocab":{"a":0}}}`))
	tok, err := FromGGUF(toy(func(g *GGUF) { g.Pre = "default" }))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(tok.JSON())
	data, err := os.ReadFile("testdata/small.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		tok, err := Load(data)
		if err != nil {
			if !errors.Is(err, tokenizer.ErrFormat) && !errors.Is(err, tokenizer.ErrUnsupported) {
				t.Fatalf("Load() = %v, which is neither ErrFormat nor ErrUnsupported", err)
			}
			return
		}
		checkTokenizer(t, tok)
		if !Is(data) {
			t.Fatal("Load() takes what Is() does not")
		}
	})
}

// checkTokenizer checks that a tokenizer can be written and used.
func checkTokenizer(t *testing.T, tok *Tokenizer) {
	again, err := Load(tok.JSON())
	if err != nil || !reflect.DeepEqual(tok, again) {
		t.Fatalf("Load(JSON()) is another tokenizer: %v\n%s", err, tok.JSON())
	}
	for _, text := range []string{"a b", "ab\n 12 <x>", "\xff\u0301e\u0301"} {
		if _, err := tok.EncodeSpecial(text); err != nil {
			t.Fatal(err)
		}
	}
	for id := range tok.VocabSize() {
		tok.Token(id)
		tok.Special(id)
	}
}

func FuzzFromFiles(f *testing.F) {
	f.Add([]byte(`{"a": 0, "b": 1, "ab": 2, "<|endoftext|>": 3}`), []byte("#version: 0.2\na b\n"), "gpt-2")
	f.Add([]byte(`{"\u0120": 0}`), []byte("\r\n"), "qwen2")
	f.Fuzz(func(t *testing.T, vocab, merges []byte, preset string) {
		tok, err := FromFiles(vocab, merges, preset, "<|endoftext|>", "a")
		if err == nil {
			checkTokenizer(t, tok)
		} else if !errors.Is(err, tokenizer.ErrFormat) && !errors.Is(err, tokenizer.ErrUnsupported) {
			t.Fatalf("FromFiles() = %v, which is neither ErrFormat nor ErrUnsupported", err)
		}
	})
}

func FuzzFromGGUF(f *testing.F) {
	f.Add([]byte(`{"Tokens":["a","b","ab","<x>"],"Types":[1,1,1,3],"Merges":["a b"],"Pre":"smollm","AddBOS":true,"BOS":3}`))
	f.Add([]byte(`{"Tokens":["a","\u0120","<x>"],"Types":[1,5,4],"Pre":"llama-bpe"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var g GGUF
		if json.Unmarshal(data, &g) != nil {
			return
		}
		tok, err := FromGGUF(g)
		if err != nil {
			if !errors.Is(err, tokenizer.ErrFormat) && !errors.Is(err, tokenizer.ErrUnsupported) {
				t.Fatalf("FromGGUF() = %v, which is neither ErrFormat nor ErrUnsupported", err)
			}
			return
		}
		checkTokenizer(t, tok)
		back, err := tok.GGUF()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := FromGGUF(back); err != nil || !reflect.DeepEqual(tok, again) {
			t.Fatalf("FromGGUF(GGUF()) is another tokenizer: %v", err)
		}
	})
}
