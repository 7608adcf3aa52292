package page

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/intervene"
)

// TextEngine is what a chat needs of an engine.Client.
type TextEngine interface {
	LoadModel(name string)
	Complete(c engine.Complete)
	Convert(c engine.Convert)
	ForgetModel(name string)
	Cancel()
	Close()
}

// ChatState is the part of the page that talks with language models. It has an engine of its own, whose program and
// models are fetched when the visitor asks for them. Like State it is used under Vugu's lock.
type ChatState struct {
	engine.Deaf
	// Engine runs the models; nil where the page cannot, as in a single file.
	Engine TextEngine

	// Kept are the models that are whole on this device; Owned are those among them that were made from the visitor's
	// files.
	Kept, Owned []string
	// Own is a model that the visitor wants to make from files.
	Own OwnModel
	// Typed is the address of such files, as far as it is written.
	Typed string

	Chosen   string // the model's name
	Phase    ModelPhase
	Progress engine.Progress
	Info     engine.Info // valid from Opened on
	Opened   bool        // the model takes messages, perhaps while some of it is still on its way
	Error    string      // why the model did not come

	Messages []engine.Message
	Draft    string // the message that is being typed
	Writing  bool
	Stopping bool
	Partial  string           // of the answer under way
	Thinking []engine.Thought // before the last answer, of a model that thinks in latent steps
	Prefill  engine.Prefill   // of its prompt
	Problem  string           // why the last message was not answered

	Temperature float64
	MaxTokens   int
	// Thoughts is how many latent steps the model is to take, Change which of Changes is made. They are for models that
	// think.
	Thoughts, Change int

	// Status is the text of a live region.
	Status string
}

// What the makers of the small models recommend for chats (SmolLM2's model card), and a little against the loops that
// such models fall into.
const (
	defaultTemperature = 0.2
	nucleus            = 0.9
	penalty            = 1.1
)

// MaxTemperature is the most that the page offers.
const MaxTemperature = 1.5

// thoughtCandidates is how many readings of each thought are shown.
const thoughtCandidates = 5

// grassQuestion is the example of Hao et al. (2412.06769), from GSM8k.
const grassQuestion = "John cuts his grass to 2 inches. It grows .5 inches per month. When it gets to 4 inches he " +
	"cuts it back down to 2 inches. It cost $100 to get his grass cut. How much does he pay per year?"

// defaultAnswer is how many tokens an answer may have.
const defaultAnswer = 256

func newChatState() ChatState {
	return ChatState{Temperature: defaultTemperature, MaxTokens: defaultAnswer, Own: OwnModel{Format: OwnFormats[0]}}
}

// TextModels are the site's language models.
func (s *State) TextModels() []engine.ModelInfo {
	var models []engine.ModelInfo
	for _, m := range s.Info.Models {
		if m.Task == "" {
			models = append(models, m)
		}
	}
	return models
}

// ChatModel is the chosen model, the first one if the visitor has not chosen; false if there is none.
func (s *State) ChatModel() (engine.ModelInfo, bool) {
	models := s.ChatModels()
	if len(models) == 0 {
		return engine.ModelInfo{}, false
	}
	i := slices.IndexFunc(models, func(m engine.ModelInfo) bool { return m.Name == s.Chat.Chosen })
	return models[max(i, 0)], true
}

// Thinks reports whether the model takes latent steps before it writes.
func (c *ChatState) Thinks() bool { return c.Info.Thoughts > 0 }

// Asks reports whether the model answers one question at a time, as it was trained to, and not a chat.
func (c *ChatState) Asks() bool { return c.Info.Latent || c.Thinks() }

// MostThoughts is the most latent steps that the page offers: twice as many as the model was trained to take.
func (c *ChatState) MostThoughts() int { return 2 * c.Info.Thoughts }

// Changes are what can be done to the thoughts: nothing, then all of them or each of them.
func (c *ChatState) Changes() []intervene.Change {
	all := []intervene.Change{{}, {Kind: intervene.Zero}, {Kind: intervene.Noise, Amount: 1}}
	for k := range c.Thoughts {
		all = append(all, intervene.Change{Kind: intervene.Zero, Thought: k + 1})
	}
	return all
}

// IsKept reports whether a model is whole on this device.
func (c *ChatState) IsKept(model string) bool { return slices.Contains(c.Kept, model) }

// Choose chooses a model. Another one that was loaded is given up, with its chat and its memory.
func (c *ChatState) Choose(model string) {
	if model == c.Chosen || c.Own.Converting {
		return
	}
	c.close()
	c.Chosen, c.Messages, c.Thinking, c.Status = model, nil, nil, ""
}

// close ends the worker.
func (c *ChatState) close() {
	c.Engine.Close()
	c.Phase, c.Opened, c.Error, c.Info = ModelAbsent, false, "", engine.Info{}
	c.Writing, c.Stopping, c.Partial, c.Problem = false, false, "", ""
	c.Own.Asking, c.Own.Converting = false, false
}

// Load fetches the chosen model.
func (c *ChatState) Load(model string) {
	if c.busy() || c.Phase == ModelReady {
		return
	}
	c.Chosen, c.Phase, c.Progress, c.Error, c.Opened = model, ModelLoading, engine.Progress{}, "", false
	c.Status = Say("Loading {model}.", model)
	c.Engine.LoadModel(model)
}

// CanSend reports whether there is a message, and a model that takes it.
func (c *ChatState) CanSend() bool {
	return c.Opened && !c.Writing && !c.Own.Asking && strings.TrimSpace(c.Draft) != ""
}

// CanStop reports whether there is anything for Stop to end.
func (c *ChatState) CanStop() bool { return c.busy() && !c.Stopping }

// Send puts the draft to the model.
func (c *ChatState) Send() {
	if !c.CanSend() {
		return
	}
	c.Messages = append(c.Messages, engine.Message{Role: "user", Text: c.Draft})
	c.Draft, c.Writing, c.Partial, c.Prefill, c.Problem = "", true, "", engine.Prefill{}, ""
	c.Thinking, c.Status = nil, "The model reads."
	r := engine.Complete{MaxTokens: c.MaxTokens, Temperature: c.Temperature, Seed: rand.Uint64()}
	if c.Temperature > 0 {
		r.TopP, r.RepetitionPenalty = nucleus, penalty
	}
	switch {
	case c.Asks():
		c.ask(&r)
	case c.Info.Chats:
		r.Messages = c.Messages
	default:
		for _, m := range c.Messages {
			r.Prompt += m.Text
		}
	}
	c.Engine.Complete(r)
}

// ask puts the last message alone to a model that answers questions: each is one of its own.
func (c *ChatState) ask(r *engine.Complete) {
	r.Prompt = c.Messages[len(c.Messages)-1].Text
	r.Thoughts, r.Top, r.MaxTokens, r.RepetitionPenalty = &c.Thoughts, thoughtCandidates, 0, 0
	if changes := c.Changes(); c.Change > 0 && c.Change < len(changes) {
		r.Changes = changes[c.Change : c.Change+1]
	}
}

// Stop ends the answer under way, the download, or the conversion.
func (c *ChatState) Stop() {
	if !c.CanStop() {
		return
	}
	c.Stopping, c.Status = true, "Stopping."
	c.Engine.Cancel()
}

// Restart forgets the chat.
func (c *ChatState) Restart() {
	if c.Writing {
		return
	}
	c.Messages, c.Thinking, c.Problem, c.Status = nil, nil, "", "A new chat."
}

// Delete deletes the model from this device, and gives up the loaded one.
func (c *ChatState) Delete(model string) {
	if c.busy() {
		return
	}
	c.Chosen = model
	c.Engine.ForgetModel(model)
}

// OnProgress implements engine.Listener.
func (c *ChatState) OnProgress(p engine.Progress) { c.Progress = p }

// OnOpened implements engine.Listener.
func (c *ChatState) OnOpened(i engine.Info) {
	c.Info, c.Opened, c.Thoughts, c.Change, c.Thinking = i, true, i.Thoughts, 0, nil
	if c.Asks() {
		c.Temperature = 0
		if c.Draft == "" {
			c.Draft = grassQuestion
		}
	}
}

// OnReady implements engine.Listener.
func (c *ChatState) OnReady(i engine.Info) {
	c.Info, c.Opened, c.Phase = i, true, ModelReady
	if i.Unkept == "" && !c.IsKept(i.Name) {
		c.Kept = append(c.Kept, i.Name)
	}
	if !c.Writing && len(c.Messages) == 0 { // else the status is about the last answer
		c.Status = "The model is ready."
	}
}

// OnPrefill implements engine.TextListener.
func (c *ChatState) OnPrefill(p engine.Prefill) { c.Prefill = p }

// OnThought implements engine.TextListener.
func (c *ChatState) OnThought(t engine.Thought) { c.Thinking = append(c.Thinking, t) }

// OnToken implements engine.TextListener.
func (c *ChatState) OnToken(t engine.Token) {
	if c.Partial == "" {
		c.Status = "The model writes."
	}
	c.Partial += t.Text
}

// OnCompletion implements engine.TextListener.
func (c *ChatState) OnCompletion(done engine.Completion) {
	c.answered(done.Text)
	c.Status = describeCompletion(done)
}

// answered adds what was written to the chat.
func (c *ChatState) answered(text string) {
	c.Messages = append(c.Messages, engine.Message{Role: "assistant", Text: text})
	c.Writing, c.Stopping, c.Partial = false, false, ""
}

// describeCompletion says how an answer came about.
func describeCompletion(d engine.Completion) string {
	said := Say("{n token} in {Time}", d.Tokens, FormatMillis(d.PrefillMS+d.DecodeMS))
	if d.DecodeMS > 0 && d.Tokens > 1 {
		said = Say("{Said}, {n} a second", said, int(1000*float64(d.Tokens)/d.DecodeMS+0.5))
	}
	said = Say("{Said}; the first after {Time}", said, FormatMillis(d.PrefillMS))
	if d.Cached > 0 {
		said = Say("{Said}, because {n} of {m} tokens of the chat had been read before", said, d.Cached, d.Prompt)
	}
	if d.Threads > 1 {
		said = Say("{Said}; {n thread}", said, d.Threads)
	}
	if d.Thoughts > 0 {
		said = Say("{n thought}, then {Said}", d.Thoughts, said)
	}
	if d.Answer != nil {
		said = Say("Answer: {answer}", *d.Answer+".") + " " + said
	}
	if d.Finish == "length" {
		said = Say("{Said}. It is cut off at its limit", said)
	}
	return said + "."
}

// OnStopped implements engine.Listener: what was written so far stays.
func (c *ChatState) OnStopped() {
	if c.ownEnded("") {
		c.Stopping, c.Status = false, "Stopped. Nothing of the file was kept."
		return
	}
	if c.Phase == ModelLoading {
		c.Phase, c.Opened = ModelAbsent, false
	}
	if c.Writing {
		c.answered(c.Partial)
	}
	c.Stopping, c.Status = false, "Stopped."
}

// OnForgotten implements engine.Listener.
func (c *ChatState) OnForgotten(problem string) {
	if problem != "" {
		c.Status = Say("The model could not be deleted: {Reason}", problem)
		return
	}
	model := c.Chosen
	isIt := func(name string) bool { return name == model }
	c.Kept, c.Owned = slices.DeleteFunc(c.Kept, isIt), slices.DeleteFunc(c.Owned, isIt)
	c.close()
	c.Messages, c.Status = nil, Say("{model} was deleted from this device.", model)
}

// OnFailed implements engine.Listener. A message that was not answered returns to the box.
func (c *ChatState) OnFailed(f engine.Failure) {
	if f.Kind == engine.FailedMemory {
		f.Message = "The browser refused the model more memory. Close other tabs or programs and try again."
	}
	c.Status = ""
	if c.ownEnded(f.Message) {
		if f.Kind != engine.FailedQuestion { // the worker has ended, with the model that it had loaded
			c.close()
		}
		c.Stopping = false
		return
	}
	if c.Writing {
		last := len(c.Messages) - 1
		if c.Draft == "" {
			c.Draft = c.Messages[last].Text
		}
		c.Messages = c.Messages[:last]
		c.Writing, c.Stopping, c.Partial = false, false, ""
	}
	if f.Kind == engine.FailedQuestion {
		c.Problem = f.Message
		return
	}
	c.Phase, c.Opened, c.Stopping, c.Error = ModelFailed, false, false, f.Message
}

var (
	_ engine.Listener     = (*ChatState)(nil)
	_ engine.TextListener = (*ChatState)(nil)
)
