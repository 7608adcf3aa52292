package page

import (
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
)

// The drawing shows the state after State.K thoughts. While something plays, wasm/app calls Tick.

// thoughtTick is how long the animation shows each thought, in milliseconds; where there are many it is less, so that
// all of it takes wholeTick, but not less than leastTick.
const thoughtTick, wholeTick, leastTick = 1000, 9000, 600

// TickMillis is when Tick is due, in milliseconds; 0 while nothing plays.
func (s *State) TickMillis() int {
	switch {
	case s.Racing:
		return raceTick
	case s.Playing:
		return max(min(thoughtTick, wholeTick/max(s.Rest(), 1)), leastTick)
	}
	return 0
}

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

// answerShare is the least share of a thought at which it holds a word.
const answerShare = 0.05

// Decisive is the number of the decisive thought: the first that holds the answer, when the model favours that answer
// from there to the end. It is 0 if there is none.
func (s *State) Decisive() int {
	if s.Answered != nil && s.Answered.Sums != nil {
		return s.settled()
	}
	steps, decisive := s.Latent(), 0
	answer, _ := s.Favoured()
	for k := len(steps) - 1; k > 0 && answer >= 0; k-- {
		thought := steps[k-1] // whose hidden state is thought k
		if favoured(thought) != answer {
			break
		}
		if s.Answered.holds(thought, answer) {
			decisive = k
		}
	}
	return decisive
}

// Favoured is the answer that the model favours in the end, as its number and as the word of the question; -1 if that
// is not known.
func (s *State) Favoured() (answer int, word string) {
	steps := s.Latent()
	if len(steps) == 0 || s.Answered == nil || s.Answered.Question == nil {
		return -1, ""
	}
	if answer = favoured(steps[len(steps)-1]); answer < 0 {
		return -1, ""
	}
	q := s.Answered.Question
	if node := q.Candidates[answer]; node >= 0 && node < len(q.Graph.Symbols) {
		word = q.Graph.Symbols[node]
	}
	return answer, word
}

// favoured is the answer that is the likelier at a step, -1 if that is not known.
func favoured(step reasoner.Step) int {
	switch a := step.Answers; {
	case len(a) != 2:
		return -1
	case a[1] > a[0]:
		return 1
	}
	return 0
}

// holds reports whether a thought holds an answer: its kind, or one of the two that decide if the answers are no kinds.
func (r *Reading) holds(thought reasoner.Step, answer int) bool {
	for i, node := range r.Question.Candidates {
		if (i == answer || !r.TwoKinds()) && node >= 0 && node < len(thought.Holds) && thought.Holds[node] >= answerShare {
			return true
		}
	}
	return false
}

// Rest is the thought on which the animation ends: the decisive one, or else the last. A recording may not have what
// the model favours; it rests on the first thought that holds one of the answers.
func (s *State) Rest() int {
	if k := s.Decisive(); k > 0 {
		return k
	}
	steps := s.Latent()
	for k := 1; k < len(steps) && s.Recording != "" && s.drawable(); k++ {
		if thought := steps[k-1]; s.Answered.holds(thought, 0) || s.Answered.holds(thought, 1) {
			return k
		}
	}
	return s.LastK()
}

// drawable reports whether the answered question has a graph.
func (s *State) drawable() bool { return s.Answered != nil && s.Answered.Question != nil }

// Play starts the animation, from the beginning if it is at its end, and stops one that is running.
func (s *State) Play() {
	if s.Playing {
		s.Playing = false
		return
	}
	if s.K >= s.Rest() {
		s.K = 0
	}
	s.Playing = s.Rest() > 0
}

// Tick goes on with the race, or to the next thought of the animation.
func (s *State) Tick() {
	if s.Racing {
		s.tickRace()
		return
	}
	if !s.Playing {
		return
	}
	s.K = min(s.K+1, s.LastK())
	s.Playing = s.K < s.Rest()
}

// TakeReveal reports, once, that there is a new answer, which the visitor should see.
func (s *State) TakeReveal() bool {
	reveal := s.reveal
	s.reveal = false
	return reveal
}

// present starts the drawing of a new answer: as an animation, or where that ends for visitors who want no movement
// or who are editing.
func (s *State) present() {
	s.reveal, s.greeting = !s.greeting, false
	s.K, s.Playing = 0, s.Rest() > 0
	if s.wantK >= 0 {
		s.SetK(s.wantK)
		s.wantK = -1
		return
	}
	if s.Still || s.Editor.On {
		s.K, s.Playing = s.Rest(), false
	}
}
