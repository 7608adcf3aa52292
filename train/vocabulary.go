package train

import (
	"fmt"
	"slices"

	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks/training"
)

// vocabulary caches the token ids that batches are made of.
type vocabulary struct {
	size               int
	ids                map[string]int32
	period, bot, pause int32
}

func newVocabulary(tokens []string) (*vocabulary, error) {
	v := &vocabulary{size: len(tokens), ids: map[string]int32{}}
	for id, token := range tokens {
		v.ids[token] = int32(id)
	}
	for token, dst := range map[string]*int32{tokenizer.Period: &v.period, tokenizer.Bot: &v.bot,
		tokenizer.Pause: &v.pause} {
		id, ok := v.ids[token]
		if !ok {
			return nil, fmt.Errorf("train: the vocabulary has no token %q", token)
		}
		*dst = id
	}
	return v, nil
}

// word returns the id of a token. The generators draw from the tokenizer's own words, so a missing one is a programming
// error.
func (v *vocabulary) word(w string) int32 {
	id, ok := v.ids[w]
	if !ok {
		panic(fmt.Sprintf("train: %q is not in the vocabulary", w))
	}
	return id
}

// tail returns what follows the latent part: `<eot>`, the language steps without the first removed tokens, and the
// answer.
func (v *vocabulary) tail(q training.Query, steps [][]string, removed int) []int32 {
	chain := slices.Concat(steps...)
	text := slices.Concat([]string{tokenizer.Eot}, chain[min(removed, len(chain)):], []string{tokenizer.AnswerMarker},
		q.Answer, []string{tokenizer.Eos})
	ids := make([]int32, len(text))
	v.write(ids, text)
	return ids
}

// write puts the ids of tokens into dst.
func (v *vocabulary) write(dst []int32, tokens []string) {
	for i, t := range tokens {
		dst[i] = v.word(t)
	}
}

// taskVocabulary returns the tokens of the models we train for a task.
func taskVocabulary(t training.Task) (*vocabulary, error) {
	return newVocabulary(append(tokenizer.Special(), t.Words()...))
}
