package uitest

import (
	"fmt"

	"github.com/coconut-page/coconut/engine"
)

// Engine records what is asked of it; the tests call the State's Listener methods themselves.
type Engine struct {
	Loads, Cancels int
	Forgets        int
	Asks           []engine.Ask
	Races          []engine.Race
	Batches        []engine.Batch
}

func (e *Engine) Load() { e.Loads++ }

func (e *Engine) Ask(a engine.Ask) { e.Asks = append(e.Asks, a) }

func (e *Engine) Cancel() { e.Cancels++ }

func (e *Engine) Forget() { e.Forgets++ }

func (e *Engine) Race(r engine.Race) { e.Races = append(e.Races, r) }

func (e *Engine) Batch(b engine.Batch) { e.Batches = append(e.Batches, b) }

func (e *Engine) NewQuestion(kind engine.Kind, seed uint64) string {
	if kind != KindProsQA {
		return engine.NewQuestion(kind, seed)
	}
	return fmt.Sprintf("Tom is a lempus. Is Tom a lempus or question%d?", seed)
}
