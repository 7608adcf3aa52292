package engine

import "github.com/coconut-page/coconut/reasoner"

// TextListener hears from a worker that runs language models: what a Listener hears of loads and failures, and this.
type TextListener interface {
	// OnPrefill says how much of a prompt has been read.
	OnPrefill(p Prefill)
	// OnThought passes on what a latent step came to.
	OnThought(t Thought)
	// OnToken passes on a token that was written.
	OnToken(t Token)
	// OnCompletion ends a Complete.
	OnCompletion(c Completion)
	// OnNeed says what a Convert will take.
	OnNeed(n Need)
	// OnConverted ends a Convert.
	OnConverted(i Info)
}

// tellText passes on an event that only a TextListener hears, and reports whether it was one.
func tellText(l TextListener, e *Event) bool {
	switch e.Type {
	case EventPrefill:
		l.OnPrefill(*e.Prefill)
	case EventThought:
		l.OnThought(*e.Thought)
	case EventToken:
		l.OnToken(*e.Token)
	case EventCompletion:
		l.OnCompletion(*e.Completion)
	case EventNeed:
		l.OnNeed(*e.Need)
	case EventConverted:
		l.OnConverted(*e.Info)
	default:
		return false
	}
	return true
}

// Deaf is a Listener of nothing, to be embedded in one that hears a few events.
type Deaf struct{}

// OnProgress implements Listener.
func (Deaf) OnProgress(Progress) {}

// OnOpened implements Listener.
func (Deaf) OnOpened(Info) {}

// OnReady implements Listener.
func (Deaf) OnReady(Info) {}

// OnStep implements Listener.
func (Deaf) OnStep(reasoner.Step) {}

// OnResult implements Listener.
func (Deaf) OnResult(*reasoner.Result) {}

// OnStanding implements Listener.
func (Deaf) OnStanding(Standing) {}

// OnTally implements Listener.
func (Deaf) OnTally([]BatchItem) {}

// OnDone implements Listener.
func (Deaf) OnDone() {}

// OnForgotten implements Listener.
func (Deaf) OnForgotten(string) {}

// OnStopped implements Listener.
func (Deaf) OnStopped() {}

// OnFailed implements Listener.
func (Deaf) OnFailed(Failure) {}
