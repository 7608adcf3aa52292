package page

import (
	"slices"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
)

// Control is the control of the model that answered: it had the same lessons, and pauses where that one thinks, so it
// has no thoughts to change. ok is false if the site has none for the task.
func (s *State) Control() (m engine.ModelInfo, ok bool) {
	if s.Answered == nil {
		return m, false
	}
	i := slices.IndexFunc(s.Info.Models, func(m engine.ModelInfo) bool {
		return m.Task == s.Answered.Task.Name() && m.Method == runtime.MethodPauseAsThought
	})
	if i < 0 {
		return m, false
	}
	return s.Info.Models[i], true
}

// AskControl asks the control what the last experiment asked, and from now on after each.
func (s *State) AskControl() {
	if _, ok := s.Control(); !ok || s.Busy() || s.WhatIf.After == nil {
		return
	}
	s.WhatIf.beside, s.WhatIf.asking, s.WhatIf.Control = true, true, nil
	s.start(WhatIfJob)
}

func (s *State) runControl() {
	m, _ := s.Control() // AskControl has seen that there is one
	s.Status = Say("The control answers.")
	s.Engine.Ask(engine.Ask{Question: s.WhatIf.Asked, Thoughts: s.Result.Thoughts, TopK: engine.TopK, Model: m.Name})
}

func (s *State) controlResult(r *reasoner.Result) {
	s.WhatIf.asking, s.WhatIf.Control = false, r
	s.Status = Say("After: {after} The control: {answer}", Said(s.WhatIf.After), Said(r)) + " " + VerdictWord(r.Verdict)
}
