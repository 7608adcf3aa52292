package engine

// Tokenize asks what the tokens of a text are, or the texts of tokens. One of its fields is used.
type Tokenize struct {
	// Text is turned into tokens, without what a prompt begins with.
	Text string `json:"text,omitempty"`
	// IDs are tokens whose texts are wanted.
	IDs []int `json:"ids,omitempty"`
	// Names are tokens by their exact names, special ones included, whose ids are wanted.
	Names []string `json:"names,omitempty"`
}

// Tokens are tokens by their ids, and the text of each: "" for one that is not there. Texts need not be whole
// characters; what is none is replaced, as always in JSON.
type Tokens struct {
	IDs   []int    `json:"ids"`
	Texts []string `json:"texts"`
}
