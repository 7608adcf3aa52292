package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// bytewise is a vocabulary of all bytes, some longer tokens, and an end.
func bytewise() (*Vocabulary, func(id int) string) {
	more := []string{`{"`, `": `, `", "`, `"}`, "true", "ab", `"a`, "12", `\u00`, "é", "]}", "  "}
	token := func(id int) string {
		switch {
		case id < 256:
			return string([]byte{byte(id)})
		case id < 256+len(more):
			return more[id-256]
		}
		return ""
	}
	return NewVocabulary(256+len(more)+1, token, []int{256 + len(more)}), token
}

const person = `{"type":"object","title":"A person","properties":{"name":{"type":"string","minLength":1,"maxLength":5},
	"age":{"type":"integer"},"tags":{"type":"array","items":{"enum":["a","ab","b"]},"minItems":1,"maxItems":3},
	"more":{"anyOf":[{"type":"null"},{"type":"number"},{"type":"object","properties":{"x":{"type":"boolean"}},
	"required":["x"],"additionalProperties":false}]}},"required":["name","tags"],"additionalProperties":false}`

var schemas = map[string]string{
	"person": person, "text": `{"type":"string"}`, "number": `{"type":"number"}`, "integer": `{"type":"integer"}`,
	"types": `{"type":["string","null"],"maxLength":3}`, "const": `{"const":{"a":[1,2]}}`, "anything": `{}`,
	"list":     `{"type":"array","items":{"anyOf":[{"type":"string"},{"type":"string","maxLength":2}]}}`,
	"empty":    `{"type":"object"}`,
	"optional": `{"type":"object","properties":{"a":{"type":"null"},"b":{"type":"null"},"c":{"type":"null"}}}`,
	"enum":     `{"enum":["red","green",3,null,{"a":1}]}`,
	"any list": `{"type":"array","maxItems":2}`,
	"no type":  `{"properties":{"a":{"const":1}},"required":["a"]}`, "typed": `{"type":["string","integer"],"enum":["a",3]}`,
	"two words": `{"type":"object","properties":{"a \"b\" <c>":{"const":"é"}},"required":["a \"b\" <c>"]}`,
}

// TestWritten writes at random what is allowed: it is JSON, and another validator finds that it fits the schema.
func TestWritten(t *testing.T) {
	v, token := bytewise()
	for name, text := range schemas {
		var validator openapi3.Schema
		if err := json.Unmarshal([]byte(text), &validator); err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(300) {
			w, err := New([]byte(text), v)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			written := atRandom(t, w, token, seed)
			var value any
			if err := json.Unmarshal([]byte(written), &value); err != nil {
				t.Fatalf("%s: %q is no JSON: %v", name, written, err)
			}
			switch name {
			case "enum", "const": // the validator compares objects by identity
				continue
			case "anything", "any list": // to the validator's specification, nothing may be null by itself
				continue
			}
			if err := validator.VisitJSON(value); err != nil {
				t.Fatalf("%s: %q does not fit: %v", name, written, err)
			}
		}
	}
}

// atRandom writes a text; after a while it ends as soon as it can.
func atRandom(t *testing.T, w *Writer, token func(int) string, seed uint64) string {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	var out strings.Builder
	for n := range 100_000 {
		allowed := w.Allowed()
		if len(allowed) == 0 {
			t.Fatalf("nothing may follow %q", out.String())
		}
		id := allowed[r.IntN(len(allowed))]
		if n > 40 { // what closes
			for _, c := range []byte(`"}],:0`) {
				if slices.Contains(allowed, int(c)) {
					id = int(c)
					break
				}
			}
			if w.Done() {
				return out.String()
			}
		}
		if token(id) == "" {
			if !w.Done() {
				t.Fatalf("%q may end", out.String())
			}
			return out.String()
		}
		out.WriteString(token(id))
		w.Accept(id)
	}
	t.Fatalf("%.300q does not end", out.String())
	return ""
}

// TestAccepted writes documents byte by byte, and as few tokens.
func TestAccepted(t *testing.T) {
	v, _ := bytewise()
	for _, c := range []struct{ schema, document string }{
		{"person", `{"name":"Ann","tags":["ab"]}`}, {"person", `{"name": "Ünï", "age": -12, "tags": ["a", "b"], "more": null}`},
		{"person", `{"name":"\u00e9\n","tags":["a"],"more":{"x":true}}`}, {"number", "-0.5e-10"}, {"number", "0"},
		{"integer", "12345678901234567890"}, {"types", "null"}, {"types", `"äöü"`}, {"anything", `{"a":[1,{"b":[]}],"":""}`},
		{"list", `["aaa", "bb", "c"]`}, {"empty", "{}"}, {"optional", `{"b":null}`}, {"optional", `{"a":null,"c":null}`},
		{"enum", "3"}, {"enum", `{"a":1}`}, {"any list", `[[[]],{}]`}, {"two words", `{"a \"b\" <c>": "é"}`},
		{"const", `{"a":[1,2]}`},
	} {
		w, err := New([]byte(schemas[c.schema]), v)
		if err != nil {
			t.Fatal(err)
		}
		for i, b := range []byte(c.document) {
			if !slices.Contains(w.Allowed(), int(b)) {
				t.Fatalf("%s: %q may not follow %q", c.schema, b, c.document[:i])
			}
			w.Accept(int(b))
		}
		if !w.Done() {
			t.Errorf("%s: %q may not end", c.schema, c.document)
		}
	}
}

// TestRefused writes documents up to the byte that does not fit.
func TestRefused(t *testing.T) {
	v, _ := bytewise()
	for _, c := range []struct{ schema, before, refused string }{
		{"person", "", `["1 `}, {"person", `{`, `}a` + "\n"}, {"person", `{"name":"`, `"`}, {"person", `{"name":"abcde`, "f"},
		{"person", `{"name":"a"`, "}"}, {"person", `{"name":"a","tags":[`, "]"}, {"person", `{"name":"a","tags":["a","a","a"`, ","},
		{"integer", "1", ".e"}, {"integer", "0", "1"}, {"integer", "-", `-`}, {"number", "1.", `."`}, {"text", `"\`, "x0"},
		{"text", `"\u12`, `"g`}, {"text", "\"\xc3", `a"`}, {"text", "\"\xe0", "\x80"}, {"text", "\"\xed", "\xa0"}, {"text", "\"\xf4", "\x90"}, {"text", `"a"`, `"`}, {"enum", `"re`, `"`}, {"text", `"`, "\x80\xff\n"},
		{"number", "123456789012345678901", "2"},
	} {
		w, err := New([]byte(schemas[c.schema]), v)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range []byte(c.before) {
			w.Accept(int(b))
		}
		allowed := w.Allowed()
		for _, b := range []byte(c.refused) {
			if slices.Contains(allowed, int(b)) {
				t.Errorf("%s: %q may follow %q", c.schema, b, c.before)
			}
		}
	}
}

// TestAllowedIsEveryToken compares the walk over the sorted vocabulary with trying each token alone.
func TestAllowedIsEveryToken(t *testing.T) {
	v, token := bytewise()
	for name, text := range schemas {
		w, err := New([]byte(text), v)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(5, 5))
		for range 60 {
			var want []int
			for _, e := range v.tokens {
				state := w.state
				for _, c := range []byte(e.bytes) {
					state = w.after(state, c)
				}
				if len(state) > 0 {
					want = append(want, e.id)
				}
			}
			if w.Done() {
				want = append(want, v.ends...)
			}
			slices.Sort(want)
			allowed := w.Allowed()
			if !slices.Equal(allowed, want) {
				t.Fatalf("%s: allowed are %v, want %v", name, allowed, want)
			}
			id := allowed[r.IntN(len(allowed))]
			if token(id) == "" {
				break
			}
			w.Accept(id)
		}
	}
}

// TestAlternativesDoNotDouble: where alternatives come to the same, there is one state.
func TestAlternativesDoNotDouble(t *testing.T) {
	v, _ := bytewise()
	w, err := New([]byte(schemas["list"]), v)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []byte("[" + strings.Repeat(`"a", `, 200)) {
		w.Accept(int(b))
		if len(w.state) > 10 {
			t.Fatalf("%d states", len(w.state))
		}
	}
}

func TestNewObject(t *testing.T) {
	v, token := bytewise()
	for seed := range uint64(100) {
		written := atRandom(t, NewObject(v), token, seed)
		var value map[string]any
		if err := json.Unmarshal([]byte(written), &value); err != nil {
			t.Errorf("%q is no object: %v", written, err)
		}
	}
}

func TestErrors(t *testing.T) {
	v, _ := bytewise()
	for text, says := range map[string]string{
		`[]`: "want an object", `{"type":"thing"}`: `no type "thing"`, `{"pattern":"a"}`: `"pattern" is not supported`, `{"$ref":"#"}`: `"$ref" is not supported`,
		`{"type":"integer","enum":["a"]}`: `"a", which is not of the type integer`, `{"type":"array","minItems":1000000}`: "minItems is 1000000",
		`{"type":3}`:                                     "neither a text nor a list",
		`{"type":"string","pattern":"a"}`:                `"pattern" is not supported`,
		`{"type":"array","items":{"$ref":"#"}}`:          "schema.items",
		`{"type":"object","additionalProperties":true}`:  "additionalProperties must be false",
		`{"type":"object","required":["a"]}`:             `required names "a"`,
		`{"type":"object","properties":{"a":{},"a":{}}}`: "twice",
		`{"enum":[]}`:  "0 values",
		`{"anyOf":[]}`: "0 schemas",
		`{"type":"string","minLength":3,"maxLength":2}`:                                        "minLength is 3 and maxLength is 2",
		strings.Repeat(`{"type":"array","items":`, 40) + `{}` + strings.Repeat("}", 40):        "nested deeper",
		`{"type":"object","properties":{"a":{"type":"string","format":"date"}}}`:               `schema.a: the keyword "format"`,
		`{"anyOf":[` + strings.Repeat(`{"enum":[`+strings.Repeat("1,", 99)+`1]},`, 6) + `{}]}`: "more than 512",
		`"` + strings.Repeat("x", maxBytes) + `"`:                                              "at most",
	} {
		if _, err := New([]byte(text), v); !errors.Is(err, ErrSchema) || !strings.Contains(fmt.Sprint(err), says) {
			t.Errorf("%.60s: %v, want %q", text, err, says)
		}
	}
}

// FuzzNew reads any schema: it is refused, or what it allows is JSON.
func FuzzNew(f *testing.F) {
	for _, text := range schemas {
		f.Add([]byte(text), uint64(1))
	}
	v, token := bytewise()
	f.Fuzz(func(t *testing.T, text []byte, seed uint64) {
		w, err := New(text, v)
		if err != nil {
			return
		}
		r := rand.New(rand.NewPCG(seed, 1))
		var out bytes.Buffer
		for range 200 {
			allowed := w.Allowed()
			if len(allowed) == 0 {
				t.Fatalf("nothing may follow %q", out.Bytes())
			}
			id := allowed[r.IntN(len(allowed))]
			if token(id) == "" {
				if !json.Valid(out.Bytes()) {
					t.Fatalf("%q is no JSON", out.Bytes())
				}
				return
			}
			out.WriteString(token(id))
			w.Accept(id)
		}
	})
}
