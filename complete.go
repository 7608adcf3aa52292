package coconut

import (
	"context"
	"iter"

	"github.com/coconut-page/coconut/completion"
)

// CompleteOptions say how a text is continued: sampling, limits, stop strings, candidates; see [completion.Options].
// The zero value writes the likeliest token each time, to the end of the text or context.
type CompleteOptions = completion.Options

// Token is one token of a text as it is written: print its Text as it comes. See [completion.Token].
type Token = completion.Token

// Message is one turn of a chat: its Role, "system", "user" or "assistant", and its Text.
type Message = completion.Message

// Complete continues a text and yields every token as it is chosen. An error is the last thing that it yields: it wraps
// [ErrPrompt], [ErrOptions] or those of packages tokenizer, runtime and weights, or is the context's cause. Breaking
// out of the loop ends the text.
func (m *Model) Complete(ctx context.Context, prompt string, o CompleteOptions) iter.Seq2[Token, error] {
	return m.stream(ctx, o, func() ([]int, error) { return m.text.Prompt(prompt) })
}

// Chat answers the last message of a chat, like [Model.Complete]. The error is [ErrNoChat] for a model that does not
// chat. Of a chat that goes on only the new messages are read.
// One that leaves no room for an answer is an error that wraps [ErrPrompt].
func (m *Model) Chat(ctx context.Context, messages []Message, o CompleteOptions) iter.Seq2[Token, error] {
	return m.stream(ctx, o, func() ([]int, error) { return m.text.Chat(messages) })
}

func (m *Model) stream(ctx context.Context, o CompleteOptions, read func() ([]int, error)) iter.Seq2[Token, error] {
	return func(yield func(Token, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		wanted := true
		prompt, err := read()
		if err == nil {
			_, err = m.text.Generate(ctx, prompt, o, func(t Token) {
				if wanted && !yield(t, nil) {
					wanted = false
					stop()
				}
			})
		}
		if wanted && err != nil {
			yield(Token{}, m.why(err))
		}
	}
}
