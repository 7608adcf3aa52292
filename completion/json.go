package completion

import (
	"github.com/coconut-page/coconut/completion/schema"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// JSON returns a constraint for Options: the text is JSON of a JSON Schema, of which package schema supports a part.
// Errors are ErrNoTokenizer, or wrap schema.ErrSchema.
func (m *Model) JSON(text []byte) (Constraint, error) {
	if m.tokens == nil {
		return nil, ErrNoTokenizer
	}
	return schema.New(text, m.vocabulary())
}

// JSONObject returns a constraint for Options: the text is any JSON object. The error is ErrNoTokenizer.
func (m *Model) JSONObject() (Constraint, error) {
	if m.tokens == nil {
		return nil, ErrNoTokenizer
	}
	return schema.NewObject(m.vocabulary()), nil
}

// listVocabulary lists the bytes of the tokens that are text.
func (m *Model) listVocabulary() *schema.Vocabulary {
	text := m.tokens.Token
	if t, ok := m.tokens.(*bpe.Tokenizer); ok {
		text = func(id int) string {
			if t.Special(id) {
				return ""
			}
			return t.Token(id)
		}
	}
	return schema.NewVocabulary(m.tokens.VocabSize(), text, m.ends)
}
