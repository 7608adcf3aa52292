package engine

import (
	"context"
	"encoding/json"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/intervene"
)

// Complete asks a language model to continue a text, or to answer a chat.
type Complete struct {
	// Messages is the chat. Without any, Prompt is the text.
	Messages []Message `json:"messages,omitempty"`
	Prompt   string    `json:"prompt,omitempty"`
	// MaxTokens is the most tokens to write; 0 for as many as the context holds.
	MaxTokens int `json:"max_tokens,omitempty"`
	// Temperature, TopK, TopP, MinP, RepetitionPenalty and Seed are those of runtime.Sampling. Without a temperature the
	// likeliest token is written each time.
	Temperature       float64 `json:"temperature,omitempty"`
	TopK              int     `json:"top_k,omitempty"`
	TopP              float64 `json:"top_p,omitempty"`
	MinP              float64 `json:"min_p,omitempty"`
	RepetitionPenalty float64 `json:"repetition_penalty,omitempty"`
	Seed              uint64  `json:"seed,omitempty"`
	// Stop are strings that end the text before them.
	Stop []string `json:"stop,omitempty"`
	// Thoughts is the number of latent steps before the text; nil for as many as the model was trained to take. Top is how
	// many candidates to tell of each. Changes alter them. They are for models with a latent scheme.
	Thoughts *int               `json:"thoughts,omitempty"`
	Top      int                `json:"top,omitempty"`
	Changes  []intervene.Change `json:"changes,omitempty"`
	// Schema is a JSON Schema that the text is JSON of, as package completion/schema supports it; true for any object. It
	// is for models without a latent scheme.
	Schema json.RawMessage `json:"schema,omitempty"`
}

// Message is one turn of a chat.
type Message struct {
	// Role is "system", "user" or "assistant".
	Role string `json:"role"`
	Text string `json:"text"`
}

// Prefill is how much of a prompt has been read.
type Prefill struct {
	Read  int `json:"read"`  // tokens, those of an earlier turn included
	Total int `json:"total"` // tokens of the prompt
}

// Thought is what a latent step came to.
type Thought struct {
	// Index counts from 1; 0 is the state after the question, which becomes the first thought.
	Index int `json:"index"`
	// Top is what the model would say now (the logit lens), best first.
	Top []Guess `json:"top,omitempty"`
}

// Guess is a token that a model might say.
type Guess struct {
	Text        string  `json:"text"`
	Probability float64 `json:"probability"`
}

// Token is a token that was written.
type Token struct {
	// ID is the token, -1 for the last of a text that was held back.
	ID int `json:"id"`
	// Text is what can be shown now, perhaps "": never half a character, and no token that is no text.
	Text string `json:"text"`
}

// Completion is a text that was written.
type Completion struct {
	Text string `json:"text"`
	// Prompt and Tokens count what was read and written; Cached of the prompt's tokens had been read for an earlier turn.
	Prompt int `json:"prompt"`
	Cached int `json:"cached,omitempty"`
	Tokens int `json:"tokens"`
	// Thoughts is how many latent steps were taken. Answer is what the model's scheme finds in the text; nil if it has no
	// rule for that, or finds nothing.
	Thoughts int     `json:"thoughts,omitempty"`
	Answer   *string `json:"answer,omitempty"`
	// Finish is "stop" for a text that came to its end, "length" at MaxTokens or the end of the context.
	Finish string `json:"finish"`
	// PrefillMS was spent on the prompt, DecodeMS on the text.
	PrefillMS float64 `json:"prefill_ms"`
	DecodeMS  float64 `json:"decode_ms"`
	// Memory is what the program in the worker has taken from the browser so far, in bytes.
	Memory int64 `json:"memory,omitempty"`
	// Threads is how many instances of the program shared the work; 0 for one.
	Threads int `json:"threads,omitempty"`
}

// Completer is what a Server needs of a language model.
type Completer interface {
	Complete(ctx context.Context, c Complete, on Hearer) (*Completion, error)
}

// Hearer hears how a text comes about. None of its functions is nil.
type Hearer struct {
	Prefill func(Prefill)
	Thought func(Thought)
	Token   func(Token)
}

// errNoText answers a text that was put to a model of a task: a mistake of the page.
var errNoText = fault.New("engine", "the model answers the questions of a task and writes no texts")

// complete writes a text, and tells of its tokens on the way.
func (s *Server) complete(ctx context.Context, id int, c Complete) (*Event, error) {
	if s.loaded == nil {
		return nil, errNotLoaded
	}
	model, ok := s.loaded.(Completer)
	if !ok {
		return nil, errNoText
	}
	tell := func(e *Event) {
		e.ID = id
		s.send(e)
		s.Pause()
	}
	done, err := model.Complete(ctx, c, Hearer{
		Prefill: func(p Prefill) { tell(&Event{Type: EventPrefill, Prefill: &p}) },
		Thought: func(t Thought) { tell(&Event{Type: EventThought, Thought: &t}) },
		Token:   func(t Token) { tell(&Event{Type: EventToken, Token: &t}) },
	})
	if err != nil {
		return nil, err
	}
	return &Event{Type: EventCompletion, Completion: done}, nil
}
