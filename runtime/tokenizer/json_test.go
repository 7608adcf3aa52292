package tokenizer

import (
	"errors"
	"strings"
	"testing"
)

// minimal is a file that Load accepts; each case below breaks it in one place.
const minimal = `{"version": "1.0", "truncation": null, "padding": null,
	"added_tokens": [{"id": 2, "content": "<bot>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
	"normalizer": {"type": "Sequence", "normalizers": [{"type": "Replace", "pattern": {"String": "x"}, "content": "y"}]},
	"pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
	"model": {"type": "WordLevel", "vocab": {"<unk>": 0, "y": 1}, "unk_token": "<unk>"}}`

// bpeModel is the model of minimal, and one of the kind that most files have.
var bpeModel = [2]string{
	`"model": {"type": "WordLevel", "vocab": {"<unk>": 0, "y": 1}, "unk_token": "<unk>"}`,
	`"model": {"type": "BPE", "dropout": null, "byte_fallback": false, "vocab": {"a": 0}, "merges": ["a b"]}`,
}

func TestLoad(t *testing.T) {
	tok, err := Load([]byte(minimal))
	if err != nil {
		t.Fatal(err)
	}
	if ids, err := tok.Encode("x y"); err != nil || tok.Decode(ids) != "y y" {
		t.Errorf("Encode() = %v, %v", ids, err)
	}
	if id, ok := tok.ID("<bot>"); !ok || id != 2 || !tok.Special(2) {
		t.Errorf(`ID("<bot>") = %d, %t`, id, ok)
	}
	if _, err := Load([]byte(strings.Replace(minimal,
		`{"type": "Sequence", "normalizers": [{"type": "Replace", "pattern": {"String": "x"}, "content": "y"}]}`, "null",
		1))); err != nil {
		t.Errorf("without a normalizer: %v", err)
	}
}

func TestLoadErrors(t *testing.T) {
	for _, test := range []struct {
		name, old, new string
		kind           error
		mention        string
	}{
		{"not JSON", `{"version"`, `{"version`, ErrFormat, ""},
		{"trailing", `"unk_token": "<unk>"}}`, `"unk_token": "<unk>"}} {}`, ErrFormat, "follows"},
		{"unknown field", `"padding": null`, `"padding": null, "dropout": 1`, ErrFormat, "dropout"},
		{"version", `"1.0"`, `"2.0"`, ErrUnsupported, "version"},
		{"truncation", `"truncation": null`, `"truncation": {"max_length": 3}`, ErrUnsupported, "truncation"},
		{"padding", `"padding": null`, `"padding": {}`, ErrUnsupported, "padding"},
		{"post processor", `"post_processor": null`, `"post_processor": {"type": "ByteLevel"}`, ErrUnsupported, "post_processor"},
		{"decoder", `"decoder": null`, `"decoder": {"type": "ByteLevel"}`, ErrUnsupported, "decoder"},
		{"pre-tokenizer", `"Whitespace"`, `"ByteLevel"`, ErrUnsupported, "pre_tokenizer"},
		{"no pre-tokenizer", `{"type": "Whitespace"}`, `null`, ErrUnsupported, "pre_tokenizer"},
		{"model", `"WordLevel"`, `"BPE"`, ErrUnsupported, "model.type"},
		{"BPE", bpeModel[0], bpeModel[1], ErrUnsupported, "unsupported: BPE as model.type"},
		{"BPE without a type", bpeModel[0], strings.Replace(bpeModel[1], `"type": "BPE", `, "", 1), ErrUnsupported, "unsupported: BPE"},
		{"Unigram", bpeModel[0], `"model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0]]}`, ErrUnsupported, "unsupported: Unigram"},
		{"WordPiece", bpeModel[0], `"model": {"type": "WordPiece", "continuing_subword_prefix": "##", "vocab": {}}`, ErrUnsupported, "unsupported: WordPiece"},
		{"a type with a line break", `"WordLevel"`, `"B\nPE"`, ErrUnsupported, `unsupported: B\nPE as`},
		{"pre-tokenizer with fields", `{"type": "Whitespace"}`, `{"type": "ByteLevel", "add_prefix_space": false}`, ErrUnsupported, "unsupported: ByteLevel as pre_tokenizer.type"},
		{"normalizer with fields", `"Sequence", "normalizers"`, `"Prepend", "prepend": "▁", "x"`, ErrUnsupported, "unsupported: Prepend as normalizer.type"},
		{"step with fields", `{"type": "Replace", `, `{"type": "Strip", "strip_left": true}, {"type": "Replace", `, ErrUnsupported, "unsupported: Strip as normalizer.normalizers[0].type"},
		{"not special", `"special": true`, `"special": false`, ErrUnsupported, "added_tokens[0]"},
		{"lstrip", `"lstrip": false`, `"lstrip": true`, ErrUnsupported, "lstrip"},
		{"normalizer", `"Sequence"`, `"NFC"`, ErrUnsupported, "normalizer.type"},
		{"normalizer step", `"Replace"`, `"Lowercase"`, ErrUnsupported, "normalizer.normalizers[0].type"},
		{"regular expression", `"String": "x"`, `"Regex": "x"`, ErrUnsupported, "normalizer.normalizers[0].pattern"},
		{"no content", `, "content": "y"`, ``, ErrFormat, "normalizer.normalizers[0].content"},
		{"empty pattern", `"String": "x"`, `"String": ""`, ErrFormat, "replacement 0"},
		{"gap in ids", `"y": 1`, `"y": 7`, ErrFormat, "model.vocab"},
		{"negative id", `"y": 1`, `"y": -1`, ErrFormat, "model.vocab"},
		{"id twice", `"y": 1`, `"y": 0`, ErrFormat, "model.vocab"},
		{"added token with two ids", `"y": 1`, `"y": 1, "<bot>": 3`, ErrFormat, "added_tokens[0]"},
		{"huge id", `"y": 1`, `"y": 99999999999999999999`, ErrFormat, "vocab"},
		{"no unk", `"unk_token": "<unk>"`, `"unk_token": "?"`, ErrFormat, "unk_token"},
		{"empty vocabulary", `{"<unk>": 0, "y": 1}`, `{}`, ErrFormat, ""},
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
	if _, err := Load(make([]byte, MaxFile+1)); !errors.Is(err, ErrFormat) {
		t.Errorf("a file beyond MaxFile: %v", err)
	}
}
