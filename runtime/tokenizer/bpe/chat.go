package bpe

import (
	"strings"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// SmolLM2System is the system text that SmolLM2's own template puts before a chat without one.
const SmolLM2System = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"

// Message is one turn of a chat.
type Message struct {
	Role string // "system", "user" or "assistant"
	Text string
}

// ChatML renders chats as SmolLM2 and Qwen2 were trained on them: each message as <|im_start|>role, a line break, its
// text, <|im_end|> and a line break. Special tokens in a message's text are text.
type ChatML struct {
	t                  *Tokenizer
	system             string
	start, end         int
	lineBreak, speaker []int
}

// NewChatML returns a renderer for a tokenizer, which must have <|im_start|> and <|im_end|>. A chat that does not begin
// with a system message gets the text system as one, unless it is "". Errors wrap tokenizer.ErrUnsupported.
func NewChatML(t *Tokenizer, system string) (*ChatML, error) {
	c := &ChatML{t: t, system: system}
	for _, token := range []struct {
		text string
		id   *int
	}{{"<|im_start|>", &c.start}, {"<|im_end|>", &c.end}} {
		id, ok := t.ID(token.text)
		if !ok || !t.Special(id) {
			return nil, tokenizer.ErrUnsupported.Errorf("the tokenizer has no special token %s, so there is no ChatML",
				token.text)
		}
		*token.id = id
	}
	var err error
	if c.lineBreak, err = t.Encode("\n"); err != nil {
		return nil, err
	}
	if c.speaker, err = t.Encode("assistant\n"); err != nil {
		return nil, err
	}
	return c, nil
}

// End is the token with which a model ends its message.
func (c *ChatML) End() int { return c.end }

// Prompt renders a chat and the beginning of the assistant's next message.
func (c *ChatML) Prompt(messages []Message) ([]int, error) {
	var prompt []int
	if c.system != "" && (len(messages) == 0 || messages[0].Role != "system") {
		messages = append([]Message{{"system", c.system}}, messages...)
	}
	for _, m := range messages {
		ids, err := c.Message(m)
		if err != nil {
			return nil, err
		}
		prompt = append(prompt, ids...)
	}
	return append(append(prompt, c.start), c.speaker...), nil
}

// Message renders one message. Errors wrap tokenizer.ErrFormat, if the role is not a word, or tokenizer.ErrTooLong.
func (c *ChatML) Message(m Message) ([]int, error) {
	if m.Role == "" || strings.ContainsFunc(m.Role, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') }) {
		return nil, tokenizer.ErrFormat.Errorf("the role %.40q of a message; want system, user or assistant", m.Role)
	}
	text, err := c.t.Encode(m.Role + "\n" + m.Text)
	if err != nil {
		return nil, err
	}
	ids := append(make([]int, 0, len(text)+2+len(c.lineBreak)), c.start)
	return append(append(append(ids, text...), c.end), c.lineBreak...), nil
}
