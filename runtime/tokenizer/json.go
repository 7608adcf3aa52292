package tokenizer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// file is tokenizer.json. Parts that must be null are kept raw, so that an error can name them.
type file struct {
	Version       string          `json:"version"`
	Truncation    json.RawMessage `json:"truncation"`
	Padding       json.RawMessage `json:"padding"`
	AddedTokens   []addedToken    `json:"added_tokens"`
	Normalizer    *normalizer     `json:"normalizer"`
	PreTokenizer  *typed          `json:"pre_tokenizer"`
	PostProcessor json.RawMessage `json:"post_processor"`
	Decoder       json.RawMessage `json:"decoder"`
	Model         model           `json:"model"`
}

type addedToken struct {
	ID         int    `json:"id"`
	Content    string `json:"content"`
	SingleWord bool   `json:"single_word"`
	LStrip     bool   `json:"lstrip"`
	RStrip     bool   `json:"rstrip"`
	Normalized bool   `json:"normalized"`
	Special    bool   `json:"special"`
}

type typed struct {
	Type string `json:"type"`
}

// normalizer is a Sequence (of Normalizers) or a Replace (of Pattern by Content).
type normalizer struct {
	Type        string       `json:"type"`
	Normalizers []normalizer `json:"normalizers,omitempty"`
	Pattern     *pattern     `json:"pattern,omitempty"`
	Content     *string      `json:"content,omitempty"`
}

type pattern struct {
	String *string `json:"String,omitempty"`
	Regex  *string `json:"Regex,omitempty"`
}

type model struct {
	Type     string     `json:"type"`
	Vocab    vocabulary `json:"vocab"`
	UnkToken string     `json:"unk_token"`
}

// vocabulary maps tokens to ids; it is written in the order of the ids.
type vocabulary map[string]int

// Load reads a tokenizer.json of at most MaxFile bytes. Its errors wrap ErrFormat or ErrUnsupported and name the field
// at fault.
func Load(data []byte) (*Tokenizer, error) {
	if len(data) > MaxFile {
		return nil, ErrFormat.Errorf("%d bytes, at most %d are allowed", len(data), MaxFile)
	}
	if n := bytes.Count(data, []byte("{")); n > maxObjects {
		return nil, ErrFormat.Errorf("%d opening braces, at most %d are allowed", n, maxObjects)
	}
	if err := checkKinds(data); err != nil {
		return nil, err
	}
	var f file
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		return nil, ErrFormat.Errorf("%.200s", err) // encoding/json quotes what it could not read, however long
	}
	if len(bytes.TrimSpace(data[decoder.InputOffset():])) > 0 {
		return nil, ErrFormat.Errorf("something follows the JSON object")
	}
	if err := f.supported(); err != nil {
		return nil, err
	}
	t := &Tokenizer{special: map[int]bool{}, unknown: f.Model.UnkToken}
	if err := t.readVocabulary(&f); err != nil {
		return nil, err
	}
	if err := t.readNormalizer(f.Normalizer); err != nil {
		return nil, err
	}
	if err := t.finish(); err != nil {
		return nil, err
	}
	return t, nil
}

// checkKinds checks only the types of a file's parts. A part of another type has its own fields, which Load would
// report as unknown, and the file as malformed. A file that cannot be parsed at all is left to Load.
func checkKinds(data []byte) error {
	var f struct {
		Model struct {
			Type   string          `json:"type"`
			Merges json.RawMessage `json:"merges"`
		} `json:"model"`
		Normalizer struct {
			Type        string  `json:"type"`
			Normalizers []typed `json:"normalizers"`
		} `json:"normalizer"`
		PreTokenizer typed `json:"pre_tokenizer"`
	}
	if json.Unmarshal(data, &f) != nil {
		return nil
	}
	if f.Model.Type == "" && f.Model.Merges != nil {
		f.Model.Type = "BPE" // older files omit it
	}
	type part struct{ name, kind, want string }
	parts := []part{
		{"model.type", f.Model.Type, "WordLevel"}, {"pre_tokenizer.type", f.PreTokenizer.Type, "Whitespace"},
	}
	if n := f.Normalizer; n.Type != "Sequence" {
		parts = append(parts, part{"normalizer.type", n.Type, "Replace"})
	}
	for i, n := range f.Normalizer.Normalizers {
		parts = append(parts, part{fmt.Sprintf("normalizer.normalizers[%d].type", i), n.Type, "Replace"})
	}
	for _, p := range parts {
		if p.kind != "" && p.kind != p.want {
			kind := strings.Trim(fmt.Sprintf("%.20q", p.kind), `"`)
			return ErrUnsupported.Errorf("%s as %s; only %s is read", kind, p.name, p.want)
		}
	}
	return nil
}

// supported rejects the parts of the format that Encode would have to ignore.
func (f *file) supported() error {
	for _, part := range []struct {
		name  string
		value json.RawMessage
	}{{"truncation", f.Truncation}, {"padding", f.Padding}, {"post_processor", f.PostProcessor}, {"decoder", f.Decoder}} {
		if part.value != nil && string(part.value) != "null" {
			return ErrUnsupported.Errorf("%s must be null", part.name)
		}
	}
	if f.Version != "" && f.Version != "1.0" {
		return ErrUnsupported.Errorf("version %.20q", f.Version)
	}
	if f.PreTokenizer == nil || f.PreTokenizer.Type != "Whitespace" {
		return ErrUnsupported.Errorf("pre_tokenizer must be of type Whitespace")
	}
	if f.Model.Type != "WordLevel" {
		return ErrUnsupported.Errorf("model.type %.20q", f.Model.Type)
	}
	for i, a := range f.AddedTokens {
		if a.SingleWord || a.LStrip || a.RStrip || !a.Special {
			return ErrUnsupported.Errorf("added_tokens[%d]: want special, and neither single_word, lstrip nor rstrip", i)
		}
	}
	return nil
}

// readVocabulary merges model.vocab and added_tokens, which may but need not repeat each other. The ids must be 0, 1,
// 2, ….
func (t *Tokenizer) readVocabulary(f *file) error {
	all := make(map[string]int, len(f.Model.Vocab)+len(f.AddedTokens))
	for token, id := range f.Model.Vocab {
		all[token] = id
	}
	for i, a := range f.AddedTokens {
		if id, ok := all[a.Content]; ok && id != a.ID {
			return ErrFormat.Errorf("added_tokens[%d]: token %.40q has the ids %d and %d", i, a.Content, id, a.ID)
		}
		all[a.Content] = a.ID
		t.special[a.ID] = true
	}
	t.tokens = make([]string, len(all))
	taken := make([]bool, len(all))
	for token, id := range all {
		if id < 0 || id >= len(all) || taken[id] {
			return ErrFormat.Errorf("model.vocab: ids must be 0 to %d, each once; token %.40q has %d", len(all)-1, token, id)
		}
		t.tokens[id], taken[id] = token, true
	}
	return nil
}

func (t *Tokenizer) readNormalizer(n *normalizer) error {
	if n == nil {
		return nil
	}
	if n.Type == "Replace" {
		return t.readReplace("normalizer", *n)
	}
	if n.Type != "Sequence" {
		return ErrUnsupported.Errorf("normalizer.type %.20q", n.Type)
	}
	for i, step := range n.Normalizers {
		name := fmt.Sprintf("normalizer.normalizers[%d]", i)
		if step.Type != "Replace" {
			return ErrUnsupported.Errorf("%s.type %.20q", name, step.Type)
		}
		if err := t.readReplace(name, step); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tokenizer) readReplace(name string, n normalizer) error {
	if n.Pattern == nil || n.Pattern.String == nil || n.Pattern.Regex != nil {
		return ErrUnsupported.Errorf("%s.pattern must be a String", name)
	}
	if n.Content == nil {
		return ErrFormat.Errorf("%s.content is missing", name)
	}
	t.replacements = append(t.replacements, replacement{old: *n.Pattern.String, new: *n.Content})
	return nil
}
