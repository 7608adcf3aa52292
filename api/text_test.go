package api_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/api"
	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/weights"
)

// textBody is a request to the language model; texts become a chat of one message.
func textBody(fields map[string]any) string {
	fields["model"] = languageModel
	if fields["prompt"] == nil && fields["messages"] == nil {
		fields["messages"] = []map[string]string{{"role": "user", "content": "ab"}}
	}
	return body(fields)
}

// textAnswer is what both endpoints answer.
type textAnswer struct {
	Object  string
	Choices []struct {
		Text    string
		Message struct{ Role, Content string }
		Delta   struct {
			Role    string
			Content string
		}
		FinishReason string          `json:"finish_reason"`
		Logprobs     json.RawMessage `json:"logprobs"`
	}
	Usage *struct {
		Prompt  int `json:"prompt_tokens"`
		Written int `json:"completion_tokens"`
		Total   int `json:"total_tokens"`
		Details struct {
			Cached int `json:"cached_tokens"`
		} `json:"prompt_tokens_details"`
	}
}

// natively writes a text with package completion.
func natively(t *testing.T, o completion.Options, prompt func(m *completion.Model) ([]int, error)) *completion.Result {
	t.Helper()
	m, err := completion.Open(t.Context(), weights.Dir(languageModelDir), nil)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := prompt(m)
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Generate(t.Context(), ids, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func chatOf(messages ...completion.Message) func(m *completion.Model) ([]int, error) {
	return func(m *completion.Model) ([]int, error) { return m.Chat(messages) }
}

func promptOf(text string) func(m *completion.Model) ([]int, error) {
	return func(m *completion.Model) ([]int, error) { return m.Prompt(text) }
}

// TestTextIsCompletions compares both endpoints, streamed and not, with package completion.
func TestTextIsCompletions(t *testing.T) {
	sampled := completion.Options{MaxTokens: 30}
	sampled.Temperature, sampled.TopP, sampled.TopK, sampled.MinP, sampled.RepetitionPenalty, sampled.Seed = 1.5, 0.95, 9,
		0.01, 1.1, 7
	stopped := sampled
	stopped.Stop = []string{"c", "r"}
	thinking := completion.Options{MaxTokens: 5, Thoughts: 3}
	for name, c := range map[string]struct {
		fields map[string]any
		o      completion.Options
	}{
		"greedy": {map[string]any{"max_tokens": 20}, completion.Options{MaxTokens: 20}},
		"sampled": {map[string]any{"max_tokens": 30, "temperature": 1.5, "top_p": 0.95, "top_k": 9, "min_p": 0.01,
			"repetition_penalty": 1.1, "seed": 7}, sampled},
		"stopped": {map[string]any{"max_tokens": 30, "temperature": 1.5, "top_p": 0.95, "top_k": 9, "min_p": 0.01,
			"repetition_penalty": 1.1, "seed": 7, "stop": []string{"c", "r"}}, stopped},
		"thinking": {map[string]any{"max_tokens": 5, "thoughts": 3}, thinking},
	} {
		c.fields["stream_options"] = map[string]any{"include_usage": true}
		for _, stream := range []bool{false, true} {
			c.fields["stream"] = stream
			delete(c.fields, "messages")
			c.fields["prompt"] = "ab ab"
			compareText(t, name+", completion", "/v1/completions", c.fields, natively(t, c.o, promptOf("ab ab")))
			delete(c.fields, "prompt")
			compareText(t, name+", chat", "/v1/chat/completions", c.fields,
				natively(t, c.o, chatOf(completion.Message{Role: "user", Text: "ab"})))
		}
	}
}

// compareText sends a request, and compares the answer, or what a stream comes to.
func compareText(t *testing.T, name, path string, fields map[string]any, want *completion.Result) {
	t.Helper()
	rec := call(t, handler(), "POST", path, textBody(fields))
	if rec.Code != http.StatusOK {
		t.Errorf("%s: %d %s", name, rec.Code, rec.Body)
		return
	}
	var chunks []textAnswer
	if fields["stream"] == true {
		all := events(t, rec.Body)
		if last := all[len(all)-1]; last.data != "[DONE]" {
			t.Errorf("%s: the last event is %+v", name, last)
		}
		for _, e := range all[:len(all)-1] {
			chunks = append(chunks, decode[textAnswer](t, []byte(e.data)))
		}
	} else {
		chunks = []textAnswer{decode[textAnswer](t, rec.Body.Bytes())}
	}
	text, finish := "", ""
	for _, c := range chunks {
		for _, choice := range c.Choices {
			text += choice.Text + choice.Message.Content + choice.Delta.Content
			finish += choice.FinishReason
		}
	}
	usage := chunks[len(chunks)-1].Usage
	if text != want.Text || finish != string(want.Finish) {
		t.Errorf("%s: %q, %s; want %q, %s", name, text, finish, want.Text, want.Finish)
	}
	if usage == nil || usage.Prompt != want.Prompt || usage.Written != want.Thoughts+len(want.IDs) ||
		usage.Total != usage.Prompt+usage.Written {
		t.Errorf("%s: usage %+v, want %+v", name, usage, want)
	}
}

// TestCached sends a chat's next turn: what was read before is not read again, and the client is told.
func TestCached(t *testing.T) {
	h := newHandler(api.Limits{})
	messages := []map[string]string{{"role": "user", "content": "ab cab"}}
	first := decode[textAnswer](t, call(t, h, "POST", "/v1/chat/completions",
		textBody(map[string]any{"messages": messages, "max_tokens": 3})).Body.Bytes())
	messages = append(messages, map[string]string{"role": "assistant", "content": first.Choices[0].Message.Content},
		map[string]string{"role": "user", "content": "b"})
	second := decode[textAnswer](t, call(t, h, "POST", "/v1/chat/completions",
		textBody(map[string]any{"messages": messages, "max_tokens": 3})).Body.Bytes())
	if first.Usage.Details.Cached != 0 || second.Usage.Details.Cached < first.Usage.Prompt {
		t.Errorf("%d and %d tokens were cached, want 0 and at least %d", first.Usage.Details.Cached,
			second.Usage.Details.Cached, first.Usage.Prompt)
	}
}

// TestTextLogprobs compares log probabilities with the model's.
func TestTextLogprobs(t *testing.T) {
	var want []completion.Token
	m, err := completion.Open(t.Context(), weights.Dir(languageModelDir), nil)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := m.Prompt("ab")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Generate(t.Context(), ids, completion.Options{MaxTokens: 4, Top: 3}, func(token completion.Token) {
		want = append(want, token)
	}); err != nil {
		t.Fatal(err)
	}
	got := decode[textAnswer](t, call(t, handler(), "POST", "/v1/completions",
		textBody(map[string]any{"prompt": []int{ids[0]}, "max_tokens": 4, "logprobs": 3})).Body.Bytes())
	l := decode[struct {
		Tokens        []string             `json:"tokens"`
		TokenLogprobs []float64            `json:"token_logprobs"`
		TopLogprobs   []map[string]float64 `json:"top_logprobs"`
		TextOffset    []int                `json:"text_offset"`
	}](t, got.Choices[0].Logprobs)
	if len(l.Tokens) != 4 || l.TextOffset[0] != 0 || l.TextOffset[1] != len(l.Tokens[0]) {
		t.Fatalf("%+v", l)
	}
	for i, w := range want {
		if l.Tokens[i] != w.Token || math.Abs(l.TokenLogprobs[i]-w.LogProb) > 1e-5 || len(l.TopLogprobs[i]) != 3 {
			t.Errorf("token %d is %q with %v, %d alternatives; want %+v", i, l.Tokens[i], l.TokenLogprobs[i],
				len(l.TopLogprobs[i]), w)
		}
	}
	chat := decode[textAnswer](t, call(t, handler(), "POST", "/v1/chat/completions",
		textBody(map[string]any{"max_tokens": 3, "logprobs": true, "top_logprobs": 2})).Body.Bytes())
	c := decode[struct {
		Content []struct {
			Token   string
			Logprob float64
			Bytes   []int
			Top     []struct{ Logprob float64 } `json:"top_logprobs"`
		}
	}](t, chat.Choices[0].Logprobs)
	for _, entry := range c.Content {
		if len(entry.Top) != 2 || entry.Top[0].Logprob != entry.Logprob || len(entry.Bytes) != len(entry.Token) {
			t.Errorf("the chat's entry is %+v", entry)
		}
	}
	if len(c.Content) != 3 {
		t.Errorf("%d entries, want 3", len(c.Content))
	}
}

// TestSchema asks for JSON of a model whose vocabulary has no quotes.
func TestSchema(t *testing.T) {
	rec := call(t, handler(), "POST", "/v1/chat/completions", textBody(map[string]any{"response_format": map[string]any{
		"type": "json_schema", "json_schema": map[string]any{"name": "x", "schema": map[string]any{"type": "string"}}}}))
	got := decode[failure](t, rec.Body.Bytes()).Error
	if rec.Code != http.StatusBadRequest || !strings.Contains(got.Message, "no token that may come next") {
		t.Errorf("a vocabulary without quotes: %d %+v", rec.Code, got)
	}
}

func TestTextErrors(t *testing.T) {
	small := newHandler(api.Limits{Question: 30, Thoughts: 8, Tokens: 10, TopK: 3})
	long := strings.Repeat("ab ", 1500)
	for name, c := range map[string]struct {
		path  string
		body  string
		code  string
		param string
		text  string
	}{
		"no prompt":      {"completions", body(map[string]any{"model": languageModel}), "invalid_type", "prompt", "one text"},
		"empty prompt":   {"completions", textBody(map[string]any{"prompt": ""}), "missing_prompt", "prompt", "empty"},
		"two prompts":    {"completions", textBody(map[string]any{"prompt": []string{"a", "b"}}), "invalid_type", "prompt", "one text"},
		"long prompt":    {"completions", textBody(map[string]any{"prompt": long}), "question_too_long", "prompt", "30"},
		"long ids":       {"completions", textBody(map[string]any{"prompt": slices.Repeat([]int{3}, 3000)}), "context_length_exceeded", "prompt", "2048"},
		"no such token":  {"completions", textBody(map[string]any{"prompt": []int{99}}), "invalid_options", "", "99"},
		"a task's model": {"completions", body(map[string]any{"model": "prosqa-coconut", "prompt": "a"}), "model_of_task", "model", "/v1/reason"},
		"temperature":    {"completions", textBody(map[string]any{"prompt": "a", "temperature": -1}), "invalid_value", "", "temperature is -1"},
		"thoughts":       {"completions", textBody(map[string]any{"prompt": "a", "thoughts": 9}), "invalid_value", "thoughts", "9"},
		"tokens":         {"completions", textBody(map[string]any{"prompt": "a", "max_tokens": 0}), "invalid_value", "max_tokens", "positive"},
		"many logprobs":  {"completions", textBody(map[string]any{"prompt": "a", "logprobs": 21}), "invalid_value", "logprobs", "20"},
		"n":              {"completions", textBody(map[string]any{"prompt": "a", "n": 2}), "invalid_value", "n", "one text"},
		"echo":           {"completions", textBody(map[string]any{"prompt": "a", "echo": true}), "unsupported_value", "", "echo"},
		"bias":           {"completions", textBody(map[string]any{"prompt": "a", "logit_bias": map[string]int{"3": 1}}), "unsupported_value", "logit_bias", ""},
		"penalty":        {"chat/completions", textBody(map[string]any{"presence_penalty": 0.5}), "unsupported_value", "presence_penalty", "0.5"},
		"misspelled":     {"chat/completions", textBody(map[string]any{"Temperature": 1}), "unknown_field", "Temperature", "temperature"},
		"no messages":    {"chat/completions", textBody(map[string]any{"messages": []int{}}), "missing_prompt", "messages", ""},
		"a bad role":     {"chat/completions", textBody(map[string]any{"messages": []map[string]string{{"role": "U", "content": "a"}}}), "invalid_value", "messages[0].role", "want system"},
		"long messages":  {"chat/completions", textBody(map[string]any{"messages": []map[string]string{{"role": "user", "content": long}}}), "question_too_long", "messages", "30"},
		"tools":          {"chat/completions", textBody(map[string]any{"tool_choice": "required"}), "unsupported_value", "tool_choice", ""},
		"a format":       {"chat/completions", textBody(map[string]any{"response_format": map[string]string{"type": "xml"}}), "invalid_value", "response_format", "xml"},
		"no schema":      {"chat/completions", textBody(map[string]any{"response_format": map[string]string{"type": "json_schema"}}), "invalid_value", "response_format", "missing"},
		"a bad schema": {"chat/completions", textBody(map[string]any{"response_format": map[string]any{"type": "json_schema",
			"json_schema": map[string]any{"schema": map[string]any{"$ref": "#"}}}}), "unsupported_schema", "response_format", "schema"},
		"a question": {"reason", body(map[string]any{"model": languageModel, "question": question[:20]}), "model_without_task", "model", "/v1/chat/completions"},
	} {
		rec := call(t, small, "POST", "/v1/"+c.path, c.body)
		got := decode[failure](t, rec.Body.Bytes()).Error
		if rec.Code != http.StatusBadRequest || got.Code != c.code || got.Param != c.param ||
			!strings.Contains(got.Message, c.text) {
			t.Errorf("%s: %d %+v, want 400 %s, param %q, about %q", name, rec.Code, got, c.code, c.param, c.text)
		}
	}
}

// TestCompleted hears of every text.
func TestCompleted(t *testing.T) {
	var heard []string
	h := api.New(api.Options{Models: api.NewModels([]string{languageModel}, 0, load),
		Completed: func(model string, r *completion.Result) { heard = append(heard, fmt.Sprint(model, " ", len(r.IDs))) }})
	call(t, h, "POST", "/v1/completions", textBody(map[string]any{"prompt": "a", "max_tokens": 2}))
	if !slices.Equal(heard, []string{languageModel + " 2"}) {
		t.Errorf("heard %q", heard)
	}
}
