package accuracy

// Answer is what became of one question.
type Answer struct {
	// Question counts the questions of the file from 0; Depth is the number of thoughts that was asked for.
	Question int `json:"question"`
	Depth    int `json:"depth"`
	// Expected is the right answer, Said the one that the model's text comes down to, "" for none.
	Expected string `json:"expected"`
	Said     string `json:"said"`
	Right    bool   `json:"right"`
	// Text is what the model wrote.
	Text string `json:"text"`
	// Thoughts and Tokens are how many latent steps and tokens it took.
	Thoughts int `json:"thoughts"`
	Tokens   int `json:"tokens"`
	// Cut says that the text had not ended after the most tokens that were allowed.
	Cut bool `json:"cut,omitempty"`
	// Unread says why the model could not read the question, which then counts as wrong; "" for all others.
	Unread string `json:"unread,omitempty"`
	// Millis is the wall time from question to answer, in milliseconds.
	Millis float64 `json:"ms"`
}
