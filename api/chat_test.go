package api_test

import (
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/api"
	"github.com/coconut-page/coconut/reasoner"
)

const ownQuestion = "Every cat is an animal. Tom is a cat. Rex is a rock. Is Tom an animal or rock?"

type tokenLogprob struct {
	Token   string
	Logprob float64
	Bytes   []int
	Top     []tokenLogprob `json:"top_logprobs"`
}

type choice struct {
	Message, Delta struct{ Role, Content string }
	Logprobs       *struct{ Content []tokenLogprob }
	FinishReason   string `json:"finish_reason"`
}

// chatFields asks ownQuestion by chat with the given fields, and expects an answer.
func chatFields(t *testing.T, h http.Handler, fields map[string]any) choice {
	t.Helper()
	fields["messages"] = []map[string]string{{"role": "user", "content": ownQuestion}}
	rec := call(t, h, "POST", "/v1/chat/completions", body(fields))
	if rec.Code != http.StatusOK {
		t.Fatalf("%v: %d %s", fields, rec.Code, rec.Body)
	}
	if fields["stream"] == true {
		return streamed(t, rec.Body.String())
	}
	got := decode[struct{ Choices []choice }](t, rec.Body.Bytes())
	return got.Choices[0]
}

// streamed joins the chunks of a stream.
func streamed(t *testing.T, text string) choice {
	t.Helper()
	var whole choice
	for _, e := range events(t, strings.NewReader(text)) {
		if e.data == "[DONE]" {
			break
		}
		for _, c := range decode[struct{ Choices []choice }](t, []byte(e.data)).Choices {
			whole.Message.Content += c.Delta.Content
			whole.FinishReason += c.FinishReason
			if c.Logprobs != nil {
				whole.Logprobs = c.Logprobs
			}
		}
	}
	return whole
}

// TestChatOptions tries what OpenAI's clients send, whole and as streams.
func TestChatOptions(t *testing.T) {
	const whole = "Tom is an animal."
	for name, tt := range map[string]struct {
		fields          map[string]any
		content, finish string
	}{
		"none":                        {map[string]any{}, whole, "stop"},
		"many tokens":                 {map[string]any{"max_tokens": 4096}, whole, "stop"},
		"many tokens by the new name": {map[string]any{"max_completion_tokens": 1 << 40}, whole, "stop"},
		"a stop":                      {map[string]any{"stop": " an"}, "Tom is", "stop"},
		"a stop that is not there":    {map[string]any{"stop": "\n"}, whole, "stop"},
		"stops":                       {map[string]any{"stop": []string{"animal", "is an", "nothing"}}, "Tom ", "stop"},
		"stops that overlap":          {map[string]any{"stop": []string{"s an", "is an animal"}}, "Tom ", "stop"},
		"a stop at the beginning":     {map[string]any{"stop": []string{"Tom"}}, "", "stop"},
		"empty stops":                 {map[string]any{"stop": []string{"", ""}}, whole, "stop"},
		"no stops":                    {map[string]any{"stop": []string{}}, whole, "stop"},
		"null":                        {map[string]any{"stop": nil, "tool_choice": nil, "response_format": nil, "logprobs": nil, "top_logprobs": nil, "max_tokens": nil}, whole, "stop"},
		"tools that may be ignored":   {map[string]any{"tool_choice": "auto", "tools": []any{map[string]any{"type": "function"}}}, whole, "stop"},
		"no tools":                    {map[string]any{"tool_choice": "none", "function_call": "none"}, whole, "stop"},
		"text":                        {map[string]any{"response_format": map[string]any{"type": "text"}}, whole, "stop"},
		"empty options":               {map[string]any{"tool_choice": "", "response_format": map[string]any{}}, whole, "stop"},
		"false options":               {map[string]any{"tool_choice": false, "response_format": false, "logprobs": false, "top_logprobs": 0}, whole, "stop"},
		"a sampler's options":         {map[string]any{"top_k": 40, "top_p": 0.9, "min_p": 0.1, "temperature": 2, "seed": 1}, whole, "stop"},
		"no top_k":                    {map[string]any{"top_k": -1}, whole, "stop"},
		"one token":                   {map[string]any{"max_tokens": 1}, "", "length"},
		"two tokens":                  {map[string]any{"max_tokens": 2}, "Tom", "length"},
		"half a chain":                {map[string]any{"model": "prosqa-cot", "max_tokens": 6}, "", "length"},
		"a chain":                     {map[string]any{"model": "prosqa-cot"}, whole, "stop"},
	} {
		for _, stream := range []bool{false, true} {
			tt.fields["stream"] = stream
			if c := chatFields(t, handler(), tt.fields); c.Message.Content != tt.content || c.FinishReason != tt.finish ||
				c.Logprobs != nil {
				t.Errorf("%s: %+v, want %q and %s", name, c, tt.content, tt.finish)
			}
		}
	}
}

// TestUnfinishedIsSilent checks that an answer that is cut off anywhere shows none of the model's symbols.
func TestUnfinishedIsSilent(t *testing.T) {
	for _, model := range []string{"prosqa-coconut", "prosqa-cot"} {
		for n := 1; ; n++ {
			c := chatFields(t, handler(), map[string]any{"model": model, "max_tokens": n})
			for word := range strings.FieldsSeq(c.Message.Content) {
				if word = strings.TrimSuffix(word, "."); !strings.Contains(ownQuestion, word) {
					t.Errorf("%s, %d tokens: %q has %q", model, n, c.Message.Content, word)
				}
			}
			if c.FinishReason == "stop" {
				break
			}
		}
	}
}

func TestLogprobs(t *testing.T) {
	m := loadReasoner(t, "prosqa-coconut")
	res, err := m.Ask(t.Context(), ownQuestion, reasoner.Options{Thoughts: -1, TopK: 3, Trace: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var eot int
	for i, step := range res.Steps {
		if step.Kind == "eot" {
			eot = i
		}
	}
	for _, stream := range []bool{false, true} {
		c := chatFields(t, handler(), map[string]any{"logprobs": true, "top_logprobs": 3, "stream": stream})
		if c.Logprobs == nil || len(c.Logprobs.Content) != 3 {
			t.Fatalf("stream %v: %+v", stream, c)
		}
		for i, want := range []string{"Tom", "animal", "."} {
			got, before := c.Logprobs.Content[i], res.Steps[eot+1+i].Top // the marker's step comes between
			if got.Token != want || len(got.Bytes) != len(want) || got.Bytes[0] != int(want[0]) || len(got.Top) != 3 {
				t.Errorf("stream %v, token %d: %+v", stream, i, got)
			}
			if math.Abs(got.Logprob-math.Log(float64(before[0].Prob))) > 1e-6 || got.Top[0].Token != want ||
				got.Top[0].Logprob != got.Logprob {
				t.Errorf("stream %v, token %d: %+v, want the logarithm of %v", stream, i, got, before[0])
			}
			for j, top := range got.Top {
				if top.Token != before[j].Token || top.Logprob > got.Logprob {
					t.Errorf("stream %v, token %d, alternative %d: %+v", stream, i, j, top)
				}
			}
		}
	}
	for name, tt := range map[string]struct {
		fields map[string]any
		tokens string
		top    int
	}{
		"without alternatives":       {map[string]any{}, "Tom animal .", 0},
		"more than the server lists": {map[string]any{"top_logprobs": 20}, "Tom animal .", 2},
		"with a stop":                {map[string]any{"stop": " an", "top_logprobs": 1}, "Tom", 1},
		"cut off":                    {map[string]any{"max_tokens": 1, "top_logprobs": 1}, "", 0},
		"after a chain":              {map[string]any{"model": "prosqa-cot", "top_logprobs": 2}, "Tom animal .", 2},
		"with a trace of its own":    {map[string]any{"trace": true, "trace_top_k": 2, "top_logprobs": 1}, "Tom animal .", 1},
	} {
		tt.fields["logprobs"] = true
		c := chatFields(t, newHandler(api.Limits{TopK: 2}), tt.fields)
		var tokens []string
		for _, e := range c.Logprobs.Content {
			tokens = append(tokens, e.Token)
			if len(e.Top) != tt.top {
				t.Errorf("%s: %d alternatives, want %d", name, len(e.Top), tt.top)
			}
		}
		if got := strings.Join(tokens, " "); got != tt.tokens {
			t.Errorf("%s: tokens %q, want %q", name, got, tt.tokens)
		}
	}
}

// TestChatErrors checks that unsupported requests are rejected, with the field's path.
func TestChatErrors(t *testing.T) {
	small := newHandler(api.Limits{TopK: 3})
	message := func(content any) map[string]any {
		return map[string]any{"messages": []any{map[string]any{"role": "system", "content": "Think."},
			map[string]any{"role": "user", "content": content}}}
	}
	option := func(name string, value any) map[string]any {
		fields := message(ownQuestion)
		fields[name] = value
		return fields
	}
	schema := map[string]any{"type": "json_schema", "json_schema": map[string]any{"name": "x"}}
	for name, tt := range map[string]struct {
		fields            map[string]any
		code, param, text string
	}{
		"a tool required":            {option("tool_choice", "required"), "unsupported_value", "tool_choice", `"required"`},
		"a named function":           {option("tool_choice", map[string]any{"type": "function", "function": map[string]any{"name": "f"}}), "unsupported_value", "tool_choice", "sentence"},
		"a function by its old name": {option("function_call", map[string]any{"name": "f"}), "unsupported_value", "function_call", "sentence"},
		"a schema":                   {option("response_format", schema), "unsupported_value", "response_format", "json_schema"},
		"a JSON object":              {option("response_format", map[string]any{"type": "json_object"}), "unsupported_value", "response_format", "auto or text"},
		"a format as a string":       {option("response_format", "json_object"), "unsupported_value", "response_format", "json_object"},
		"a format as a number":       {option("response_format", 3), "unsupported_value", "response_format", "3"},
		"true":                       {option("tool_choice", true), "unsupported_value", "tool_choice", "true"},
		"logprobs as a number":       {option("logprobs", 3), "invalid_type", "logprobs", "true or false"},
		"alternatives alone":         {option("top_logprobs", 3), "invalid_value", "top_logprobs", "requires logprobs"},
		"too many alternatives":      {option("top_logprobs", 21), "invalid_value", "top_logprobs", "20"},
		"negative alternatives":      {option("top_logprobs", -1), "invalid_value", "top_logprobs", "-1"},
		"a stop that is a number":    {option("stop", 3), "invalid_type", "stop", "a number"},
		"a list with a number":       {option("stop", []any{"x", 3}), "invalid_type", "stop[1]", "a number"},
		"a list with one number":     {option("stop", []any{nil}), "invalid_type", "stop[0]", "null"},
		"a trace of many":            {option("trace_top_k", 4), "invalid_value", "trace_top_k", "3"},
		"no tokens by the new name":  {option("max_completion_tokens", 0), "invalid_value", "max_completion_tokens", "positive"},
		"content an object":          {message(map[string]any{"text": "x"}), "invalid_type", "messages[1].content", "an object"},
		"content a number":           {message(3), "invalid_type", "messages[1].content", "a number"},
		"content true":               {message(true), "invalid_type", "messages[1].content", "true or false"},
		"content of strings":         {message([]any{"x"}), "invalid_type", "messages[1].content[0]", "a string"},
		"a part that is null":        {message([]any{map[string]any{"type": "text", "text": "x"}, nil}), "invalid_type", "messages[1].content[1]", "null"},
		"a part without a type":      {message([]any{map[string]any{"text": "x"}}), "unsupported_content", "messages[1].content[0]", "type"},
		"a part without a text":      {message([]any{map[string]any{"type": "text"}}), "invalid_type", "messages[1].content[0].text", "null"},
		"a part with a number":       {message([]any{map[string]any{"type": "text", "text": 3}}), "invalid_type", "messages[1].content[0].text", "a number"},
		"a role that is a number":    {map[string]any{"messages": []any{map[string]any{"role": 3, "content": "x"}}}, "invalid_type", "messages[0].role", "number"},
		"a role that is null":        {map[string]any{"messages": []any{map[string]any{"role": nil, "content": "x"}}}, "missing_role", "messages", "message 1"},
		"a message that is a string": {map[string]any{"messages": []any{"x"}}, "invalid_type", "messages[0]", "an object"},
		"content null":               {message(nil), "missing_question", "messages", ""},
		"an empty list":              {message([]any{}), "missing_question", "messages", ""},
	} {
		rec := call(t, small, "POST", "/v1/chat/completions", body(tt.fields))
		got := decode[failure](t, rec.Body.Bytes()).Error
		if rec.Code != http.StatusBadRequest || got.Code != tt.code || got.Param != tt.param ||
			!strings.Contains(got.Message, tt.text) {
			t.Errorf("%s: %d %+v, want %s, param %q, about %q", name, rec.Code, got, tt.code, tt.param, tt.text)
		}
	}
}
