package page

import (
	"slices"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
)

// The story puts one question to three models: one that writes its thoughts down and goes astray, the page's own, and
// the control. Then a word problem goes to a fourth.

// storySeed is the first question of the full size on which all models but Coconut fail, chosen by running.
const storySeed = 6

// Scene is one of them.
type Scene int

// The scenes with a model of their own. The page's own answers in the drawing.
const (
	SceneWords Scene = iota
	SceneVectors
	SceneControl
	SceneNumbers // a model of word problems
)

// sceneMethods are how the models of the scenes were trained.
var sceneMethods = [...]string{runtime.MethodCoT, runtime.MethodCoconut, runtime.MethodPauseAsThought,
	runtime.MethodCoconut}

// ScenesState is what came of the scenes.
type ScenesState struct {
	Results [len(sceneMethods)]*reasoner.Result
	Problem string // why the last one came to nothing
	Last    Scene
}

// Actor is the model of a scene; ok is false if the site does not have it.
func (s *State) Actor(n Scene) (m engine.ModelInfo, ok bool) {
	task := s.Info.Task
	if n == SceneNumbers {
		task = taskOf(numbersKind())
	}
	i := slices.IndexFunc(s.Info.Models, func(m engine.ModelInfo) bool {
		return m.Method == sceneMethods[n] && m.Task == task
	})
	if i < 0 {
		return m, false
	}
	return s.Info.Models[i], true
}

// StoryQuestion is the question of the story.
func (s *State) StoryQuestion() string { return s.Engine.NewQuestion(defaultKind(), storySeed) }

// InDrawing is the question of a scene that plays in the drawing, by its kind and seed; ok is false for the others.
func (n Scene) InDrawing() (kind engine.Kind, seed uint64, ok bool) {
	switch n {
	case SceneVectors:
		return defaultKind(), storySeed, true
	case SceneNumbers:
		return numbersKind(), 0, true
	}
	return "", 0, false
}

// SceneQuestion is the question of a scene.
func (s *State) SceneQuestion(n Scene) string {
	if kind, seed, ok := n.InDrawing(); ok {
		return s.Engine.NewQuestion(kind, seed)
	}
	return s.StoryQuestion()
}

// PlayScene has a scene's model answer its question.
func (s *State) PlayScene(n Scene) {
	if _, ok := s.Actor(n); !ok || s.Busy() { // what models there are is not known yet
		return
	}
	if kind, seed, ok := n.InDrawing(); ok {
		s.clearAnswer()
		s.Kind = kind
		s.showQuestion(seed)
		s.start(AskJob)
		return
	}
	s.Scenes.Last, s.Scenes.Problem, s.Scenes.Results[n] = n, "", nil
	s.start(SceneJob)
}

func (s *State) runScene() {
	m, _ := s.Actor(s.Scenes.Last)
	s.Status = Say("Asking {Method}.", MethodOf(m.Method).Name)
	s.Engine.Ask(engine.Ask{Question: s.StoryQuestion(), Thoughts: -1, Model: m.Name})
}

func (s *State) sceneResult(r *reasoner.Result) {
	s.Scenes.Results[s.Scenes.Last] = r
	s.Status = Said(r) + " " + VerdictWord(r.Verdict)
}
