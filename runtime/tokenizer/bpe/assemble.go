package bpe

import "github.com/coconut-page/coconut/runtime/tokenizer"

// setAdded takes the added tokens, after the vocabulary. Those that are not in it must have the ids after it, in their
// order: these are the ids that Hugging Face's library gives them, whatever the file says.
func (t *Tokenizer) setAdded(list []added) error {
	t.addedIDs, t.addedAt = map[string]int32{}, map[int32]int{}
	next := int32(len(t.vocabulary.spans))
	var scratch []byte
	for i, a := range list {
		id, ok := t.vocabulary.find([]byte(a.content), &scratch)
		if !ok {
			id = next
			next++
		}
		if a.id != id {
			return tokenizer.ErrFormat.Errorf("added_tokens[%d]: token %.40q has the id %d, want %d", i, a.content, a.id, id)
		}
		if _, twice := t.addedIDs[a.content]; twice {
			return tokenizer.ErrFormat.Errorf("added_tokens[%d]: token %.40q is there twice", i, a.content)
		}
		t.addedIDs[a.content] = id
	}
	t.size = int(next)
	at := make(map[int32]int, len(list))
	for i, a := range list {
		at[a.id] = i
	}
	for id := range next { // in the order of the ids; a sort would cost the page's program 20 kB
		if i, ok := at[id]; ok {
			t.addedAt[id] = len(t.added)
			t.added = append(t.added, list[i])
		}
	}
	return nil
}

// setMatchers indexes the added tokens, after the normalizer is known.
func (t *Tokenizer) setMatchers() error {
	t.asIs, t.composed = newMatcher(), newMatcher()
	for _, a := range t.added {
		m, text := t.asIs, a.content
		if a.normalized {
			m = t.composed
			if t.nfc {
				text = compose(text)
			}
		}
		if !m.add(text, a) {
			return tokenizer.ErrFormat.Errorf("added_tokens: more than %d bytes together", maxNodes)
		}
	}
	return nil
}

func (t *Tokenizer) newMergeBuilder() *mergeBuilder {
	return &mergeBuilder{vocabulary: t.vocabulary, special: t.special, merges: merges{}}
}
