package page

import (
	"slices"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/runtime"
)

// Other is the model that the question in the box goes to, if that is not the page's own.
func (s *State) Other() (engine.ModelInfo, bool) {
	if !s.otherTask() {
		return engine.ModelInfo{}, false
	}
	name := s.modelFor(s.Reading().Task.Name())
	i := slices.IndexFunc(s.Info.Models, func(m engine.ModelInfo) bool { return m.Name == name })
	return s.Info.Models[i], true
}

// otherTask reports whether the question in the box is of another task than the loaded model, and there is a model for
// it.
func (s *State) otherTask() bool {
	task := s.Reading().Task.Name()
	return task != s.Info.Task && s.modelFor(task) != ""
}

// Fetches is the size of the model that has to be fetched for the question in the box before it can be answered, in
// bytes; 0 if none has to be, as far as the page knows: the weights may be on this device already.
func (s *State) Fetches() int64 {
	if m, ok := s.Other(); ok && !s.met[m.Name] {
		return m.Bytes
	}
	return 0
}

// Met reports whether a model has answered before, so that it need not be fetched.
func (s *State) Met(model string) bool { return s.met[model] }

// meet notes that a model is here.
func (s *State) meet(model string) {
	if s.met == nil {
		s.met = map[string]bool{}
	}
	s.met[model] = true
}

// Method is a method by which models are trained, as people call it.
type Method struct {
	ID   string // its name in a model's config, see package runtime
	Name string
	Note string // what is special about it
}

// methods are the methods that race, in the order of the paper's table.
var methods = []Method{
	{
		runtime.MethodCoconut, "Coconut",
		"thinks in vectors, which were trained to name the words of a search, then answers",
	},
	{runtime.MethodCoT, "Chain of thought", "writes its reasoning out, word by word"},
	{runtime.MethodSearch, "Search in words", "writes the whole search out, fact by fact"},
	{runtime.MethodNoCoT, "No chain", "answers at once"},
	{runtime.MethodICoT, "Implicit chain", "learnt with a chain that was then taken away"},
	{runtime.MethodPause, "Pause tokens", "waits as long as Coconut thinks"},
	{runtime.MethodPauseAsThought, "Pause as thought", "Coconut’s lessons, but pauses in the thoughts’ place"},
}

// MethodOf is the method with a name from a model's config, nil if it does not race.
func MethodOf(id string) *Method {
	for i := range methods {
		if methods[i].ID == id {
			return &methods[i]
		}
	}
	return nil
}

// ModelsOf are the models of a task, one of each method, in the order of methods: the first by name, since a second one
// differs in what it was trained for, such as deeper questions. If there is no list of models, it is the loaded one.
func (s *State) ModelsOf(task string) []engine.ModelInfo {
	var racers []engine.ModelInfo
	for _, m := range methods {
		of := func(info engine.ModelInfo) bool { return info.Method == m.ID && info.Task == task }
		if i := slices.IndexFunc(s.Info.Models, of); i >= 0 {
			racers = append(racers, s.Info.Models[i])
		}
	}
	if len(racers) == 0 && s.Model == ModelReady && task == s.Info.Task {
		i := s.Info
		racers = []engine.ModelInfo{{Name: i.Name, Method: i.Method, Task: i.Task, Thoughts: i.Thoughts,
			Bytes: i.Bytes}}
	}
	return racers
}

// modelFor is the name of the first model that thinks for a task, "" if there is none.
func (s *State) modelFor(task string) string {
	for _, m := range s.Info.Models {
		if m.Task == task && m.Method == runtime.MethodCoconut {
			return m.Name
		}
	}
	return ""
}
