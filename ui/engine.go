package ui

import (
	"encoding/json"

	"github.com/coconut-page/coconut/reasoner"
)

// Engine answers questions somewhere off the page's thread. No method blocks: what comes of a call arrives at the Listener. At most
// one call is under way, and a Load beside it; State sees to that.
type Engine interface {
	// Load starts to fetch the model. OnProgress and OnOpened follow, then OnReady or OnFailed. Called again after a failure it starts afresh.
	Load()
	// Ask runs one question on the model. From OnOpened on it may be called while the rest of the model is on its way: the question then goes
	// through the layers that are there, and waits for the others. If they do not come, OnFailed ends both. OnStep follows for each step, then OnResult, OnFailed or OnStopped.
	Ask(a Ask)
	// Race asks several models the same question, one after the other, and fetches those that are not there yet. OnLap follows for
	// each, then OnDone, OnFailed or OnStopped.
	Race(r Race)
	// Batch asks many questions. OnTally follows now and then, then OnDone, OnFailed or OnStopped.
	Batch(b Batch)
	// Cancel stops what is under way, a load and what waits for it too. OnStopped follows, or whatever ended them first.
	Cancel()
	// Forget deletes the weights that were kept for the next visit; the loaded model stays. OnForgotten follows.
	Forget()
	// NewQuestion makes a question of a kind; the same seed gives the same question. It needs no model.
	NewQuestion(kind Kind, seed uint64) string
}

// Progress is how far the loading of a model is.
type Progress struct {
	// Done of Total bytes have arrived; Total is 0 while it is unknown.
	Done  int64 `json:"done"`
	Total int64 `json:"total"`
	// Layer of Layers are ready for a question to go through.
	Layer  int `json:"layer"`
	Layers int `json:"layers"`
	// Read of them a question that was asked meanwhile has gone through.
	Read int `json:"read,omitempty"`
	// Seconds have passed since it began.
	Seconds float64 `json:"seconds"`
	// Trouble is what has just gone wrong and is tried again, "" if nothing.
	Trouble string `json:"trouble,omitempty"`
}

// Listener hears from an Engine. Every call comes from the engine's own goroutine, one at a time.
type Listener interface {
	// OnProgress says how much of the model has arrived.
	OnProgress(p Progress)
	// OnOpened says that the model can be asked, though not all of it is there. What info says of the download is not known yet.
	OnOpened(info Info)
	// OnReady ends a load.
	OnReady(info Info)
	// OnStep passes on one step of the ask under way.
	OnStep(s reasoner.Step)
	// OnResult ends an ask.
	OnResult(r *reasoner.Result)
	// OnLap tells how far one model is in a race.
	OnLap(l Lap)
	// OnTally passes on what came of a batch's questions since the last call.
	OnTally(items []BatchItem)
	// OnDone ends a race or a batch.
	OnDone()
	// OnForgotten ends a Forget; problem says why nothing was deleted, "" if all was.
	OnForgotten(problem string)
	// OnStopped ends what was cancelled.
	OnStopped()
	// OnFailed ends what was under way.
	OnFailed(f Failure)
}

// Ask is one question put to the engine.
type Ask struct {
	Question string `json:"question"`
	// Thoughts is the number of latent steps, 0 to MaxThoughts.
	Thoughts int `json:"thoughts"`
	// TopK is how many tokens to list for "what would it say now" after each step.
	TopK int `json:"top_k"`
	// Model names another model than the page's own, as in Info.Models.
	Model string `json:"model,omitempty"`
	// Changes alter the thoughts, AtOnce takes them away and has the model answer at once.
	Changes []reasoner.Change `json:"changes,omitempty"`
	AtOnce  bool              `json:"at_once,omitempty"`
}

// Race is a question put to several models.
type Race struct {
	Question string `json:"question"`
	// Models are their names, as in Info.Models; each takes as many thoughts as it was trained with.
	Models []string `json:"models"`
}

// Lap is what became of one model in a race.
type Lap struct {
	Model string `json:"model"`
	// Done and Total are bytes while it is fetched.
	Done  int64 `json:"done,omitempty"`
	Total int64 `json:"total,omitempty"`
	// Result is its answer, Problem why there is none; at the start of a lap there is neither.
	Result  *reasoner.Result `json:"result,omitempty"`
	Problem string           `json:"problem,omitempty"`
	// Absent: it is not on this device, and its server cannot be reached.
	Absent bool `json:"absent,omitempty"`
}

// Batch is a number of questions of one kind, with the seeds from Seed up.
type Batch struct {
	Kind     Kind   `json:"kind"`
	Seed     uint64 `json:"seed"`
	Count    int    `json:"count"`
	Thoughts int    `json:"thoughts"`
	// Model names another model than the page's own, as in Info.Models.
	Model string `json:"model,omitempty"`
	// AtOnce takes the thoughts away.
	AtOnce bool `json:"at_once,omitempty"`
	// Traces keeps every question's trace, for ExportBatch; it takes longer.
	Traces bool `json:"traces,omitempty"`
}

// BatchItem is what came of one question of a batch.
type BatchItem struct {
	Seed     uint64  `json:"seed"`
	Verdict  string  `json:"verdict"`
	Answer   string  `json:"answer"`
	Expected string  `json:"expected"`
	Hops     int     `json:"hops"`           // facts to the right answer
	Deep     bool    `json:"deep,omitempty"` // deeper than the thoughts reach
	Tokens   int     `json:"tokens"`
	Millis   float64 `json:"ms"`
	// Result is a reasoner.Result with its trace, as `coconut ask --json` prints it, and nil without Batch.Traces. The page only passes it on.
	Result json.RawMessage `json:"result,omitempty"`
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
	// Models are all the models there are beside the page, this one among them.
	Models []ModelInfo `json:"models,omitempty"`
	// Memory is what the program has taken from the browser in the worker, in bytes.
	Memory int64 `json:"memory,omitempty"`
	// Used bytes are kept on the device for this page, all its files and models, of Allowed by the browser; 0 where it does not say.
	Used    int64 `json:"used,omitempty"`
	Allowed int64 `json:"allowed,omitempty"`
	// Unkept says why the weights were not kept for the next visit, "" if they were.
	Unkept string `json:"unkept,omitempty"`
	// Unpromised: they are kept, but the browser has no navigator.storage, which would say whether for longer than this window lives.
	Unpromised bool `json:"unpromised,omitempty"`
}

// ModelInfo describes a model that could be fetched. The site's models/models.json is a list of these, written by tools/buildsite.
type ModelInfo struct {
	Name     string `json:"name"`
	Method   string `json:"method"`
	Task     string `json:"task"`
	Thoughts int    `json:"thoughts"`
	Bytes    int64  `json:"bytes"`
	// Results are its measured accuracies, 0 to 1, by the name of the data (docs/results).
	Results map[string]float64 `json:"results,omitempty"`
}

// FailureKind says what a Failure is about, and so what the reader can do about it.
type FailureKind string

const (
	// FailedLoad: the model did not arrive whole. Retrying may help.
	FailedLoad FailureKind = "load"
	// FailedQuestion: the question is not one the model can take. Editing it helps.
	FailedQuestion FailureKind = "question"
	// FailedEngine: the engine itself ended. The next Load starts another.
	FailedEngine FailureKind = "engine"
	// FailedMemory: it ended because the browser gave it no more memory. The next Load starts another, which will need as much.
	FailedMemory FailureKind = "memory"
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
