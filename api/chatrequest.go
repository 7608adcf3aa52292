package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/reasoner"
)

// chatRequest is the part of OpenAI's chat completion request that is meaningful here, and our own fields. The rest is
// ignored.
type chatRequest struct {
	Model    string        `json:"model"`
	Messages []chatMessage `json:"messages"`
	samplingFields
	Stream bool `json:"stream"`
	// StreamOptions.IncludeUsage adds a last chunk with the usage.
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	MaxTokens           *int     `json:"max_tokens"`
	MaxCompletionTokens *int     `json:"max_completion_tokens"`
	N                   *int     `json:"n"`
	Stop                chatStop `json:"stop"`
	Logprobs            bool     `json:"logprobs"`
	TopLogprobs         int      `json:"top_logprobs"`
	// These ask for things that the models cannot do; see unsupported.
	ToolChoice     json.RawMessage `json:"tool_choice"`
	FunctionCall   json.RawMessage `json:"function_call"`
	ResponseFormat json.RawMessage `json:"response_format"`
	// Thoughts, Trace and TraceTopK are our extensions.
	Thoughts  *int `json:"thoughts"`
	Trace     bool `json:"trace"`
	TraceTopK int  `json:"trace_top_k"`
}

// chatMessage is one message; its content is a text or a list of parts.
type chatMessage struct {
	Role    string          `json:"role"`
	Content json.RawMessage `json:"content"`
}

// maxTopLogprobs is OpenAI's limit for top_logprobs.
const maxTopLogprobs = 20

// question takes the last message as the question. Earlier messages are not read: each question contains all its facts.
// limits are the server's.
func (c chatRequest) question(limits Limits) (question, error) {
	q := question{field: "messages", topK: "trace_top_k"}
	q.options = reasoner.Options{Thoughts: -1, Trace: c.Trace, TopK: c.TraceTopK, Reuse: true}
	var err error
	if q.text, err = c.text(); err != nil {
		return q, err
	}
	if err := c.check(); err != nil {
		return q, err
	}
	if err := unsupported(demand{"response_format", c.ResponseFormat, []string{"auto", "text"}}); err != nil {
		return q, err
	}
	if c.Thoughts != nil {
		q.options.Thoughts = *c.Thoughts
	}
	if q.options.MaxNewTokens, err = c.maxTokens(limits.Tokens); err != nil {
		return q, err
	}
	return q, nil
}

// check rejects what asks for more than one answer, or for another than the models give.
func (c chatRequest) check() error {
	if c.N != nil && *c.N != 1 {
		return badRequest("n", "invalid_value", "n is %d; want 1: a request gets one answer", *c.N)
	}
	switch most := c.TopLogprobs; {
	case most < 0 || most > maxTopLogprobs:
		return badRequest("top_logprobs", "invalid_value", "top_logprobs is %d; want 0 to %d", most, maxTopLogprobs)
	case most > 0 && !c.Logprobs:
		return badRequest("top_logprobs", "invalid_value", "top_logprobs is %d, which requires logprobs to be true", most)
	}
	return unsupported(demand{"tool_choice", c.ToolChoice, []string{"auto", "none"}},
		demand{"function_call", c.FunctionCall, []string{"auto", "none"}})
}

// text returns the text of the last message.
func (c chatRequest) text() (text string, err error) {
	if len(c.Messages) == 0 {
		return "", badRequest("messages", "missing_question", "messages is missing or empty: there is no question")
	}
	for i, m := range c.Messages {
		if m.Role == "" {
			return "", badRequest("messages", "missing_role", "message %d has no role", i+1)
		}
		if text, err = contentText(m.Content, fmt.Sprintf("messages[%d].content", i)); err != nil {
			return "", err
		}
	}
	if role := c.Messages[len(c.Messages)-1].Role; role != "user" {
		return "", badRequest("messages", "missing_question",
			"the last message has the role %q; the question must come last, with the role user", role)
	}
	return text, nil
}

// contentText reads a message's content: a string, a list of parts, or null. path is its name in errors.
func contentText(data json.RawMessage, path string) (string, error) {
	if len(data) == 0 {
		return "", nil
	}
	var content any
	if err := json.Unmarshal(data, &content); err != nil {
		return "", bodyError(err)
	}
	switch content := content.(type) {
	case nil:
		return "", nil
	case string:
		return content, nil
	case []any:
		var text strings.Builder
		for i, part := range content {
			said, err := partText(part, fmt.Sprintf("%s[%d]", path, i))
			if err != nil {
				return "", err
			}
			text.WriteString(said)
		}
		return text.String(), nil
	default:
		return "", badRequest(path, "invalid_type", "%s must be a string or a list of parts, not %s", path, jsonKind(content))
	}
}

// partText reads one part of a message: {"type": "text", "text": "…"}.
func partText(part any, path string) (string, error) {
	fields, ok := part.(map[string]any)
	if !ok {
		return "", badRequest(path, "invalid_type", `%s must be an object such as {"type": "text", "text": "…"}, not %s`,
			path, jsonKind(part))
	}
	if fields["type"] != "text" {
		return "", badRequest(path, "unsupported_content", "%s is a part of type %q; the models read only text",
			path, fmt.Sprint(fields["type"]))
	}
	text, ok := fields["text"].(string)
	if !ok {
		path += ".text"
		return "", badRequest(path, "invalid_type", "%s must be a string, not %s", path, jsonKind(fields["text"]))
	}
	return text, nil
}

// jsonKind returns JSON's name for the type of a value that was decoded into an any.
func jsonKind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "true or false"
	case float64:
		return "a number"
	case string:
		return "a string"
	case []any:
		return "a list"
	}
	return "an object"
}

// maxTokens returns the limit on generated tokens, 0 for the model's own. It is the most that a client accepts, so the
// server's limit replaces a larger one. max_completion_tokens is OpenAI's newer name, and wins where both are given.
func (c chatRequest) maxTokens(limit int) (int, error) {
	bound := 0
	for _, most := range []struct {
		name  string
		value *int
	}{{"max_tokens", c.MaxTokens}, {"max_completion_tokens", c.MaxCompletionTokens}} {
		if most.value == nil {
			continue
		}
		if *most.value < 1 {
			return 0, badRequest(most.name, "invalid_value", "%s is %d; it must be positive", most.name, *most.value)
		}
		bound = min(*most.value, limit)
	}
	return bound, nil
}

// demand is an option that may ask for an answer other than a text.
type demand struct {
	name  string
	value json.RawMessage
	fine  []string // values that ask for no more than a text
}

// unsupported rejects options that ask for an answer other than a text. A client that sets them would parse the text as
// JSON or wait for a call of its tool, and fail far from the cause.
func unsupported(demands ...demand) error {
	for _, d := range demands {
		if value := bytes.TrimSpace(d.value); !asksNothing(value, d.fine) {
			return badRequest(d.name, "unsupported_value",
				"%s is %.100s; the models only answer with a sentence, so it must be %s",
				d.name, value, strings.Join(d.fine, " or "))
		}
	}
	return nil
}

// asksNothing reports whether a value is absent, empty or false, or one of the permitted strings, by itself or as an
// object's type.
func asksNothing(value []byte, fine []string) bool {
	switch string(value) {
	case "", "null", "false", `""`, "{}", "[]":
		return true
	}
	var said string
	if json.Unmarshal(value, &said) != nil {
		var object struct {
			Type string `json:"type"`
		}
		if json.Unmarshal(value, &object) != nil {
			return false
		}
		said = object.Type
	}
	return slices.Contains(fine, said)
}

// chatStop are strings that end the answer before them: one, a list, or null.
type chatStop []string

// UnmarshalJSON implements json.Unmarshaler.
func (s *chatStop) UnmarshalJSON(data []byte) error {
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		return err
	}
	list, ok := value.([]any)
	if !ok && value != nil {
		list = []any{value}
	}
	*s = nil
	for i, v := range list {
		text, ok := v.(string)
		if !ok {
			param := "stop"
			if len(list) > 1 || data[0] == '[' {
				param = fmt.Sprintf("stop[%d]", i)
			}
			return badRequest(param, "invalid_type", "%s must be a string, not %s", param, jsonKind(v))
		}
		if text != "" {
			*s = append(*s, text)
		}
	}
	return nil
}

// cut truncates a text before the first stop in it.
func (s chatStop) cut(text string) (cut string, stopped bool) {
	end := len(text)
	for _, stop := range s {
		if i := strings.Index(text, stop); i >= 0 {
			end, stopped = min(end, i), true
		}
	}
	return text[:end], stopped
}
