package train

import (
	"fmt"

	"github.com/coconut-page/coconut/tasks/prosqa"
)

// vocabulary caches the token ids that batches are made of.
type vocabulary struct {
	size                                        int
	ids                                         map[string]int32
	period, question, bot, eot, answer, endText int32
	pause                                       int32
}

func newVocabulary(tokens []string) (*vocabulary, error) {
	v := &vocabulary{size: len(tokens), ids: map[string]int32{}}
	for id, token := range tokens {
		v.ids[token] = int32(id)
	}
	for token, dst := range map[string]*int32{".": &v.period, "?": &v.question, "<bot>": &v.bot, "<eot>": &v.eot, "###": &v.answer, "<eos>": &v.endText, "<pause>": &v.pause} {
		id, ok := v.ids[token]
		if !ok {
			return nil, fmt.Errorf("train: the vocabulary has no token %q", token)
		}
		*dst = id
	}
	return v, nil
}

// word is the id of a name or concept. The generator draws from the tokenizer's own words, so a miss is a programming error.
func (v *vocabulary) word(w string) int32 {
	id, ok := v.ids[w]
	if !ok {
		panic(fmt.Sprintf("train: %q is not in the vocabulary", w))
	}
	return id
}

// tail is what follows the latent part: `<eot>`, one sentence for each edge of the remaining path less the first removed tokens, and the
// answer.
func (v *vocabulary) tail(word func(int) int32, q query, path []int, removed int) []int32 {
	var chain []int32
	for i := 0; i+1 < len(path); i++ {
		chain = append(chain, word(path[i]), word(path[i+1]), v.period)
	}
	text := append([]int32{v.eot}, chain[min(removed, len(chain)):]...)
	return append(text, v.answer, word(q.root), word(q.target), v.period, v.endText)
}

// Vocabulary lists the tokens of the models we train, in the order of their ids.
func Vocabulary() []string {
	tokens := append(SpecialTokens(), prosqa.Names...)
	return append(tokens, prosqa.Concepts...)
}

// SpecialTokens are the tokens that no question can contain as a word, in the order of their ids.
func SpecialTokens() []string {
	return []string{"<pad>", "<unk>", "<eos>", "<bot>", "<eot>", "<pause>", "###", ".", "?"}
}
