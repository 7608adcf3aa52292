package bpe

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/coconut-page/coconut/internal/mixedtext"
)

// fixture is what Hugging Face's library makes of mixed text with a small vocabulary; tools/bpeparity/run.sh writes it.
type fixture struct {
	Seed  uint64
	Bytes int
	Valid string `json:"valid_sha256"`
	Cases []struct {
		Name         string
		AddedTokens  json.RawMessage `json:"added_tokens"`
		Normalizer   json.RawMessage
		PreTokenizer json.RawMessage `json:"pre_tokenizer"`
		IgnoreMerges bool            `json:"ignore_merges"`
		IDs          string
		Special      string
		Pieces       string
		Literals     []string
	}
	Classes map[string]string
	Chats   []struct {
		Messages []Message
		IDs      []int
	}
}

func readFixture(t testing.TB) (f fixture, texts []string) {
	readJSON(t, &f, "testdata/parity.json")
	texts = mixedtext.Documents(f.Seed, f.Bytes, true)
	total := 0
	for _, text := range texts {
		total += len(text)
	}
	if total != f.Bytes {
		t.Fatalf("the texts have %d bytes, the fixture's %d: run tools/bpeparity/run.sh DIR --fixture", total, f.Bytes)
	}
	return f, texts
}

// small is the tokenizer.json with the small vocabulary, with some parts replaced.
func small(t testing.TB, parts map[string]any) []byte {
	var file map[string]json.RawMessage
	readJSON(t, &file, "testdata/small.json")
	for name, part := range parts {
		where, field, inner := strings.Cut(name, ".")
		if !inner {
			file[name] = marshal(t, part)
			continue
		}
		var object map[string]json.RawMessage
		if err := json.Unmarshal(file[where], &object); err != nil {
			t.Fatal(err)
		}
		object[field] = marshal(t, part)
		file[where] = marshal(t, object)
	}
	return marshal(t, file)
}

func marshal(t testing.TB, v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// digest is the SHA-256 of all numbers as 32 bits, little-endian, with -1 behind each list.
func digest(lists [][]int) string {
	h := sha256.New()
	for _, list := range lists {
		data := make([]byte, 0, 4*len(list)+4)
		for _, n := range list {
			data = binary.LittleEndian.AppendUint32(data, uint32(n))
		}
		h.Write(binary.LittleEndian.AppendUint32(data, 0xffffffff))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func TestParity(t *testing.T) {
	f, texts := readFixture(t)
	for _, c := range f.Cases {
		t.Run(c.Name, func(t *testing.T) {
			tok := load(t, small(t, map[string]any{"added_tokens": c.AddedTokens, "normalizer": c.Normalizer,
				"pre_tokenizer": c.PreTokenizer, "model.ignore_merges": c.IgnoreMerges}))
			for _, literal := range c.Literals {
				checkLiteral(t, tok, literal)
			}
			var ids, special, sizes [][]int
			for _, text := range texts {
				ids = append(ids, encode(t, tok.Encode, text))
				special = append(special, encode(t, tok.EncodeSpecial, text))
				sizes = append(sizes, sizesOf(tok, text))
			}
			if got := digest(ids); got != c.IDs {
				t.Errorf("ids: %s, want %s", got, c.IDs)
			}
			if got := digest(special); got != c.Special {
				t.Errorf("ids with special tokens: %s, want %s", got, c.Special)
			}
			if got := digest(sizes); c.Pieces != "" && got != c.Pieces {
				t.Errorf("pieces: %s, want %s", got, c.Pieces)
			}
		})
	}
}

func encode(t testing.TB, encode func(string) ([]int, error), text string) []int {
	ids, err := encode(text)
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// checkLiteral checks a text and its ids, [text, ids] in JSON.
func checkLiteral(t *testing.T, tok *Tokenizer, literal string) {
	var text string
	var want []int
	if err := json.Unmarshal([]byte(literal), &[]any{&text, &want}); err != nil {
		t.Fatal(err)
	}
	if got := encode(t, tok.Encode, text); !slices.Equal(got, want) {
		t.Errorf("Encode(%q) = %v, want %v", text, got, want)
	}
}

// TestValidParity compares Valid with Python's errors="replace".
func TestValidParity(t *testing.T) {
	f, texts := readFixture(t)
	h := sha256.New()
	for _, text := range texts {
		h.Write([]byte(Valid(text)))
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != f.Valid {
		t.Errorf("the valid texts are %s, want %s", got, f.Valid)
	}
}

// TestClasses compares the classes of all characters, and normal form C around each of them, with those of Hugging
// Face's library. A new version of Unicode in Go makes it fail: add what is new to the table unknown.
func TestClasses(t *testing.T) {
	f, _ := readFixture(t)
	for name, is := range map[string]func(rune) bool{
		"letter":      func(r rune) bool { return classify(r) == letter },
		"number":      func(r rune) bool { return classify(r) == number },
		"space":       func(r rune) bool { return classify(r) == space },
		"punctuation": punctuation, "digit": unicode.IsNumber, "word": wordCharacter,
	} {
		var list []int
		for r := range eachRune {
			if is(r) {
				list = append(list, int(r))
			}
		}
		if got := digest([][]int{list}); got != f.Classes[name] {
			t.Errorf("%d characters of class %s: %s, want %s", len(list), name, got, f.Classes[name])
		}
	}
	var text strings.Builder
	for r := range eachRune {
		text.WriteString("q" + string(r) + "\u0316\u0334\u0301\u09be\u1161")
	}
	sum := sha256.Sum256([]byte(compose(text.String())))
	if got := hex.EncodeToString(sum[:]); got != f.Classes["nfc"] {
		t.Errorf("normal form C: %s, want %s", got, f.Classes["nfc"])
	}
}

func eachRune(yield func(rune) bool) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if (r < 0xd800 || r > 0xdfff) && !yield(r) {
			return
		}
	}
}
