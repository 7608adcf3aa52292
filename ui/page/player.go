package page

import (
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
)

// The drawing shows the state after State.K thoughts. While State.Playing is set, wasm/app calls Tick every TickMillis.

// TickMillis is how long the animation shows each thought, in milliseconds.
const TickMillis = 1000

// Colour says what the drawing's colours mean.
type Colour int

const (
	// ColourSpoken is the paper's value: what the model would begin with, made to speak.
	ColourSpoken Colour = iota
	// ColourHeld is the thought itself, read as if it were about to become a word.
	ColourHeld
)

// Latent are the steps that a drawing can show: <bot>, when no thought has been fed back yet, and then one for each
// thought.
func (s *State) Latent() []reasoner.Step {
	var steps []reasoner.Step
	for _, step := range s.Steps {
		if step.Kind == string(runtime.StepBot) || step.Kind == string(runtime.StepThought) {
			steps = append(steps, step)
		}
	}
	return steps
}

// Fed are the steps whose hidden state was fed back as a thought, in the order of the thoughts: <bot> for the first
// thought, and for every other the thought before it. The state after the last thought was not fed to anything.
func (s *State) Fed() []reasoner.Step {
	steps := s.Latent()
	return steps[:min(len(steps), countThoughts(s.Steps))]
}

// LastK is the number of the last thought that can be shown.
func (s *State) LastK() int { return max(len(s.Latent())-1, 0) }

// Thoughtless reports whether the answer was given without a thought.
func (s *State) Thoughtless() bool { return s.Result != nil && s.LastK() == 0 }

// Shown is the step that the drawing shows of the question in the box, and the step before it, nil for the first. It
// reports false if there is nothing to show.
func (s *State) Shown() (at reasoner.Step, before *reasoner.Step, ok bool) {
	steps := s.Latent()
	if s.stepsOf != s.Question || s.K >= len(steps) || len(steps[s.K].Values) == 0 {
		return at, nil, false
	}
	if s.K > 0 {
		before = &steps[s.K-1]
	}
	return steps[s.K], before, true
}

// SetK shows the drawing after k thoughts and ends the animation.
func (s *State) SetK(k int) {
	s.Playing = false
	s.K = min(max(k, 0), s.LastK())
}

// Play starts the animation, from the beginning if it is at its end, and stops one that is running.
func (s *State) Play() {
	if s.Playing {
		s.Playing = false
		return
	}
	if s.K >= s.LastK() {
		s.K = 0
	}
	s.Playing = s.LastK() > 0
}

// Tick goes on to the next thought of the animation.
func (s *State) Tick() {
	if !s.Playing {
		return
	}
	s.K = min(s.K+1, s.LastK())
	s.Playing = s.K < s.LastK()
}

// TakeReveal reports, once, that there is a new answer, which the visitor should see.
func (s *State) TakeReveal() bool {
	reveal := s.reveal
	s.reveal = false
	return reveal
}

// present starts the drawing of a new answer: as an animation, or at its end for visitors who want no movement.
func (s *State) present() {
	s.reveal = true
	s.K, s.Playing = 0, s.LastK() > 0
	if s.wantK >= 0 {
		s.SetK(s.wantK)
		s.wantK = -1
		return
	}
	if s.Still {
		s.K, s.Playing = s.LastK(), false
	}
}
