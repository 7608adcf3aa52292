package ui

import "github.com/coconut-page/coconut/reasoner"

// Engine answers questions somewhere off the page's thread. No method blocks: what comes of a call arrives at the Listener. At most
// one load and one ask are under way; State sees to that.
type Engine interface {
	// Load starts to fetch the model. OnProgress follows, then OnReady or OnFailed. Called again after a failure it starts afresh.
	Load()
	// Ask runs one question on the loaded model. OnStep follows for each step, then OnResult, OnFailed or OnStopped.
	Ask(a Ask)
	// Cancel stops the load and the ask under way. OnStopped follows, or whatever ended them first.
	Cancel()
	// Forget deletes the weights that were kept for the next visit; the loaded model stays. OnForgotten follows.
	Forget()
	// NewQuestion makes a question in the model's own language; the same seed gives the same question. It needs no model.
	NewQuestion(seed uint64) string
}

// Listener hears from an Engine. Every call comes from the engine's own goroutine, one at a time.
type Listener interface {
	// OnProgress says that done of total bytes of the model have arrived; total is 0 while it is unknown.
	OnProgress(done, total int64)
	// OnReady ends a load.
	OnReady(info Info)
	// OnStep passes on one step of the ask under way.
	OnStep(s reasoner.Step)
	// OnResult ends an ask.
	OnResult(r *reasoner.Result)
	// OnForgotten ends a Forget; problem says why nothing was deleted, "" if all was.
	OnForgotten(problem string)
	// OnStopped ends a load or an ask that was cancelled.
	OnStopped()
	// OnFailed ends a load or an ask, or both.
	OnFailed(f Failure)
}

// Ask is one question put to the engine.
type Ask struct {
	Question string `json:"question"`
	// Thoughts is the number of latent steps, 0 to MaxThoughts.
	Thoughts int `json:"thoughts"`
	// TopK is how many tokens to list for "what would it say now" after each step.
	TopK int `json:"top_k"`
}

// Info describes the loaded model.
type Info struct {
	Name       string `json:"name"`
	Method     string `json:"method"`
	Task       string `json:"task"`
	Thoughts   int    `json:"thoughts"`   // latent steps it was trained with
	Parameters int64  `json:"parameters"` // numbers in its tensors
	Bytes      int64  `json:"bytes"`      // of the download
	Kernels    string `json:"kernels"`    // which SIMD variant computes
	// Fetched and Stored are the bytes that came over the network, and from what an earlier visit has kept; all of them verified.
	Fetched int64 `json:"fetched"`
	Stored  int64 `json:"stored"`
	// Unkept says why the weights were not kept for the next visit, "" if they were.
	Unkept string `json:"unkept,omitempty"`
}

// FailureKind says what a Failure is about, and so what the reader can do about it.
type FailureKind string

const (
	// FailedLoad: the model did not arrive whole. Retrying may help.
	FailedLoad FailureKind = "load"
	// FailedQuestion: the question is not one the model can take. Editing it helps.
	FailedQuestion FailureKind = "question"
	// FailedEngine: the engine itself ended. Retrying starts another.
	FailedEngine FailureKind = "engine"
)

// Failure is an error as it crosses from the engine to the page.
type Failure struct {
	Kind    FailureKind `json:"kind"`
	Message string      `json:"message"`
	// Text is the sentence or word of the question that Message is about, as it stands there; "" where there is none.
	Text string `json:"text,omitempty"`
	// Sentence is its number counted from 1, 0 where unknown.
	Sentence int `json:"sentence,omitempty"`
}
