package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/coconut-page/coconut/reasoner"
)

// chatRequest is the part of OpenAI's chat completion request that means something here, and our own fields. The rest is ignored: the
// model always says what is likeliest, so there is no temperature to set.
type chatRequest struct {
	Model    string        `json:"model"`
	Messages []chatMessage `json:"messages"`
	Stream   bool          `json:"stream"`
	// StreamOptions.IncludeUsage adds a last chunk with the usage.
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	MaxTokens           *int `json:"max_tokens"`
	MaxCompletionTokens *int `json:"max_completion_tokens"`
	N                   *int `json:"n"`
	// Thoughts and Trace are ours.
	Thoughts *int `json:"thoughts"`
	Trace    bool `json:"trace"`
	TopK     int  `json:"top_k"`
}

// chatMessage is one message; its content is a text or a list of parts.
type chatMessage struct {
	Role    string      `json:"role"`
	Content chatContent `json:"content"`
}

// chatContent is the text of a message.
type chatContent string

// UnmarshalJSON reads both forms.
func (c *chatContent) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte{'['}) {
		var parts []struct {
			Type string `json:"type"`
			Text string `json:"text"`
		}
		if err := json.Unmarshal(data, &parts); err != nil {
			return err
		}
		var text strings.Builder
		for _, p := range parts {
			if p.Type != "text" {
				return badRequest("messages", "unsupported_content", "a message has a part of type %q; the models read text alone", p.Type)
			}
			text.WriteString(p.Text)
		}
		*c = chatContent(text.String())
		return nil
	}
	var text *string
	if err := json.Unmarshal(data, &text); err != nil {
		return errors.New("a message's content must be a text or a list of parts")
	}
	if text != nil {
		*c = chatContent(*text)
	}
	return nil
}

// question takes the last message for the question. What was said before is not read: each question brings all its facts.
func (c chatRequest) question() (question, error) {
	q := question{field: "messages", options: reasoner.Options{Thoughts: -1, Trace: c.Trace, TopK: c.TopK}}
	if len(c.Messages) == 0 {
		return q, badRequest("messages", "missing_question", "messages is missing or empty: there is no question")
	}
	if i := slices.IndexFunc(c.Messages, func(m chatMessage) bool { return m.Role == "" }); i >= 0 {
		return q, badRequest("messages", "missing_role", "message %d has no role", i+1)
	}
	last := c.Messages[len(c.Messages)-1]
	if last.Role != "user" {
		return q, badRequest("messages", "missing_question", "the last message is by %q; the question must come last, by the user", last.Role)
	}
	if c.N != nil && *c.N != 1 {
		return q, badRequest("n", "invalid_value", "n is %d; there is always one answer, because the model says what is likeliest", *c.N)
	}
	q.text = string(last.Content)
	if c.Thoughts != nil {
		q.options.Thoughts = *c.Thoughts
	}
	// max_completion_tokens is OpenAI's newer name, and counts where both are given.
	for _, most := range []struct {
		name  string
		value *int
	}{{"max_tokens", c.MaxTokens}, {"max_completion_tokens", c.MaxCompletionTokens}} {
		if most.value == nil {
			continue
		}
		if *most.value < 1 {
			return q, badRequest(most.name, "invalid_value", "%s is %d; it must be positive", most.name, *most.value)
		}
		q.options.MaxNewTokens = *most.value
	}
	return q, nil
}

// chatAnswer is a chat completion, or a chunk of one.
type chatAnswer struct {
	ID      string       `json:"id"`
	Object  string       `json:"object"`
	Created int64        `json:"created"`
	Model   string       `json:"model"`
	Choices []chatChoice `json:"choices"`
	Usage   *chatUsage   `json:"usage,omitempty"`
	// Coconut is ours: the result with verdict and trace, or in a chunk one step of it.
	Coconut *chatExtension `json:"coconut,omitempty"`
}

type chatChoice struct {
	Index        int        `json:"index"`
	Message      *chatDelta `json:"message,omitempty"`
	Delta        *chatDelta `json:"delta,omitempty"`
	Logprobs     *struct{}  `json:"logprobs"`
	FinishReason *string    `json:"finish_reason"`
}

type chatDelta struct {
	Role    string  `json:"role,omitempty"`
	Content *string `json:"content,omitempty"`
}

type chatUsage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Total      int `json:"total_tokens"`
	Details    struct {
		// Reasoning is OpenAI's count of what a model thinks before it speaks; for ours that is the thoughts, which have no tokens.
		Reasoning int `json:"reasoning_tokens"`
	} `json:"completion_tokens_details"`
}

type chatExtension struct {
	Step   *reasoner.Step   `json:"step,omitempty"`
	Result *reasoner.Result `json:"result,omitempty"`
}

// newUsage counts thoughts as OpenAI counts reasoning: as a part of the completion.
func newUsage(res *reasoner.Result) *chatUsage {
	u := &chatUsage{Prompt: res.PromptTokens, Completion: res.Thoughts + len(res.Tokens)}
	u.Total, u.Details.Reasoning = u.Prompt+u.Completion, res.Thoughts
	return u
}

// content is the answer, or, where the model came to none, what it said instead.
func content(res *reasoner.Result) *string {
	text := res.Answer
	if text == "" {
		text = strings.TrimSuffix(strings.Join(res.Tokens, " "), " <eos>")
	}
	return &text
}

// chat is POST /v1/chat/completions.
func (s *server) chat(w http.ResponseWriter, r *http.Request) error {
	var body chatRequest
	if err := s.decode(w, r, &body, false); err != nil {
		return err
	}
	q, err := body.question()
	if err != nil {
		return err
	}
	if err := s.check(q); err != nil {
		return err
	}
	if q.model, err = s.Models.Open(r.Context(), body.Model); err != nil {
		return err
	}
	answer := chatAnswer{ID: "chatcmpl-" + newID(), Object: "chat.completion", Created: time.Now().Unix(), Model: q.model.Info().Name}
	if body.Stream {
		return s.streamChat(w, r, q, answer, body.StreamOptions.IncludeUsage)
	}
	res, err := s.ask(r.Context(), q, nil)
	if err != nil {
		return err
	}
	reason := finish(res)
	answer.Choices = []chatChoice{{Message: &chatDelta{Role: "assistant", Content: content(res)}, FinishReason: &reason}}
	answer.Usage, answer.Coconut = newUsage(res), &chatExtension{Result: res}
	return writeJSON(w, http.StatusOK, answer)
}

// streamChat sends the role, the steps if a trace is wanted, the answer, and why it ended. The answer is one piece: it is a sentence made
// of few tokens, in an order of its own.
func (s *server) streamChat(w http.ResponseWriter, r *http.Request, q question, chunk chatAnswer, usage bool) error {
	out, ctx, stop := newStream(w, r)
	defer stop()
	chunk.Object = "chat.completion.chunk"
	send := func(delta chatDelta, reason *string, ours *chatExtension) {
		chunk.Choices, chunk.Coconut = []chatChoice{{Delta: &delta, FinishReason: reason}}, ours
		out.send("", chunk)
	}
	empty := ""
	res, err := s.ask(ctx, q, func(step reasoner.Step) {
		out.step(step, false, func(step reasoner.Step) {
			if !out.began {
				send(chatDelta{Role: "assistant", Content: &empty}, nil, nil)
			}
			if q.options.Trace {
				send(chatDelta{}, nil, &chatExtension{Step: &step})
			}
		})
	})
	if err != nil {
		return out.fail(ctx, err)
	}
	reason := finish(res)
	send(chatDelta{Content: content(res)}, nil, nil)
	send(chatDelta{}, &reason, &chatExtension{Result: res})
	if usage {
		chunk.Choices, chunk.Coconut, chunk.Usage = []chatChoice{}, nil, newUsage(res)
		out.send("", chunk)
	}
	out.write("", "[DONE]")
	return nil
}
