package tasks

// Question is one question, ready for a model.
type Question interface {
	// Text returns the question in sentences that its task reads.
	Text() string
	// Prompt turns the question into tokens. Errors are *UnknownWordError, *SyntaxError for a question with too many words
	// that the model has not learnt, or the vocabulary's.
	Prompt(v Vocabulary) (*Prompt, error)
	// Say turns the words of a model's answer into a sentence.
	Say(words []string) string
	// Judge compares an answer with what follows from the facts. It fails on a question whose facts are not valid.
	Judge(answer string) (Judgement, error)
}

// Checker is a Question whose chains of language steps can be checked.
type Checker interface {
	// CheckChain compares what a model wrote before its answer with the facts, step by step. It stops at words that are
	// not a step.
	CheckChain(words []string) []Link
}

// Measured is a Question with a size of its own, by which accuracies are listed. Others are listed by the number of
// their steps.
type Measured interface {
	// Size returns the size, and what it is the number of: 3, "operations".
	Size() (n int, of string)
}

// Vocabulary are a model's tokens.
type Vocabulary interface {
	// ID returns the id of a token.
	ID(token string) (id int, ok bool)
	// Encode turns a text into ids.
	Encode(text string) ([]int, error)
}

// IDs looks up tokens. The error is an *UnknownWordError.
func IDs(v Vocabulary, tokens []string) ([]int, error) {
	ids := make([]int, len(tokens))
	for i, token := range tokens {
		id, ok := v.ID(token)
		if !ok {
			return nil, &UnknownWordError{Word: token}
		}
		ids[i] = id
	}
	return ids, nil
}

// Prompt is a question in a model's tokens.
type Prompt struct {
	Tokens []int
	// Back maps the model's words to the asker's, where they differ; Aliases maps the asker's words to the model's that
	// stand in for them.
	Back, Aliases map[string]string
	// Words are the words that a probe reads off a thought, and WordIDs the token of each.
	Words   []string
	WordIDs []int
	// Candidates are the answers offered, if the question offers any. A model's answer is Lead and then one of
	// CandidateIDs.
	Candidates   []string
	Lead         []int
	CandidateIDs []int
	// FactsByAnswer is how many facts on the path to an answer need no thought of their own, because the answer itself
	// takes them; it is negative where facts take more thoughts than there are facts.
	FactsByAnswer int
}

// Judgement is what follows from the facts, and the verdict on an answer.
type Judgement struct {
	// Verdict is Right, Wrong, Malformed or Undecidable.
	Verdict string `json:"verdict"`
	// Expected is the right answer, "" if there is none; Why explains the verdict in words.
	Expected string `json:"expected,omitempty"`
	Why      string `json:"why"`
	// Path is a shortest chain of words from the root to what decides, both included; nil if the task has no such chain.
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

// Link is one step of a written chain of reasoning: From is To.
type Link struct {
	From string `json:"from"`
	To   string `json:"to"`
	// Fact reports whether the question states it or it follows from the previous step; Follows whether it continues where
	// the previous step ended, or, for the first step, starts at a word that the root leads to.
	Fact    bool `json:"fact"`
	Follows bool `json:"follows"`
}

// Invert turns a map from the model's words to the asker's into its inverse; nil for an empty one.
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
