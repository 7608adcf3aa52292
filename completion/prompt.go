package completion

import (
	"slices"

	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// Message is one turn of a chat: its role, "system", "user" or "assistant", and its text.
type Message = bpe.Message

// Prompt turns a text to be continued into tokens, with what the tokenizer puts before every text. Errors are
// ErrNoTokenizer or wrap those of package tokenizer.
func (m *Model) Prompt(text string) ([]int, error) {
	if m.tokens == nil {
		return nil, ErrNoTokenizer
	}
	ids, err := m.tokens.Encode(text)
	if err != nil {
		return nil, err
	}
	if t, ok := m.tokens.(*bpe.Tokenizer); ok {
		before, _ := t.Around()
		ids = slices.Concat(before, ids)
	}
	return ids, nil
}

// Chat turns a chat into tokens, up to where the assistant's next message begins. Errors are ErrNoTokenizer, ErrNoChat,
// or wrap those of package tokenizer.
func (m *Model) Chat(messages []Message) ([]int, error) {
	switch {
	case m.tokens == nil:
		return nil, ErrNoTokenizer
	case m.chat == nil:
		return nil, ErrNoChat
	}
	return m.chat.Prompt(messages)
}

// decoder turns tokens into text as they come, never half a character.
type decoder interface {
	Push(id int) string
	Flush() string
}

// decoder returns what decodes the model's tokens. Words of our own tokenizers are set apart by blanks.
func (m *Model) decoder() decoder {
	switch t := m.tokens.(type) {
	case nil:
		return silent{}
	case *bpe.Tokenizer:
		return validated{t, t.NewStream()}
	default:
		return &spaced{token: t.Token}
	}
}

// silent is the decoder of a model without a tokenizer.
type silent struct{}

func (silent) Push(int) string { return "" }
func (silent) Flush() string   { return "" }

// validated leaves out special tokens, which are no text, and replaces bytes that are no characters.
type validated struct {
	tokens *bpe.Tokenizer
	stream *bpe.Stream
}

func (v validated) Push(id int) string {
	if v.tokens.Special(id) {
		return v.Flush() // a character does not go on behind one
	}
	return bpe.Valid(v.stream.Push(id))
}

func (v validated) Flush() string { return bpe.Valid(v.stream.Flush()) }

// spaced writes one word after the other.
type spaced struct {
	token func(id int) string
	begun bool
}

func (s *spaced) Push(id int) string {
	blank := ""
	if s.begun {
		blank = " "
	}
	s.begun = true
	return blank + s.token(id)
}

func (s *spaced) Flush() string { return "" }
