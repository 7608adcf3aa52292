package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/coconut-page/coconut/completion"
)

// completionRequest is the part of OpenAI's completion request that is meaningful here.
type completionRequest struct {
	Model string `json:"model"`
	// Prompt is a text or a list of token ids; a list of one of those is the same.
	Prompt json.RawMessage `json:"prompt"`
	samplingFields
	Stream        bool `json:"stream"`
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	MaxTokens *int     `json:"max_tokens"`
	Stop      chatStop `json:"stop"`
	// Logprobs is how many alternatives to list with each token.
	Logprobs *int `json:"logprobs"`
	// Thoughts is our extension: latent steps between the prompt and the text.
	Thoughts int `json:"thoughts"`
	// These ask for more than one text, or for another.
	N      *int            `json:"n"`
	BestOf *int            `json:"best_of"`
	Echo   bool            `json:"echo"`
	Suffix json.RawMessage `json:"suffix"`
}

// completionAnswer is a completion, or a chunk of one.
type completionAnswer struct {
	ID      string             `json:"id"`
	Object  string             `json:"object"`
	Created int64              `json:"created"`
	Model   string             `json:"model"`
	Choices []completionChoice `json:"choices"`
	Usage   *chatUsage         `json:"usage,omitempty"`
}

type completionChoice struct {
	Index        int                 `json:"index"`
	Text         string              `json:"text"`
	Logprobs     *completionLogprobs `json:"logprobs"`
	FinishReason *string             `json:"finish_reason"`
}

// defaultCompletion is OpenAI's default for max_tokens here.
const defaultCompletion = 16

// complete is POST /v1/completions.
func (s *server) complete(w http.ResponseWriter, r *http.Request) error {
	var body completionRequest
	if err := s.decode(w, r, &body, false); err != nil {
		return err
	}
	found, err := s.Models.Open(r.Context(), body.Model)
	if err != nil {
		return err
	}
	model, ok := found.(*completion.Model)
	if !ok {
		return badRequest("model", "model_of_task", "model %s answers the questions of a task; use /v1/reason",
			found.Info().Name)
	}
	t, err := s.completionText(model, body)
	if err != nil {
		return err
	}
	answer := completionAnswer{ID: "cmpl-" + newID(), Object: "text_completion", Created: time.Now().Unix(),
		Model: found.Info().Name}
	if body.Stream {
		return s.streamCompletion(w, r, t, body, answer)
	}
	probabilities := body.newLogprobs()
	res, err := s.write(r.Context(), t, func(token completion.Token) { probabilities.add(token) })
	if err != nil {
		return err
	}
	finish := string(res.Finish)
	answer.Choices = []completionChoice{{Text: res.Text, Logprobs: probabilities, FinishReason: &finish}}
	answer.Usage = newTextUsage(res)
	return writeJSON(w, http.StatusOK, answer)
}

// completionText reads the request.
func (s *server) completionText(model *completion.Model, body completionRequest) (t text, err error) {
	t = text{model: model, field: "prompt"}
	if err := body.unsupported(); err != nil {
		return t, err
	}
	if t.prompt, err = s.readPrompt(model, body.Prompt); err != nil {
		return t, err
	}
	if t.options.Sampling, err = body.sampling(); err != nil {
		return t, err
	}
	t.options.MaxTokens, t.options.Stop, t.options.Thoughts = defaultCompletion, body.Stop, body.Thoughts
	if body.MaxTokens != nil {
		t.options.MaxTokens = min(*body.MaxTokens, s.Limits.Tokens)
	}
	if t.options.MaxTokens < 1 {
		return t, badRequest("max_tokens", "invalid_value", "max_tokens is %d; it must be positive", t.options.MaxTokens)
	}
	if n := body.Logprobs; n != nil {
		if *n < 0 || *n > maxTopLogprobs {
			return t, badRequest("logprobs", "invalid_value", "logprobs is %d; want 0 to %d", *n, maxTopLogprobs)
		}
		t.options.Top = max(1, min(*n, s.Limits.TopK))
	}
	return t, s.checkText(&t)
}

// unsupported rejects what asks for another answer than one continuation.
func (c completionRequest) unsupported() error {
	for _, option := range []struct {
		name  string
		value *int
	}{{"n", c.N}, {"best_of", c.BestOf}} {
		if option.value != nil && *option.value != 1 {
			return badRequest(option.name, "invalid_value", "%s is %d; want 1: a request gets one text", option.name,
				*option.value)
		}
	}
	if c.Echo || !asksNothing(c.Suffix, nil) {
		return badRequest("", "unsupported_value", "echo and suffix are not supported")
	}
	return nil
}

// readPrompt turns a text, token ids, or a list of one of these into tokens.
func (s *server) readPrompt(model *completion.Model, data json.RawMessage) ([]int, error) {
	var said string
	var ids []int
	var texts []string
	var lists [][]int
	switch {
	case json.Unmarshal(data, &said) == nil:
	case json.Unmarshal(data, &ids) == nil:
		return ids, nil
	case json.Unmarshal(data, &texts) == nil && len(texts) == 1:
		said = texts[0]
	case json.Unmarshal(data, &lists) == nil && len(lists) == 1:
		return lists[0], nil
	default:
		return nil, badRequest("prompt", "invalid_type", "prompt must be one text, or one list of token ids")
	}
	if said == "" {
		return nil, nil
	}
	if len(said) > s.Limits.Question {
		return nil, badRequest("prompt", "question_too_long", "the prompt has %d bytes; the limit is %d", len(said),
			s.Limits.Question)
	}
	prompt, err := model.Prompt(said)
	if err != nil {
		return nil, badRequest("prompt", "unreadable_prompt", "%s", message(err))
	}
	return prompt, nil
}

// streamCompletion sends the text as it is written, and why it ended.
func (s *server) streamCompletion(w http.ResponseWriter, r *http.Request, t text, body completionRequest,
	chunk completionAnswer) error {
	out, ctx, stop := newStream(w, r)
	defer stop()
	send := func(choice completionChoice) {
		chunk.Choices = []completionChoice{choice}
		out.send("", chunk)
	}
	offset := 0
	res, err := s.write(ctx, t, func(token completion.Token) {
		probabilities := body.newLogprobs()
		if probabilities != nil {
			probabilities.offset = offset
			probabilities.add(token)
		}
		if token.ID >= 0 && !token.Special {
			offset += len(token.Token)
		}
		if token.Text != "" || probabilities != nil {
			send(completionChoice{Text: token.Text, Logprobs: probabilities})
		}
	})
	if err != nil {
		return out.fail(ctx, err)
	}
	finish := string(res.Finish)
	send(completionChoice{FinishReason: &finish})
	if body.StreamOptions.IncludeUsage {
		chunk.Choices, chunk.Usage = []completionChoice{}, newTextUsage(res)
		out.send("", chunk)
	}
	out.write("", "[DONE]")
	return nil
}
