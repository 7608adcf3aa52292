package page

import (
	"slices"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/runtime"
)

// other is the model that the question in the box goes to, where that is not the page's own.
func (s *State) Other() (engine.ModelInfo, bool) {
	if !s.otherTask() {
		return engine.ModelInfo{}, false
	}
	i := slices.IndexFunc(s.Info.Models, func(m engine.ModelInfo) bool { return m.Name == s.modelFor(s.Reading().Task.Name()) })
	return s.Info.Models[i], true
}

// otherTask says whether the text is a question of another task than the loaded model's, for which there is a model.
func (s *State) otherTask() bool {
	task := s.Reading().Task.Name()
	return task != s.Info.Task && s.modelFor(task) != ""
}

// Method is a method by which models are trained, as people call it.
type Method struct {
	ID   string // its name in a model's config, see package runtime
	Name string
	Note string // what is special about it
}

// methods are the methods that race, in the order of the paper's table.
var methods = []Method{
	{runtime.MethodCoconut, "Coconut", "thinks in vectors, which were trained to name the words of a search, then answers"},
	{runtime.MethodCoT, "Chain of thought", "writes its reasoning out, word by word"},
	{runtime.MethodNoCoT, "No chain", "answers at once"},
	{runtime.MethodICoT, "Implicit chain", "learnt with a chain that was then taken away"},
	{runtime.MethodPause, "Pause tokens", "waits as long as Coconut thinks"},
	{runtime.MethodPauseAsThought, "Pause as thought", "Coconut’s lessons, but pauses in the thoughts’ place"},
}

// methodOf is the method of a name in a model's config, nil if it does not race.
func MethodOf(id string) *Method {
	i := slices.IndexFunc(methods, func(m Method) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return &methods[i]
}

// modelsOf are the models of a task, in the order of methods. Without a list of models there is the loaded one.
func (s *State) ModelsOf(task string) []engine.ModelInfo {
	var racers []engine.ModelInfo
	for _, m := range methods {
		for _, info := range s.Info.Models {
			if info.Method == m.ID && info.Task == task {
				racers = append(racers, info)
			}
		}
	}
	if len(racers) == 0 && s.Model == ModelReady && task == s.Info.Task {
		i := s.Info
		racers = []engine.ModelInfo{{Name: i.Name, Method: i.Method, Task: i.Task, Thoughts: i.Thoughts, Bytes: i.Bytes}}
	}
	return racers
}

// modelFor is the name of the first model that thinks of a task, "" if there is none.
func (s *State) modelFor(task string) string {
	for _, m := range s.Info.Models {
		if m.Task == task && m.Method == runtime.MethodCoconut {
			return m.Name
		}
	}
	return ""
}
