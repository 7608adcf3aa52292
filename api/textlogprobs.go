package api

import (
	"math"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

func newChatLogprobs() *chatLogprobs { return &chatLogprobs{Content: []tokenLogprob{}} }

// add adds a token, with the given number of alternatives. l may be nil, for a request without them.
func (l *chatLogprobs) add(token completion.Token, top int) {
	if l == nil || token.ID < 0 {
		return
	}
	entry := tokenLogprob{logprob: textLogprob(token.Token, token.LogProb), Top: []logprob{}}
	for _, c := range token.Top[:min(top, len(token.Top))] {
		entry.Top = append(entry.Top, textLogprob(c.Token, c.LogProb))
	}
	l.Content = append(l.Content, entry)
}

// textLogprob is a token whose bytes need not be whole characters; Bytes has them as they are.
func textLogprob(token string, value float64) logprob {
	l := newLogprob(token, float32(math.Exp(value)))
	l.Token, l.Logprob = bpe.Valid(token), float32(max(value, leastLogprob))
	return l
}

// completionLogprobs are a completion's log probabilities in OpenAI's form.
type completionLogprobs struct {
	Tokens        []string             `json:"tokens"`
	TokenLogprobs []float32            `json:"token_logprobs"`
	TopLogprobs   []map[string]float32 `json:"top_logprobs"`
	// TextOffset is where each token begins in the text, in bytes.
	TextOffset []int `json:"text_offset"`

	alternatives, offset int
}

// newLogprobs returns nil for a request without log probabilities.
func (c completionRequest) newLogprobs() *completionLogprobs {
	if c.Logprobs == nil {
		return nil
	}
	return &completionLogprobs{Tokens: []string{}, TokenLogprobs: []float32{}, TopLogprobs: []map[string]float32{},
		TextOffset: []int{}, alternatives: *c.Logprobs}
}

// add adds a token. l may be nil.
func (l *completionLogprobs) add(token completion.Token) {
	if l == nil || token.ID < 0 {
		return
	}
	l.Tokens = append(l.Tokens, bpe.Valid(token.Token))
	l.TokenLogprobs = append(l.TokenLogprobs, float32(token.LogProb))
	l.TextOffset = append(l.TextOffset, l.offset)
	if !token.Special {
		l.offset += len(token.Token)
	}
	top := map[string]float32{}
	for _, c := range token.Top[:min(l.alternatives, len(token.Top))] {
		top[bpe.Valid(c.Token)] = float32(c.LogProb)
	}
	l.TopLogprobs = append(l.TopLogprobs, top)
}
