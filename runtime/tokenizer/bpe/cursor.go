package bpe

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// cursor walks through JSON that is known to be valid, without building anything: a vocabulary of a hundred thousand
// tokens takes the memory of its tokens. Its errors wrap tokenizer.ErrFormat and name the field.
type cursor struct {
	data  string
	at    int
	where string // the value's name
}

// parse checks JSON and returns a cursor at its value.
func parse(data []byte, where string) (*cursor, error) {
	if len(data) > MaxFile {
		return nil, tokenizer.ErrFormat.Errorf("%s: %d bytes, at most %d are allowed", where, len(data), MaxFile)
	}
	if !utf8.Valid(data) {
		return nil, tokenizer.ErrFormat.Errorf("%s is not UTF-8", where)
	}
	if !json.Valid(data) {
		return nil, tokenizer.ErrFormat.Errorf("%s is not valid JSON", where)
	}
	c := &cursor{data: string(data), where: where}
	c.space()
	return c, nil
}

func (c *cursor) space() {
	for c.at < len(c.data) && strings.IndexByte(" \t\r\n", c.data[c.at]) >= 0 {
		c.at++
	}
}

// list calls each for every element of an object or an array, with the cursor at its value; each must step over it. Key
// is "" in an array.
func (c *cursor) list(open, end byte, each func(key string) error) error {
	if c.data[c.at] != open {
		return c.want(map[byte]string{'{': "an object", '[': "an array"}[open])
	}
	c.at++
	for c.space(); c.data[c.at] != end; c.space() {
		if c.data[c.at] == ',' {
			c.at++
			c.space()
		}
		key := ""
		if open == '{' {
			var err error
			if key, err = c.str(); err != nil {
				return err
			}
			c.space()
			c.at++ // the colon
			c.space()
		}
		if err := each(key); err != nil {
			return err
		}
	}
	c.at++
	return nil
}

func (c *cursor) object(each func(key string) error) error { return c.list('{', '}', each) }

func (c *cursor) array(each func() error) error {
	return c.list('[', ']', func(string) error { return each() })
}

func (c *cursor) want(what string) error {
	end := min(c.at+40, len(c.data))
	return tokenizer.ErrFormat.Errorf("%s: want %s, not %.40q", c.where, what, c.data[c.at:end])
}

// str reads a string.
func (c *cursor) str() (string, error) {
	if c.data[c.at] != '"' {
		return "", c.want("a string")
	}
	start := c.at + 1
	c.skipString()
	text := c.data[start : c.at-1]
	if strings.IndexByte(text, '\\') < 0 {
		return text, nil
	}
	return c.unescape(text)
}

var escapes = map[byte]byte{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (c *cursor) unescape(text string) (string, error) {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			out = append(out, text[i])
			continue
		}
		i++
		if text[i] != 'u' {
			b, ok := escapes[text[i]]
			if !ok {
				b = text[i] // a quote, a slash or a backslash
			}
			out = append(out, b)
			continue
		}
		r := codeUnit(text[i+1:])
		i += 4
		if utf16.IsSurrogate(r) {
			low := rune(-1)
			if strings.HasPrefix(text[i+1:], `\u`) {
				low = codeUnit(text[i+3:])
			}
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				return "", tokenizer.ErrFormat.Errorf("%s: half a surrogate pair in %.40q", c.where, text)
			}
			i += 6
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out), nil
}

// codeUnit reads the four digits at the start of a text.
func codeUnit(text string) rune {
	n, err := strconv.ParseUint(text[:4], 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
}

// number steps over a number and returns it as it is written.
func (c *cursor) number() string {
	start := c.at
	for c.at < len(c.data) && strings.IndexByte("-+.eE0123456789", c.data[c.at]) >= 0 {
		c.at++
	}
	return c.data[start:c.at]
}

// integer reads a number without a fraction.
func (c *cursor) integer() (int, error) {
	start := c.at
	n, err := strconv.ParseInt(c.number(), 10, 32)
	if err != nil {
		c.at = start
		return 0, c.want("an integer of 32 bits")
	}
	return int(n), nil
}

// zero says whether the value is the number 0.
func (c *cursor) zero() bool {
	n, err := strconv.ParseFloat(c.number(), 64)
	return err == nil && n == 0
}

// boolean reads true or false.
func (c *cursor) boolean() (bool, error) {
	for _, value := range []bool{true, false} {
		if text := strconv.FormatBool(value); strings.HasPrefix(c.data[c.at:], text) {
			c.at += len(text)
			return value, nil
		}
	}
	return false, c.want("true or false")
}

// null says whether the value is null, and steps over it then.
func (c *cursor) null() bool {
	null := strings.HasPrefix(c.data[c.at:], "null")
	if null {
		c.at += len("null")
	}
	return null
}

// skip steps over a value.
func (c *cursor) skip() {
	for depth := 0; ; {
		switch c.data[c.at] {
		case '"':
			c.skipString()
		case '{', '[':
			depth++
			c.at++
		case '}', ']':
			depth--
			c.at++
		case ',', ':', ' ', '\t', '\r', '\n':
			c.at++
		default:
			for c.at < len(c.data) && strings.IndexByte(",:]} \t\r\n", c.data[c.at]) < 0 {
				c.at++
			}
		}
		if depth == 0 {
			return
		}
	}
}

func (c *cursor) skipString() {
	for c.at++; c.data[c.at] != '"'; c.at++ {
		if c.data[c.at] == '\\' {
			c.at++
		}
	}
	c.at++
}

// fields are the members of a small object.
type fields map[string]*cursor

// members reads an object's members without looking into them. Others than those allowed are refused by name with
// tokenizer.ErrUnsupported.
func (c *cursor) members(allowed ...string) (fields, error) {
	found := fields{}
	err := c.object(func(key string) error {
		known := false
		for _, name := range allowed {
			known = known || name == key
		}
		if !known {
			return tokenizer.ErrUnsupported.Errorf("%s: the field %.40q", c.where, key)
		}
		if found[key] != nil {
			return tokenizer.ErrFormat.Errorf("%s: the field %q twice", c.where, key)
		}
		name := key
		if c.where != root {
			name = c.where + "." + key
		}
		found[key] = &cursor{data: c.data, at: c.at, where: name}
		c.skip()
		return nil
	})
	return found, err
}

// root is the name of the whole file.
const root = "tokenizer.json"

// value returns a member that is there and not null, else nil.
func (f fields) value(name string) *cursor {
	if c := f[name]; c != nil && !c.null() {
		return c
	}
	return nil
}

// str returns a member that is a string, "" if there is none.
func (f fields) str(name string) (string, error) {
	if c := f.value(name); c != nil {
		return c.str()
	}
	return "", nil
}

// boolean returns a member that is true or false, or what holds without it.
func (f fields) boolean(name string, without bool) (bool, error) {
	if c := f.value(name); c != nil {
		return c.boolean()
	}
	return without, nil
}

// booleans reads several members that are false if they are missing.
func (f fields) booleans(to map[string]*bool) error {
	for name, value := range to {
		var err error
		if *value, err = f.boolean(name, false); err != nil {
			return err
		}
	}
	return nil
}
