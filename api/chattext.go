package api

import (
	"fmt"
	"net/http"

	"github.com/coconut-page/coconut/completion"
)

// chatWithText answers a chat completion with a language model.
func (s *server) chatWithText(w http.ResponseWriter, r *http.Request, model *completion.Model, body chatRequest,
	answer chatAnswer) error {
	t, err := s.chatText(model, body)
	if err != nil {
		return err
	}
	if body.Stream {
		return s.streamChatText(w, r, t, body, answer)
	}
	var probabilities *chatLogprobs
	if body.Logprobs {
		probabilities = newChatLogprobs()
	}
	res, err := s.write(r.Context(), t, func(token completion.Token) { probabilities.add(token, body.TopLogprobs) })
	if err != nil {
		return err
	}
	finish := string(res.Finish)
	answer.Choices = []chatChoice{{Message: &chatDelta{Role: "assistant", Content: &res.Text}, Logprobs: probabilities,
		FinishReason: &finish}}
	answer.Usage = newTextUsage(res)
	return writeJSON(w, http.StatusOK, answer)
}

// chatText reads the request.
func (s *server) chatText(model *completion.Model, body chatRequest) (t text, err error) {
	t = text{model: model, field: "messages"}
	if err := body.check(); err != nil {
		return t, err
	}
	messages, err := body.messages(s.Limits.Question)
	if err != nil {
		return t, err
	}
	if err := t.read(messages); err != nil {
		return t, badRequest("messages", "unreadable_messages", "%s", message(err))
	}
	if t.options.Sampling, err = body.sampling(); err != nil {
		return t, err
	}
	if t.options.MaxTokens, err = body.maxTokens(s.Limits.Tokens); err != nil {
		return t, err
	}
	if t.options.MaxTokens == 0 {
		t.options.MaxTokens = s.Limits.Tokens
	}
	if t.options.Constrain, err = constraint(model, body.ResponseFormat); err != nil {
		return t, err
	}
	if t.reasons && t.options.Constrain != nil {
		return t, badRequest("response_format", "unsupported_value", "a latent reasoner writes its answer in its own way")
	}
	t.options.Stop = body.Stop
	if n := body.Thoughts; n != nil && (*n != asTrained || !t.reasons) {
		t.options.Thoughts = *n
	}
	if body.Logprobs {
		t.options.Top = max(1, min(body.TopLogprobs, s.Limits.TopK))
	}
	return t, s.checkText(&t)
}

// asTrained stands for as many thoughts as a model was trained to take.
const asTrained = -1

// read turns the chat into a prompt. A latent reasoner is asked the last message alone, as it was trained.
func (t *text) read(messages []completion.Message) (err error) {
	c := t.model.Runtime().Config()
	if c.Latent == nil {
		t.prompt, err = t.model.Chat(messages)
		return err
	}
	t.reasons, t.question = true, messages[len(messages)-1].Text
	t.options.Thoughts = c.Thoughts
	t.prompt, err = t.model.Question(t.question, "")
	return err
}

// messages returns the chat. limit bounds its bytes.
func (c chatRequest) messages(limit int) ([]completion.Message, error) {
	if len(c.Messages) == 0 {
		return nil, badRequest("messages", "missing_prompt", "messages is missing or empty")
	}
	var all []completion.Message
	bytes := 0
	for i, m := range c.Messages {
		role, err := chatRole(m.Role, i)
		if err != nil {
			return nil, err
		}
		text, err := contentText(m.Content, fmt.Sprintf("messages[%d].content", i))
		if err != nil {
			return nil, err
		}
		if bytes += len(text); bytes > limit {
			return nil, badRequest("messages", "question_too_long", "the messages have more than %d bytes", limit)
		}
		all = append(all, completion.Message{Role: role, Text: text})
	}
	return all, nil
}

// chatRole is the role of a message, by the names of ChatML.
func chatRole(role string, message int) (string, error) {
	switch role {
	case "":
		return "", badRequest("messages", "missing_role", "message %d has no role", message+1)
	case "developer": // OpenAI's newer name
		return "system", nil
	case "system", "user", "assistant":
		return role, nil
	}
	param := fmt.Sprintf("messages[%d].role", message)
	return "", badRequest(param, "invalid_value", "%s is %.40q; want system, developer, user or assistant", param, role)
}

// streamChatText sends the role, the text as it is written, and why it ended.
func (s *server) streamChatText(w http.ResponseWriter, r *http.Request, t text, body chatRequest,
	chunk chatAnswer) error {
	out, ctx, stop := newStream(w, r)
	defer stop()
	chunk.Object = "chat.completion.chunk"
	send := func(choice chatChoice) {
		chunk.Choices = []chatChoice{choice}
		out.send("", chunk)
	}
	begin := func() {
		if empty := ""; !out.began {
			send(chatChoice{Delta: &chatDelta{Role: "assistant", Content: &empty}})
		}
	}
	res, err := s.write(ctx, t, func(token completion.Token) {
		begin()
		choice := chatChoice{Delta: &chatDelta{Content: &token.Text}}
		if body.Logprobs {
			choice.Logprobs = newChatLogprobs()
			choice.Logprobs.add(token, body.TopLogprobs)
		}
		if token.Text != "" || body.Logprobs {
			send(choice)
		}
	})
	if err != nil {
		return out.fail(ctx, err)
	}
	begin() // the model had nothing to say
	finish := string(res.Finish)
	send(chatChoice{Delta: &chatDelta{}, FinishReason: &finish})
	if body.StreamOptions.IncludeUsage {
		chunk.Choices, chunk.Usage = []chatChoice{}, newTextUsage(res)
		out.send("", chunk)
	}
	out.write("", "[DONE]")
	return nil
}
