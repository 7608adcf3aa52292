package completion

import "time"

// Token is one token of a text, or the rest of the text.
type Token struct {
	// ID and Token are the token and its bytes, which need not be whole characters. ID is -1 for a last call without a
	// token, which has text that was held back.
	ID    int
	Token string
	// Special says that the token is no text, so nothing is shown for it.
	Special bool
	// Text is what can be shown now: it may be "" or the end of earlier tokens, because neither half a character nor what
	// may be the beginning of a stop string is shown. All texts together are Result.Text.
	Text string
	// Logit is the model's score of the token, LogProb the logarithm of its probability, before any sampling option. They
	// are computed only with Options.Top.
	Logit   float32
	LogProb float64
	// Top are the likeliest tokens in its place, best first, the lower id first among equals; Options.Top of them.
	Top []Candidate
}

// Candidate is a token that might come next.
type Candidate struct {
	ID      int
	Token   string
	Logit   float32
	LogProb float64 // of the whole vocabulary, in nats
}

// Finish says why a text ended.
type Finish string

// The reasons, by the names of OpenAI's API.
const (
	FinishStop   Finish = "stop"   // a token or string that ends it
	FinishLength Finish = "length" // Options.MaxTokens, or the end of the context
)

// Result is a text that was written.
type Result struct {
	// Prompt is how many tokens were read, Cached how many of them had been read for an earlier text.
	Prompt, Cached int
	// Thoughts is the number of latent steps.
	Thoughts int
	// IDs are the tokens that were written, without the one that ended the text, but with those of a stop string; Text is
	// without it.
	IDs    []int
	Text   string
	Finish Finish
	// PrefillTime was spent on prompt and thoughts, DecodeTime on the text.
	PrefillTime, DecodeTime time.Duration
}
