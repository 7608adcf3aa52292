package schema

import (
	"bytes"
	"cmp"
	"slices"
)

// Vocabulary is a tokenizer's tokens in the order of their bytes. It does not change, and may be shared.
type Vocabulary struct {
	tokens []entry
	ends   []int
}

type entry struct {
	bytes string
	id    int
}

// NewVocabulary lists the tokens of a tokenizer: size of them, of which token has the bytes, "" for one that is no
// text. ends are those that end a text.
func NewVocabulary(size int, token func(id int) string, ends []int) *Vocabulary {
	v := &Vocabulary{ends: slices.Clone(ends)}
	for id := range size {
		if text := token(id); text != "" {
			v.tokens = append(v.tokens, entry{text, id})
		}
	}
	slices.SortFunc(v.tokens,
		func(a, b entry) int { return cmp.Or(cmp.Compare(a.bytes, b.bytes), cmp.Compare(a.id, b.id)) })
	slices.Sort(v.ends)
	return v
}

// Writer restricts one text to JSON of a schema. It implements completion.Constraint.
type Writer struct {
	vocabulary *Vocabulary
	state      []*stack
	allowed    []int
	levels     [][]*stack // scratch memory: the states after each byte of a token
}

// New returns a writer for a schema. Errors wrap ErrSchema.
func New(schema []byte, v *Vocabulary) (*Writer, error) {
	if len(schema) > maxBytes {
		return nil, ErrSchema.Errorf("it has %d bytes, at most %d are allowed", len(schema), maxBytes)
	}
	n, err := new(parser).parse(schema, "schema", 0)
	if err != nil {
		return nil, err
	}
	return writer(&stack{item: item{step: value, node: n}}, v), nil
}

// NewObject returns a writer for any JSON object.
func NewObject(v *Vocabulary) *Writer {
	var end *stack
	return writer(end.push(item{step: pairs, a: 1, b: 1}).say("{"), v)
}

func writer(s *stack, v *Vocabulary) *Writer { return &Writer{vocabulary: v, state: expand(s, nil)} }

// Done reports whether the text may end.
func (w *Writer) Done() bool {
	return slices.ContainsFunc(w.state, func(s *stack) bool {
		return s == nil || s.item.step == digits && finished(s.item.b) && slices.Contains(expand(s.next, nil), nil)
	})
}

// Allowed implements completion.Constraint.
func (w *Writer) Allowed() []int {
	w.allowed = w.allowed[:0]
	if w.Done() {
		w.allowed = append(w.allowed, w.vocabulary.ends...)
	}
	w.levels = append(w.levels[:0], w.state)
	previous, failed := "", -1 // failed is how many bytes of previous are a beginning that nothing continues
	for _, t := range w.vocabulary.tokens {
		common := commonBytes(previous, t.bytes)
		if failed >= 0 && common >= failed {
			continue
		}
		previous, failed = t.bytes, -1
		w.levels = w.levels[:min(common, len(w.levels)-1)+1]
		for at := len(w.levels) - 1; at < len(t.bytes); at++ {
			next := w.after(w.levels[at], t.bytes[at])
			if len(next) == 0 {
				failed = at + 1
				break
			}
			w.levels = append(w.levels, next)
		}
		if failed < 0 {
			w.allowed = append(w.allowed, t.id)
		}
	}
	slices.Sort(w.allowed)
	return w.allowed
}

// after are the states after a byte.
func (w *Writer) after(state []*stack, c byte) []*stack {
	if len(state) == 1 { // within a text, mostly: nothing is allocated where it stays as it is
		if s := state[0]; s != nil && s.item.step == inside && s.item.b == plain && c >= 0x20 && c < 0x80 && c != '"' &&
			c != '\\' && s.item.node.max == unbounded && s.item.node.min == 0 {
			return state
		}
	}
	var next []*stack
	for _, s := range state {
		next = advance(s, c, next)
	}
	return distinct(next)
}

// distinct drops states that are there already: where alternatives come to the same, they would double with each value.
func distinct(state []*stack) []*stack {
	kept := state[:0]
	for _, s := range state {
		if !slices.ContainsFunc(kept, func(k *stack) bool { return same(k, s) }) {
			kept = append(kept, s)
		}
	}
	return kept
}

func same(a, b *stack) bool {
	for a != b {
		if a == nil || b == nil || a.item.step != b.item.step || a.item.a != b.item.a || a.item.b != b.item.b ||
			!sameNode(a.item.node, b.item.node) || !bytes.Equal(a.item.text, b.item.text) {
			return false
		}
		a, b = a.next, b.next
	}
	return true
}

// sameNode reports whether two nodes admit the same for sure: those of an anything are made as they are needed.
func sameNode(a, b *node) bool {
	return a == b || a != nil && b != nil && a.kind == b.kind && (a.kind == anything || a.kind == number ||
		a.kind == integer || a.kind == text && a.min == b.min && a.max == b.max)
}

func commonBytes(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// Accept implements completion.Constraint.
func (w *Writer) Accept(token int) {
	if slices.Contains(w.vocabulary.ends, token) {
		return
	}
	i := slices.IndexFunc(w.vocabulary.tokens, func(t entry) bool { return t.id == token })
	if i < 0 {
		w.state = nil
		return
	}
	for _, c := range []byte(w.vocabulary.tokens[i].bytes) {
		w.state = w.after(w.state, c)
	}
}
