package tokenizer

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/coconut-page/coconut/internal/order"
)

// JSON writes the tokenizer as a tokenizer.json that Load and Hugging Face's library can read, the same bytes for the
// same tokenizer.
func (t *Tokenizer) JSON() []byte {
	f := file{
		Version:      "1.0",
		AddedTokens:  []addedToken{},
		PreTokenizer: &typed{Type: "Whitespace"},
		Model:        model{Type: "WordLevel", Vocab: t.ids, UnkToken: t.unknown},
	}
	for id, token := range t.tokens {
		if t.special[id] {
			f.AddedTokens = append(f.AddedTokens, addedToken{ID: id, Content: token, Special: true})
		}
	}
	if len(t.replacements) > 0 {
		f.Normalizer = &normalizer{Type: "Sequence"}
		for _, r := range t.replacements {
			f.Normalizer.Normalizers = append(f.Normalizer.Normalizers,
				normalizer{Type: "Replace", Pattern: &pattern{String: &r.old}, Content: &r.new})
		}
	}
	return marshal(f)
}

// marshal keeps <, > and & as they are, so that <bot> can be read in the file. It is only given strings and numbers,
// which cannot fail.
func marshal(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		panic("tokenizer: " + err.Error())
	}
	return b.Bytes()
}

// MarshalJSON writes the tokens in the order of their ids.
func (v vocabulary) MarshalJSON() ([]byte, error) {
	tokens := slices.Collect(maps.Keys(v))
	order.Sort(len(tokens), func(i, j int) bool { return v[tokens[i]] < v[tokens[j]] },
		func(i, j int) { tokens[i], tokens[j] = tokens[j], tokens[i] })
	b := []byte{'{'}
	for i, token := range tokens {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, bytes.TrimSpace(marshal(token))...), ':')
		b = strconv.AppendInt(b, int64(v[token]), 10)
	}
	return append(b, '}'), nil
}
