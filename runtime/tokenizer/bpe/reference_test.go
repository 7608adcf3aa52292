package bpe

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

// referenceDir is the folder that tools/bpeparity/run.sh has filled; tests of whole vocabularies need it.
func referenceDir(t testing.TB) string {
	dir := os.Getenv("COCONUT_BPE_REFERENCE")
	if dir == "" {
		t.Skip("COCONUT_BPE_REFERENCE is not set; tools/bpeparity/run.sh DIR sets it")
	}
	return dir
}

func readFile(t testing.TB, path ...string) []byte {
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func readJSON(t testing.TB, to any, path ...string) {
	if err := json.Unmarshal(readFile(t, path...), to); err != nil {
		t.Fatal(err)
	}
}

// readTexts returns the texts that were compared, and their bytes.
func readTexts(t testing.TB, dir string) (texts []string, bytes int) {
	var sizes []int
	readJSON(t, &sizes, dir, "sizes.json")
	all := string(readFile(t, dir, "text.bin"))
	for _, size := range sizes {
		texts = append(texts, all[bytes:bytes+size])
		bytes += size
	}
	return texts, bytes
}

// TestReference compares ids, pieces and decoded text with those of Hugging Face's library, number by number.
func TestReference(t *testing.T) {
	dir := referenceDir(t)
	var want struct {
		Tokenizers []struct {
			Name, JSON string
			IDs        [][]int
			Special    [][]int
			Random     [][]int
			Decoded    []string
		}
		Pieces map[string]struct {
			JSON  string
			Sizes [][]int
		}
	}
	readJSON(t, &want, dir, "reference.json")
	texts, bytes := readTexts(t, dir)
	for _, r := range want.Tokenizers {
		t.Run(r.Name, func(t *testing.T) {
			tok := load(t, []byte(r.JSON))
			if err := os.WriteFile(filepath.Join(dir, r.Name+".written.json"), tok.JSON(), 0o644); err != nil {
				t.Fatal(err) // parity.py DIR --written loads them
			}
			compareIDs(t, texts, bytes, r.IDs, tok.Encode)
			compareIDs(t, texts, bytes, r.Special, tok.EncodeSpecial)
			again := load(t, tok.JSON())
			if !reflect.DeepEqual(tok, again) {
				t.Error("Load(JSON()) is another tokenizer")
			}
			for i, ids := range r.Random {
				if readAsBytes(tok, ids) {
					continue
				}
				if got := Valid(tok.Decode(ids)); got != r.Decoded[i] {
					t.Fatalf("Decode(%v) = %q, want %q", ids, got, r.Decoded[i])
				}
			}
		})
	}
	for name, r := range want.Pieces {
		t.Run("pieces of "+name, func(t *testing.T) {
			tok := load(t, []byte(r.JSON))
			differences, pieces := 0, 0
			for i, text := range texts {
				got := sizesOf(tok, text)
				pieces += len(got)
				if !slices.Equal(got, r.Sizes[i]) {
					if differences++; differences < 5 {
						t.Errorf("%s", firstPiece(tok, text, got, r.Sizes[i]))
					}
				}
			}
			t.Logf("%d bytes of text in %d texts, %d pieces: %d texts differ", bytes, len(texts), pieces, differences)
		})
	}
}

// readAsBytes says whether Hugging Face's library would read an added token as bytes, where Decode writes it as it is.
func readAsBytes(tok *Tokenizer, ids []int) bool {
	return slices.ContainsFunc(ids, func(id int) bool {
		_, added := tok.addedAt[int32(id)]
		bytes, ok := appendBytes(nil, compose(tok.Token(id)))
		return added && ok && string(bytes) != tok.Token(id)
	})
}

func load(t testing.TB, data []byte) *Tokenizer {
	tok, err := Load(data)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func compareIDs(t *testing.T, texts []string, bytes int, want [][]int, encode func(string) ([]int, error)) {
	differences, tokens := 0, 0
	for i, text := range texts {
		got, err := encode(text)
		if err != nil {
			t.Fatal(err)
		}
		tokens += len(got)
		if !slices.Equal(got, want[i]) {
			if differences++; differences < 5 {
				at := 0
				for at < len(got) && at < len(want[i]) && got[at] == want[i][at] {
					at++
				}
				t.Errorf("text %d (%.100q…): from id %d of %d on %v, want %v", i, text, at, len(got),
					got[at:min(at+8, len(got))], want[i][at:min(at+8, len(want[i]))])
			}
		}
	}
	t.Logf("%d bytes of text in %d texts, %d ids: %d texts differ", bytes, len(texts), tokens, differences)
}

// pieces are what the pre-tokenizers make of a text without added tokens, and the text after normalization.
func pieces(tok *Tokenizer, text string) (list []string, normalized string) {
	if text = Valid(text); tok.nfc {
		text = compose(text)
	}
	var split func(text string, steps []step)
	split = func(text string, steps []step) {
		if len(steps) == 0 {
			list = append(list, text)
			return
		}
		s := scan{text: text}
		for at := 0; at < len(text); {
			end := s.next(steps[0], at)
			split(text[at:end], steps[1:])
			at = end
		}
	}
	split(text, tok.steps)
	return list, text
}

// sizesOf are the sizes of the pieces in bytes.
func sizesOf(tok *Tokenizer, text string) []int {
	list, _ := pieces(tok, text)
	sizes := make([]int, len(list))
	for i, p := range list {
		sizes[i] = len(p)
	}
	return sizes
}

func firstPiece(tok *Tokenizer, text string, got, want []int) string {
	_, text = pieces(tok, text)
	at := 0
	for i := range got {
		if i == len(want) || got[i] != want[i] {
			return "at " + quoteStart(text[at:]) + ": pieces of " + sprint(got[i:]) + " bytes, want " +
				sprint(want[min(i, len(want)):])
		}
		at += got[i]
	}
	return "fewer pieces"
}

func quoteStart(text string) string { return sprint(text[:min(40, len(text))]) }

func sprint(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data[:min(80, len(data))])
}

// TestReferenceFiles loads the same vocabularies from the other kinds of files.
func TestReferenceFiles(t *testing.T) {
	dir := referenceDir(t)
	var want struct {
		Tokenizers []struct {
			Name string
			IDs  [][]int
		}
	}
	readJSON(t, &want, dir, "reference.json")
	texts, bytes := readTexts(t, dir)
	gpt2, err := FromFiles(readFile(t, dir, "package/encoder.json"), readFile(t, dir, "package/vocab.bpe"), "gpt-2",
		"<|endoftext|>")
	if err != nil {
		t.Fatal(err)
	}
	var g GGUF
	readJSON(t, &g, dir, "smollm2.gguf.json")
	smollm2, err := FromGGUF(g)
	if err != nil {
		t.Fatal(err)
	}
	for i, tok := range []*Tokenizer{gpt2, smollm2} {
		t.Run(want.Tokenizers[i].Name, func(t *testing.T) {
			compareIDs(t, texts, bytes, want.Tokenizers[i].IDs, tok.Encode)
			back, err := tok.GGUF()
			if err != nil {
				t.Fatal(err)
			}
			again, err := FromGGUF(back)
			if err != nil || !reflect.DeepEqual(tok, again) {
				t.Errorf("FromGGUF(GGUF()) is another tokenizer: %v", err)
			}
		})
	}
}
