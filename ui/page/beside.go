package page

import (
	"slices"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/runtime"
)

// Beside is a second language model. It is asked what a latent reasoner was asked, so that a chain of words stands
// beside the thoughts. It runs in a worker of its own, which starts when the visitor asks for it. Its chat is one
// question and one answer.
type Beside struct {
	ChatState
	waiting string // the question that is asked once the model takes it, or ""
}

// BesideModels are the language models that can be asked beside the chosen one.
func (s *State) BesideModels() []engine.ModelInfo {
	chosen, _ := s.ChatModel()
	return slices.DeleteFunc(s.ChatModels(), func(m engine.ModelInfo) bool { return m.Name == chosen.Name })
}

// BesideModel is the one that is asked: the visitor's choice, or else the first that was trained to write its steps;
// false if there is none.
func (s *State) BesideModel() (engine.ModelInfo, bool) {
	models := s.BesideModels()
	if len(models) == 0 {
		return engine.ModelInfo{}, false
	}
	i := slices.IndexFunc(models, func(m engine.ModelInfo) bool { return m.Name == s.Beside.Chosen })
	if i < 0 {
		i = slices.IndexFunc(models, func(m engine.ModelInfo) bool { return m.Method == runtime.MethodCoT })
	}
	return models[max(i, 0)], true
}

// Asked is the last question of the chat, "" if there is none.
func (c *ChatState) Asked() string {
	for _, m := range slices.Backward(c.Messages) {
		if m.Role == "user" {
			return m.Text
		}
	}
	return ""
}

// CanAskBeside reports whether there is a question, and a second model that is free to answer it.
func (s *State) CanAskBeside() bool {
	_, ok := s.BesideModel()
	return ok && s.Chat.Asked() != "" && !s.Chat.Writing && !s.Beside.busy()
}

// AskBeside puts the chat's last question to the second model, which is fetched if it is not there yet.
func (s *State) AskBeside() {
	if !s.CanAskBeside() {
		return
	}
	model, _ := s.BesideModel()
	b := &s.Beside
	b.Choose(model.Name)
	b.Messages, b.Problem, b.waiting = nil, "", s.Chat.Asked()
	if b.Opened {
		b.put()
		return
	}
	b.Load(model.Name)
}

// put puts the question that waits. The likeliest word is written each time, as in the first model's answer unless the
// visitor wants variety there.
func (b *Beside) put() {
	if b.waiting == "" {
		return
	}
	b.Draft, b.waiting, b.Temperature = b.waiting, "", 0
	b.Send()
}

// OnOpened implements engine.Listener.
func (b *Beside) OnOpened(i engine.Info) {
	b.ChatState.OnOpened(i)
	b.put()
}

// OnReady implements engine.Listener.
func (b *Beside) OnReady(i engine.Info) {
	b.ChatState.OnReady(i)
	b.put()
}

// Answer is what the second model has written so far of its answer, "" before the first word.
func (b *Beside) Answer() string {
	if b.Writing {
		return b.Partial
	}
	if n := len(b.Messages); n > 0 && b.Messages[n-1].Role != "user" {
		return b.Messages[n-1].Text
	}
	return ""
}

var (
	_ engine.Listener     = (*Beside)(nil)
	_ engine.TextListener = (*Beside)(nil)
)
