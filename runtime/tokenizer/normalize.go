package tokenizer

import (
	"bytes"
	"unicode/utf8"
)

// replacement is one step of normalization: every old becomes new, from left to right; replaced text is not searched
// again.
type replacement struct{ old, new string }

// checkReplacements bounds the cost of normalization.
func checkReplacements(list []replacement) error {
	if len(list) > maxReplacements {
		return ErrFormat.Errorf("normalizer: %d replacements, at most %d are allowed", len(list), maxReplacements)
	}
	for i, r := range list {
		if r.old == "" || len(r.old) > maxToken || len(r.new) > maxToken || !utf8.ValidString(r.old) ||
			!utf8.ValidString(r.new) {
			return ErrFormat.Errorf("normalizer: replacement %d: want a pattern of 1 to %d bytes of UTF-8, and content up to "+
				"that", i, maxToken)
		}
	}
	return nil
}

// normalized is a text after replacements. origin[i] is where byte i was in the original; all bytes of a replacement
// have the place where it was made.
type normalized struct {
	text   []byte
	origin []int
}

func (t *Tokenizer) normalize(text string) (normalized, error) {
	if len(text) > MaxText {
		return normalized{}, ErrTooLong.Errorf("%d bytes, at most %d are allowed", len(text), MaxText)
	}
	n := normalized{text: []byte(text), origin: make([]int, len(text))}
	for i := range n.origin {
		n.origin[i] = i
	}
	for _, r := range t.replacements {
		if n = n.replace(r); len(n.text) > MaxText {
			return normalized{}, ErrTooLong.Errorf("more than %d bytes after normalization", MaxText)
		}
	}
	return n, nil
}

func (n normalized) replace(r replacement) normalized {
	old := []byte(r.old)
	if !bytes.Contains(n.text, old) {
		return n
	}
	var out normalized
	for rest := 0; rest < len(n.text); {
		i := bytes.Index(n.text[rest:], old)
		if i < 0 {
			i = len(n.text) - rest
		}
		out.text = append(out.text, n.text[rest:rest+i]...)
		out.origin = append(out.origin, n.origin[rest:rest+i]...)
		if rest += i; rest < len(n.text) {
			for range len(r.new) {
				out.origin = append(out.origin, n.origin[rest])
			}
			out.text = append(out.text, r.new...)
			rest += len(old)
		}
	}
	return out
}
