package engine

// SessionCall asks for something of a session: a sequence of tokens and thoughts that is run through the model, below
// the level of texts and tasks.
type SessionCall struct {
	// Session is the number of the session; 0 with DoNew, which starts one.
	Session int       `json:"session,omitempty"`
	Do      SessionDo `json:"do"`
	// Tokens, or without any Text, is what DoPrefill reads; a text as a prompt.
	Tokens []int  `json:"tokens,omitempty"`
	Text   string `json:"text,omitempty"`
	// Vector is what DoFeed reads: float32 numbers, each in four bytes with the lowest first.
	Vector []byte `json:"vector,omitempty"`
	// Count is how many latent steps DoThink takes, how many tokens DoTop lists and how many positions DoTruncate keeps.
	Count int `json:"count,omitempty"`
}

// SessionDo says what a SessionCall wants.
type SessionDo string

// What can be done with a session; see runtime.Session.
const (
	DoNew      SessionDo = "new"      // starts an empty one
	DoPrefill  SessionDo = "prefill"  // reads tokens or a prompt
	DoThink    SessionDo = "think"    // takes latent steps
	DoFeed     SessionDo = "feed"     // reads a vector as if it were a token's embedding
	DoHidden   SessionDo = "hidden"   // returns the last hidden state, as those before it do
	DoLogits   SessionDo = "logits"   // returns the scores of all tokens
	DoTop      SessionDo = "top"      // returns the likeliest next tokens
	DoTruncate SessionDo = "truncate" // forgets all but the first positions
	DoFork     SessionDo = "fork"     // starts one in the same state
	DoClose    SessionDo = "close"    // frees it
)

// State is where a session is.
type State struct {
	// Session is its number; of DoFork that of the new one.
	Session int `json:"session"`
	// Length is how many positions have been read: tokens and thoughts.
	Length int `json:"length"`
	// Vector is the last hidden state after the final norm, or the logits, in the form of SessionCall.Vector.
	Vector []byte `json:"vector,omitempty"`
	// Top are the likeliest next tokens, best first.
	Top []Choice `json:"top,omitempty"`
}

// Choice is a token that may come next.
type Choice struct {
	ID    int     `json:"id"`
	Token string  `json:"token"`
	Prob  float32 `json:"prob"`
}
