package tasks

// Question is one question, ready to be put to a model.
type Question interface {
	// Text is the question in sentences that its task reads.
	Text() string
	// Prompt puts the question into tokens. Errors are *UnknownWordError, *SyntaxError for a question with too many words of its own, or
	// the vocabulary's.
	Prompt(v Vocabulary) (*Prompt, error)
	// Say puts the words that a model gave as its answer into a sentence.
	Say(words []string) string
	// Judge compares an answer with what follows. It fails on a question whose facts are not sound.
	Judge(answer string) (Judgement, error)
}

// Vocabulary are a model's tokens.
type Vocabulary interface {
	// ID is the id of a token.
	ID(token string) (id int, ok bool)
	// Encode turns a text into ids.
	Encode(text string) ([]int, error)
}

// Prompt is a question in a model's tokens.
type Prompt struct {
	Tokens []int
	// Back leads from the model's words to the asker's, where they differ; Aliases from the asker's own words to the model's that stand in.
	Back, Aliases map[string]string
	// Words are the words that a probe reads off a thought, and WordIDs the token of each.
	Words   []string
	WordIDs []int
	// Candidates are the answers offered, if the question offers any. A model that answers says Lead and then one of CandidateIDs.
	Candidates   []string
	Lead         []int
	CandidateIDs []int
	// FactsByAnswer is how many of the facts on the way to an answer take no thought of their own, as the answer itself takes them.
	FactsByAnswer int
}

// Judgement is what follows from the facts, and what an answer is worth.
type Judgement struct {
	// Verdict is Right, Wrong, Malformed or Undecidable.
	Verdict string `json:"verdict"`
	// Expected is the right answer, "" where there is none; Why explains the verdict in words.
	Expected string `json:"expected,omitempty"`
	Why      string `json:"why"`
	// Path is a shortest chain of words from the one asked about to what decides, both included; nil where a task has no such thing.
	Path []string `json:"path,omitempty"`
}

// Verdicts.
const (
	// Right and Wrong are answers to the question.
	Right = "right"
	Wrong = "wrong"
	// Malformed is an answer to another question, or none at all.
	Malformed = "malformed"
	// Undecidable is any answer where the facts do not decide the question.
	Undecidable = "undecidable"
)

// Link is one step of a chain of reasoning that somebody wrote: From is To.
type Link struct {
	From string `json:"from"`
	To   string `json:"to"`
	// Fact says whether the question tells it or it follows from what the step before told; Follows whether it goes on from where the one
	// before it ended, or, the first one, starts at a word that the one asked about leads to.
	Fact    bool `json:"fact"`
	Follows bool `json:"follows"`
}

// Invert turns model's word -> asker's word into asker's word -> model's word; nil for none.
func Invert(back map[string]string) map[string]string {
	if len(back) == 0 {
		return nil
	}
	aliases := make(map[string]string, len(back))
	for model, asked := range back {
		aliases[asked] = model
	}
	return aliases
}
