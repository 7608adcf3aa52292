package bpe

import (
	"unicode"
	"unicode/utf8"
)

// added is a token beside the model's vocabulary, which is found in a text before it is split.
type added struct {
	id             int32
	content        string
	special        bool // matched only when asked for
	singleWord     bool // matched only between characters that are not of words
	lstrip, rstrip bool // takes the white space before or behind it, too
	normalized     bool // is looked for in the normalized text, instead of the text as it is
}

// matcher finds added tokens, the longest at each place.
type matcher struct {
	tokens []added
	first  [256]bool        // how tokens begin
	nodes  map[uint32]int32 // a trie: node and byte to node
	ends   []int32          // the token that ends at a node, -1 for none; [0] is the root
}

func newMatcher() *matcher { return &matcher{nodes: map[uint32]int32{}, ends: []int32{-1}} }

// maxNodes is how many bytes the tokens of a matcher may have together.
const maxNodes = 1 << 18

// add takes a token by the text to look for. It returns false if there is no room.
func (m *matcher) add(text string, token added) bool {
	if text == "" || len(m.ends)+len(text) > maxNodes {
		return text == ""
	}
	m.first[text[0]] = true
	node := int32(0)
	for i := range len(text) {
		key := uint32(node)<<8 | uint32(text[i])
		next, ok := m.nodes[key]
		if !ok {
			next = int32(len(m.ends))
			m.nodes[key] = next
			m.ends = append(m.ends, -1)
		}
		node = next
	}
	m.ends[node] = int32(len(m.tokens))
	m.tokens = append(m.tokens, token)
	return true
}

// at returns the longest token that starts at a place, and where it ends.
func (m *matcher) at(text string, start int) (token *added, end int) {
	node := int32(0)
	for i := start; i < len(text); i++ {
		next, ok := m.nodes[uint32(node)<<8|uint32(text[i])]
		if !ok {
			break
		}
		if node = next; m.ends[node] >= 0 {
			token, end = &m.tokens[m.ends[node]], i+1
		}
	}
	return token, end
}

// split calls plain for the parts of a text without added tokens, and found for the tokens between them. Special ones
// count only if special is set, but hide what overlaps them in any case, as in Hugging Face's library.
func (m *matcher) split(text string, special bool, plain func(part string) error, found func(id int32)) error {
	done, spaces := 0, 0 // spaces is where the white space ends that was looked at last
	for i := 0; i < len(text); {
		if !m.first[text[i]] {
			i++
			continue
		}
		token, end := m.at(text, i)
		if token == nil {
			i++
			continue
		}
		start := i
		i = end
		if token.special && !special || token.singleWord && !alone(text, start, end) {
			continue
		}
		if token.lstrip {
			start = spacesBefore(text, start, done)
		}
		if token.rstrip {
			if end >= spaces {
				spaces = spacesAfter(text, end)
			}
			end = spaces
		}
		if done < start {
			if err := plain(text[done:start]); err != nil {
				return err
			}
		}
		found(token.id)
		done = end
	}
	if done < len(text) {
		return plain(text[done:])
	}
	return nil
}

// alone says whether a part of a text has no character of a word right before or behind it.
func alone(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return (start == 0 || !wordCharacter(before)) && (end == len(text) || !wordCharacter(after))
}

// spacesBefore is where the white space before a place begins, not before least unless the place is.
func spacesBefore(text string, at, least int) int {
	for at > least {
		r, size := utf8.DecodeLastRuneInString(text[:at])
		if !unicode.IsSpace(r) {
			break
		}
		at -= size
	}
	return max(at, least)
}

func spacesAfter(text string, at int) int {
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !unicode.IsSpace(r) {
			break
		}
		at += size
	}
	return at
}
