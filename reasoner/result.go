package reasoner

import (
	"fmt"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
)

// Candidate is one entry of a top-k list: a token the model would say, and its probability.
type Candidate struct {
	Token string  `json:"token"`
	Prob  float32 `json:"prob"`
}

// Step is one entry of a trace, as a page or a script reads it.
type Step struct {
	// Kind is "prompt", "bot", "thought", "eot" or "token".
	Kind string `json:"kind"`
	// Index counts from 0 within its kind.
	Index int `json:"index"`
	// Token is the token fed in ("" for a thought, which has none).
	Token string `json:"token,omitempty"`
	// Top is what the model would say after this step, if it had to speak now, best first.
	Top []Candidate `json:"top,omitempty"`
	// Direct is a thought itself, read through the head: what the model keeps in mind rather than what it would say.
	Direct []Candidate `json:"direct,omitempty"`
	// The next five come with Options.Nodes, after <bot> and after each thought. They are read on copies of the KV
	// cache. Values, Holds and Similar have one entry for each of Result.Nodes, Answers one for each of
	// Result.Candidates; all but Similar are probabilities.
	//
	// Values answer "if the model wrote a reasoning step now, which word would it begin with?", the paper's values
	// (figure 5). They are shares among the words of the vocabulary: the paper reads them after "Every", where only a
	// concept can follow; our steps have no such word before the concept, so the answer marker and punctuation are left
	// out of the sum instead. Speaks is what those shares leave out: how likely the model, made to speak now, begins
	// with the answer marker, among all tokens.
	//
	// Holds answer "which word is the thought itself?": the nodes' shares when it is read through the head, without
	// <eot>. Similar are the cosines between the thought and the nodes' embeddings (Reasoning by Superposition compares
	// the two by their inner product).
	//
	// Answers are the probabilities of the candidates, in the order asked, when the model is made to answer at once.
	Values  []float32 `json:"values,omitempty"`
	Holds   []float32 `json:"holds,omitempty"`
	Similar []float32 `json:"similar,omitempty"`
	Speaks  float32   `json:"speaks,omitempty"`
	Answers []float32 `json:"answers,omitempty"`
	// Hidden is the last hidden state after the final layer norm, [n_embd]; only in a trace that asks for it.
	Hidden []float32 `json:"hidden,omitempty"`
	// Millis is the wall time of the step in milliseconds, without the time spent on Top.
	Millis float64 `json:"ms"`
}

// Graph is a question's facts. Nodes are indices into Result.Nodes.
type Graph struct {
	Root  int      `json:"root"`  // the node that is asked about
	Facts [][2]int `json:"facts"` // that one node is, or leads to, another, in the order of the sentences
}

// Result is the answer to one question. Its JSON form is what `coconut ask --json` prints and what the worker posts to
// the page.
type Result struct {
	Model  string `json:"model"`
	Method string `json:"method"`
	// Question is the text as asked, Answer the model's sentence in the asker's own words.
	Question string `json:"question"`
	Answer   string `json:"answer"`
	// Tokens are the generated tokens, <eos> included, in the model's own vocabulary.
	Tokens []string `json:"tokens"`
	// Nodes are the words that a step's Values and Holds go by, and Candidates those of Answers; only with Options.Nodes.
	Nodes      []string `json:"nodes,omitempty"`
	Candidates []string `json:"candidates,omitempty"`
	// Graph is what the question says, with Nodes, if its facts form a graph.
	Graph *Graph `json:"graph,omitempty"`
	// Chain is the reasoning the model wrote out before its answer, fact by fact.
	Chain []tasks.Link `json:"chain,omitempty"`
	// Verdict is "right", "wrong", or "malformed" by the oracle; "undecidable" where the facts give neither or both
	// answers.
	Verdict string `json:"verdict"`
	// Expected is the oracle's answer sentence ("" when undecidable); Why says what the oracle found.
	Expected string `json:"expected,omitempty"`
	Why      string `json:"why,omitempty"`
	// Path is a shortest chain of words from the name asked about to the right answer.
	Path     []string `json:"path,omitempty"`
	Thoughts int      `json:"thoughts"`
	// ThoughtsNeeded is how many thoughts the question takes, where that is more than were taken (0 otherwise). On ProsQA
	// k thoughts carry k+1 facts, as the answer itself takes the last; on ProntoQA they carry k; a word problem takes 3n+1
	// thoughts for n facts. Beyond that the model guesses. Only for models that think.
	ThoughtsNeeded int `json:"thoughts_needed,omitempty"`
	// PromptTokens counts the question's tokens; Cached of them had been read before, with Options.Reuse.
	PromptTokens int               `json:"prompt_tokens"`
	Cached       int               `json:"cached_tokens,omitempty"`
	Steps        []Step            `json:"steps,omitempty"`
	Aliases      map[string]string `json:"aliases,omitempty"` // the asker's word -> the model's word
	PrefillMS    float64           `json:"prefill_ms"`
	ThinkMS      float64           `json:"think_ms"`
	DecodeMS     float64           `json:"decode_ms"`
	TotalMS      float64           `json:"total_ms"`
}

// setDepth fills in ThoughtsNeeded. byAnswer is how many facts the answer itself takes.
func (res *Result) setDepth(config runtime.Config, byAnswer int) {
	facts := len(res.Path) - 1
	if needed := facts - byAnswer; config.Method == runtime.MethodCoconut && needed > res.Thoughts {
		res.ThoughtsNeeded = needed
	}
}

// Shallow says in a sentence that the question was deeper than its thoughts; "" where it was not.
func (res *Result) Shallow() string {
	if res.ThoughtsNeeded == 0 {
		return ""
	}
	facts := len(res.Path) - 1
	if res.ThoughtsNeeded > facts {
		return fmt.Sprintf("the answer takes %d", res.ThoughtsNeeded)
	}
	return fmt.Sprintf("the answer is %d facts away, and %s reach %d: ask with %d thoughts", facts,
		thoughtCount(res.Thoughts), facts-res.ThoughtsNeeded+res.Thoughts, res.ThoughtsNeeded)
}

// thoughtCount is "1 thought", "2 thoughts".
func thoughtCount(n int) string {
	if n == 1 {
		return "1 thought"
	}
	return fmt.Sprintf("%d thoughts", n)
}
