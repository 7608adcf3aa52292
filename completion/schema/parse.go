package schema

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/internal/fault"
)

// ErrSchema is wrapped by errors about a schema; the message names the place and the keyword.
var ErrSchema = fault.New("schema", "not a JSON Schema that is supported")

// Bounds of a schema.
const (
	maxBytes   = 64 << 10
	maxDepth   = 32
	maxMembers = 128 // of an object, and values of an enum
	maxParts   = 512 // schemas in it and values of enums, all together
	// mostRequired is the largest minItems or minLength: no text is longer.
	mostRequired = 1 << 14
)

// kind is what a node admits.
type kind uint8

const (
	object kind = iota + 1
	array
	text
	number
	integer
	literals // one of some texts of JSON
	choice   // one of some nodes
	anything
)

// node is a part of a schema.
type node struct {
	kind     kind
	members  []member // of an object
	items    *node    // of an array
	min, max int      // elements of an array, characters of a text
	literals [][]byte
	choices  []*node
}

// member is a property of an object. name is `"name":`.
type member struct {
	name     []byte
	value    *node
	required bool
}

// unbounded is a maximum that is none.
const unbounded = int(^uint(0) >> 1)

// annotations say nothing about a value.
var annotations = []string{"title", "description", "default", "examples", "$schema", "$id", "$comment", "deprecated",
	"readOnly", "writeOnly"}

// keywords are those of each type, besides type itself.
var keywords = map[string][]string{
	"object": {"properties", "required", "additionalProperties"}, "array": {"items", "minItems", "maxItems"},
	"string": {"minLength", "maxLength"}, "number": nil, "integer": nil, "boolean": nil, "null": nil,
}

// parser counts the parts of a schema: whoever sends one decides how much work each token is.
type parser struct{ parts int }

// add counts parts.
func (p *parser) add(n int, path string) error {
	if p.parts += n; p.parts > maxParts {
		return ErrSchema.Errorf("%s: there are more than %d schemas and values of enums", path, maxParts)
	}
	return nil
}

// raw is a schema as it is written.
type raw struct {
	*parser
	words map[string]json.RawMessage
}

// parse reads a schema. path is its place, for errors.
func (p *parser) parse(data []byte, path string, depth int) (*node, error) {
	if depth > maxDepth {
		return nil, ErrSchema.Errorf("%.60s…: it is nested deeper than %d", path, maxDepth)
	}
	if err := p.add(1, path); err != nil {
		return nil, err
	}
	all := raw{parser: p}
	if err := json.Unmarshal(data, &all.words); err != nil || all.words == nil {
		return nil, ErrSchema.Errorf("%s: want an object", path)
	}
	s := all.words
	for _, name := range annotations {
		delete(s, name)
	}
	switch {
	case s["const"] != nil:
		return all.literals(path, "const", []json.RawMessage{s["const"]})
	case s["enum"] != nil:
		var values []json.RawMessage
		if err := all.read("enum", &values, path); err != nil {
			return nil, err
		}
		return all.literals(path, "enum", values)
	case s["anyOf"] != nil:
		return all.anyOf(path, depth)
	case s["type"] == nil && len(s) == 0:
		return &node{kind: anything}, nil
	case s["type"] == nil && s["properties"] != nil:
		s["type"] = json.RawMessage(`"object"`)
	case s["type"] == nil:
		for _, name := range slices.Sorted(maps.Keys(s)) {
			return nil, ErrSchema.Errorf("%s: the keyword %.40q is not supported here, or the type is missing", path, name)
		}
	}
	return all.typed(path, depth)
}

// read decodes a keyword.
func (s raw) read(name string, to any, path string) error {
	if s.words[name] == nil {
		return nil
	}
	if err := json.Unmarshal(s.words[name], to); err != nil {
		return ErrSchema.Errorf("%s: %s: %w", path, name, err)
	}
	return nil
}

// only refuses keywords other than these.
func (s raw) only(path string, allowed ...string) error {
	for name := range s.words {
		if !slices.Contains(allowed, name) {
			return ErrSchema.Errorf("%s: the keyword %.40q is not supported here", path, name)
		}
	}
	return nil
}

// literals admits some values, each in its shortest spelling.
func (s raw) literals(path, keyword string, values []json.RawMessage) (*node, error) {
	if err := s.only(path, keyword, "type"); err != nil {
		return nil, err
	}
	if err := s.checkTypes(path, keyword, values); err != nil {
		return nil, err
	}
	if len(values) == 0 || len(values) > maxMembers {
		return nil, ErrSchema.Errorf("%s: %s has %d values, want 1 to %d", path, keyword, len(values), maxMembers)
	}
	if err := s.add(len(values), path); err != nil {
		return nil, err
	}
	n := &node{kind: literals}
	for _, value := range values {
		var short bytes.Buffer
		if err := json.Compact(&short, value); err != nil {
			return nil, ErrSchema.Errorf("%s: %s: %w", path, keyword, err)
		}
		n.literals = append(n.literals, short.Bytes())
	}
	return n, nil
}

// checkTypes refuses values of another type than the schema's, if it names one.
func (s raw) checkTypes(path, keyword string, values []json.RawMessage) error {
	if s.words["type"] == nil {
		return nil
	}
	types, err := s.types(path)
	if err != nil {
		return err
	}
	for _, value := range values {
		if !slices.ContainsFunc(types, func(name string) bool { return slices.Contains(typesOf(value), name) }) {
			return ErrSchema.Errorf("%s: %s has %.40s, which is not of the type %s", path, keyword, value,
				strings.Join(types, " or "))
		}
	}
	return nil
}

// typesOf are the types of a value of JSON.
func typesOf(value json.RawMessage) []string {
	var v any
	if json.Unmarshal(value, &v) != nil {
		return nil // what is not JSON is told of elsewhere
	}
	switch v := v.(type) {
	case nil:
		return []string{"null"}
	case bool:
		return []string{"boolean"}
	case string:
		return []string{"string"}
	case []any:
		return []string{"array"}
	case float64:
		if v == math.Trunc(v) {
			return []string{"number", "integer"}
		}
		return []string{"number"}
	}
	return []string{"object"}
}

// types reads the type: one, or a list.
func (s raw) types(path string) ([]string, error) {
	var types []string
	if s.read("type", &types, path) != nil {
		types = make([]string, 1)
		if s.read("type", &types[0], path) != nil {
			return nil, ErrSchema.Errorf("%s: type is neither a text nor a list of them", path)
		}
	}
	return types, nil
}

func (s raw) anyOf(path string, depth int) (*node, error) {
	if err := s.only(path, "anyOf"); err != nil {
		return nil, err
	}
	var list []json.RawMessage
	if err := s.read("anyOf", &list, path); err != nil {
		return nil, err
	}
	if len(list) == 0 || len(list) > maxMembers {
		return nil, ErrSchema.Errorf("%s: anyOf has %d schemas, want 1 to %d", path, len(list), maxMembers)
	}
	n := &node{kind: choice}
	for _, data := range list {
		c, err := s.parse(data, path+".anyOf", depth+1)
		if err != nil {
			return nil, err
		}
		n.choices = append(n.choices, c)
	}
	return n, nil
}

// typed reads a schema with a type, or a list of types.
func (s raw) typed(path string, depth int) (*node, error) {
	types, err := s.types(path)
	if err != nil {
		return nil, err
	}
	if len(types) == 0 {
		return nil, ErrSchema.Errorf("%s: the type is missing", path)
	}
	allowed := []string{"type"}
	n := &node{kind: choice}
	for _, name := range types {
		words, ok := keywords[name]
		if !ok {
			return nil, ErrSchema.Errorf("%s: there is no type %.40q", path, name)
		}
		allowed = append(allowed, words...)
		c, err := s.ofType(name, path, depth)
		if err != nil {
			return nil, err
		}
		n.choices = append(n.choices, c)
	}
	if len(n.choices) == 1 {
		n = n.choices[0]
	}
	return n, s.only(path, allowed...)
}

func (s raw) ofType(name, path string, depth int) (*node, error) {
	switch name {
	case "object":
		return s.object(path, depth)
	case "array":
		return s.array(path, depth)
	case "string":
		n := &node{kind: text, max: unbounded}
		return n, s.bounds("minLength", "maxLength", n, path)
	case "number":
		return &node{kind: number}, nil
	case "integer":
		return &node{kind: integer}, nil
	case "boolean":
		return &node{kind: literals, literals: [][]byte{[]byte("true"), []byte("false")}}, nil
	}
	return &node{kind: literals, literals: [][]byte{[]byte("null")}}, nil
}

// bounds reads a minimum and a maximum.
func (s raw) bounds(min, max string, n *node, path string) error {
	if err := s.read(min, &n.min, path); err != nil {
		return err
	}
	if err := s.read(max, &n.max, path); err != nil {
		return err
	}
	switch {
	case n.min < 0 || n.min > mostRequired:
		return ErrSchema.Errorf("%s: %s is %d, want 0 to %d", path, min, n.min, mostRequired)
	case n.max < n.min:
		return ErrSchema.Errorf("%s: %s is %d and %s is %d", path, min, n.min, max, n.max)
	}
	return nil
}

func (s raw) array(path string, depth int) (n *node, err error) {
	n = &node{kind: array, max: unbounded, items: &node{kind: anything}}
	if s.words["items"] != nil {
		if n.items, err = s.parse(s.words["items"], path+".items", depth+1); err != nil {
			return nil, err
		}
	}
	return n, s.bounds("minItems", "maxItems", n, path)
}

// object reads the properties in the order in which they are written.
func (s raw) object(path string, depth int) (*node, error) {
	if more := s.words["additionalProperties"]; more != nil && string(more) != "false" {
		return nil, ErrSchema.Errorf("%s: additionalProperties must be false", path)
	}
	var required []string
	if err := s.read("required", &required, path); err != nil {
		return nil, err
	}
	n := &node{kind: object}
	names, values, err := ordered(s.words["properties"])
	if err != nil {
		return nil, ErrSchema.Errorf("%s: properties: %w", path, err)
	}
	if len(names) > maxMembers {
		return nil, ErrSchema.Errorf("%s: %d properties, at most %d are allowed", path, len(names), maxMembers)
	}
	for i, name := range names {
		value, err := s.parse(values[i], path+"."+name, depth+1)
		if err != nil {
			return nil, err
		}
		n.members = append(n.members, member{append(quote(name), ':'), value, slices.Contains(required, name)})
	}
	for _, name := range required {
		if !slices.Contains(names, name) {
			return nil, ErrSchema.Errorf("%s: required names %.40q, which is not among the properties", path, name)
		}
	}
	return n, nil
}

// ordered reads an object's members in their order.
func ordered(data json.RawMessage) (names []string, values []json.RawMessage, err error) {
	if data == nil {
		return nil, nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, nil, ErrSchema.Errorf("want an object")
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, nil, err
		}
		if slices.Contains(names, name.(string)) {
			return nil, nil, ErrSchema.Errorf("%.40q is there twice", name)
		}
		names, values = append(names, name.(string)), append(values, value)
	}
	return names, values, nil
}

// quote writes a text as JSON, without HTML's escapes.
func quote(s string) []byte {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always can be encoded
	return []byte(strings.TrimSuffix(out.String(), "\n"))
}
