package completion

import "github.com/coconut-page/coconut/internal/fault"

var (
	// ErrPrompt is wrapped by errors about a prompt that the model cannot read: an empty one, or one that leaves no room
	// for an answer.
	ErrPrompt = fault.New("completion", "unreadable prompt")
	// ErrTooLong is wrapped by errors about a prompt that leaves no room for an answer. It wraps ErrPrompt.
	ErrTooLong = ErrPrompt.New("too long")
	// ErrNoTokenizer says that a model was imported without a tokenizer, so it takes and gives token ids only.
	ErrNoTokenizer = fault.New("completion", "the model has no tokenizer; import it again with one, or use token ids")
	// ErrNoChat says that a model has no special tokens that tell the messages of a chat apart.
	ErrNoChat = fault.New("completion", "the model does not chat: its tokenizer has no <|im_start|> and <|im_end|>")
	// ErrOptions is wrapped by errors about Options; the message names the field.
	ErrOptions = fault.New("completion", "bad options")
)
