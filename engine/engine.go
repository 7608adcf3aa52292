package engine

import "github.com/coconut-page/coconut/reasoner"

// Engine answers questions somewhere off the caller's thread. No method blocks: what comes of a call arrives at the
// Listener. At most one call may be under way, and a Load beside it; the caller sees to that.
type Engine interface {
	// Load starts to fetch the model. OnProgress and OnOpened follow, then OnReady or OnFailed. Called again after a
	// failure, it starts from the beginning.
	Load()
	// Ask puts one question to the model. It may be called from OnOpened on, while the rest of the model is still
	// arriving: the question goes through the layers that are there and waits for the others. If they never come,
	// OnFailed ends both. OnStep follows for each step, then OnResult, OnFailed or OnStopped.
	Ask(a Ask)
	// Race puts the same question to several models, one after the other, and fetches those that are not there yet.
	// OnStanding follows several times for each, then OnDone, OnFailed or OnStopped.
	Race(r Race)
	// Batch asks many questions. OnTally follows every now and then, then OnDone, OnFailed or OnStopped.
	Batch(b Batch)
	// Cancel stops the call under way, and a load with whatever waits for it. OnStopped follows, or the event that
	// ended them first.
	Cancel()
	// Forget deletes the weights that were kept for the next visit; the loaded model stays usable. OnForgotten follows.
	Forget()
	// NewQuestion makes a question of a kind; the same seed gives the same question. It needs no model, returns at
	// once, and panics if there is no such kind.
	NewQuestion(kind Kind, seed uint64) string
}

// Listener hears from an Engine. Every call comes from the engine's own goroutine, one at a time.
type Listener interface {
	// OnProgress says how much of the model has arrived.
	OnProgress(p Progress)
	// OnOpened says that the model takes questions, although some of it is still on its way. Of info, only the facts
	// about the download are still missing.
	OnOpened(info Info)
	// OnReady ends a load.
	OnReady(info Info)
	// OnStep passes on one step of the question under way.
	OnStep(s reasoner.Step)
	// OnResult ends an Ask.
	OnResult(r *reasoner.Result)
	// OnStanding says where one model stands in a race. It replaces what was said of that model before.
	OnStanding(s Standing)
	// OnTally passes on the results of a batch since the last call.
	OnTally(items []BatchItem)
	// OnDone ends a race or a batch.
	OnDone()
	// OnForgotten ends a Forget; problem says why nothing was deleted, and is "" if everything was.
	OnForgotten(problem string)
	// OnStopped ends what was cancelled.
	OnStopped()
	// OnFailed ends what was under way.
	OnFailed(f Failure)
}
