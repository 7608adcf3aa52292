package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"github.com/coconut-page/coconut/api"
	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/weights"
)

const (
	question = "Every terpus is a gerpus. Tom is a terpus. Davis is a dumpus. Is Tom a gerpus or dumpus?"
	answer   = "Tom is a gerpus."
)

// languageModel is the name of the language model; TestMain makes its folder.
const languageModel = "toy"

var languageModelDir string

func load(ctx context.Context, name string) (api.Model, error) {
	dir := filepath.Join("..", "weights", "models", name)
	if name == languageModel {
		dir = languageModelDir
	}
	return api.Load(ctx, weights.Dir(dir))
}

// loadReasoner loads a model of a task.
func loadReasoner(t *testing.T, name string) *reasoner.Reasoner {
	t.Helper()
	m, err := load(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return m.(*reasoner.Reasoner)
}

func newHandler(l api.Limits) http.Handler {
	return api.New(api.Options{
		Models: api.NewModels([]string{"prosqa-coconut", "prosqa-cot", languageModel}, 0, load), Limits: l,
	})
}

var handler = sync.OnceValue(func() http.Handler { return newHandler(api.Limits{}) })

// specification is the document that the handler serves, with a router for its addresses.
var specification = sync.OnceValues(func() (routers.Router, error) {
	rec := httptest.NewRecorder()
	handler().ServeHTTP(rec, httptest.NewRequest("GET", "/openapi.json", nil))
	doc, err := openapi3.NewLoader().LoadFromData(rec.Body.Bytes())
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, err
	}
	return legacy.NewRouter(doc)
})

// call sends a request to the handler, and checks the answer against the specification.
func call(t *testing.T, h http.Handler, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	conforms(t, method, path, body, rec)
	return rec
}

// conforms checks a request that was answered 200, and the answer, against the specification. Anything without an
// address there can only be a 404 or 405.
func conforms(t *testing.T, method, path, body string, rec *httptest.ResponseRecorder) {
	t.Helper()
	router, err := specification()
	if err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	route, params, err := router.FindRoute(req)
	if err != nil {
		if rec.Code != http.StatusNotFound && rec.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s %s is answered %d, and the document does not know it: %v", method, path, rec.Code, err)
		}
		return
	}
	in := &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route}
	if rec.Code == http.StatusOK {
		if err := openapi3filter.ValidateRequest(t.Context(), in); err != nil {
			t.Errorf("%s %s %s is answered, but not in the document: %v", method, path, body, err)
		}
	}
	out := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: rec.Code, Header: rec.Header(),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	if err := openapi3filter.ValidateResponse(t.Context(), out.SetBodyBytes(rec.Body.Bytes())); err != nil {
		t.Errorf("%s %s: the answer %s is not in the document: %v", method, path, rec.Body, err)
	}
}

func TestMain(m *testing.M) {
	openapi3filter.RegisterBodyDecoder("text/event-stream", openapi3filter.PlainBodyDecoder)
	os.Exit(run(m))
}

// run makes the language model and runs the tests.
func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "coconut-api-*")
	if err == nil {
		defer os.RemoveAll(dir)
		languageModelDir = filepath.Join(dir, languageModel)
		err = toymodel.ImportTo(context.Background(), languageModelDir, toymodel.Roomy)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func decode[T any](t *testing.T, data []byte) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return v
}

// body returns a request's JSON.
func body(fields map[string]any) string {
	data, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func chatBody(fields map[string]any) string {
	fields["model"] = "prosqa-coconut"
	fields["messages"] = []map[string]string{{"role": "system", "content": "Think."},
		{"role": "user", "content": question}}
	return body(fields)
}

type failure struct {
	Error struct{ Message, Type, Code, Param string }
}

type event struct{ name, data string }

func events(t *testing.T, r io.Reader) []event {
	t.Helper()
	var all []event
	var e event
	for lines := bufio.NewScanner(r); lines.Scan(); {
		switch line := lines.Text(); {
		case line == "":
			all, e = append(all, e), event{}
		case strings.HasPrefix(line, "event: "):
			e.name = line[7:]
		case strings.HasPrefix(line, "data: "):
			e.data = line[6:]
		default:
			t.Errorf("not an event: %q", line)
		}
	}
	return all
}

// untimed removes what differs from one run to the next.
func untimed(r *reasoner.Result) *reasoner.Result {
	c := *r
	c.Cached = 0 // the server has been asked before
	c.PrefillMS, c.ThinkMS, c.DecodeMS, c.TotalMS = 0, 0, 0, 0
	c.Steps = append([]reasoner.Step(nil), c.Steps...)
	for i := range c.Steps {
		c.Steps[i].Millis = 0
	}
	return &c
}

// TestReason checks that the service answers what the reasoner answers, including hidden states.
func TestReason(t *testing.T) {
	m := loadReasoner(t, "prosqa-coconut")
	for name, tt := range map[string]struct {
		fields  map[string]any
		options reasoner.Options
	}{
		"plain":            {map[string]any{}, reasoner.Options{Thoughts: -1}},
		"model's thoughts": {map[string]any{"thoughts": -1, "task": "prosqa", "method": "coconut"}, reasoner.Options{Thoughts: -1}},
		"two thoughts":     {map[string]any{"thoughts": 2, "trace": true, "top_k": 3}, reasoner.Options{Thoughts: 2, Trace: true, TopK: 3}},
		"everything":       {map[string]any{"trace": true, "top_k": 3, "nodes": true, "hidden": true}, reasoner.Options{Thoughts: -1, Trace: true, TopK: 3, Nodes: true, Hidden: true}},
		"without thoughts": {map[string]any{"without_thoughts": true}, reasoner.Options{Thoughts: -1, WithoutThoughts: true}},
		"one token":        {map[string]any{"max_tokens": 1}, reasoner.Options{Thoughts: -1, MaxNewTokens: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			want, err := m.Ask(t.Context(), question, tt.options, nil)
			if err != nil {
				t.Fatal(err)
			}
			tt.fields["question"] = question
			rec := call(t, handler(), "POST", "/v1/reason", body(tt.fields))
			if rec.Code != http.StatusOK {
				t.Fatalf("%d: %s", rec.Code, rec.Body)
			}
			got := decode[*reasoner.Result](t, rec.Body.Bytes())
			if !reflect.DeepEqual(untimed(got), untimed(want)) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestReasonStream(t *testing.T) {
	rec := call(t, handler(), "POST", "/v1/reason", body(map[string]any{"question": question, "stream": true, "top_k": 2}))
	if kind := rec.Header().Get("Content-Type"); rec.Code != http.StatusOK || kind != "text/event-stream" {
		t.Fatalf("%d, %s", rec.Code, kind)
	}
	var kinds []string
	all := events(t, rec.Body)
	for _, e := range all[:len(all)-1] {
		step := decode[reasoner.Step](t, []byte(e.data))
		if e.name != "step" || step.Hidden != nil {
			t.Errorf("event %+v", e)
		}
		kinds = append(kinds, step.Kind)
	}
	if got, want := strings.Join(kinds[:8], " "), "bot"+strings.Repeat(" thought", 6)+" eot"; got != want {
		t.Errorf("steps %q, want %q", got, want)
	}
	last := all[len(all)-1]
	if got := decode[reasoner.Result](t, []byte(last.data)); last.name != "result" || got.Answer != answer ||
		got.Steps != nil {
		t.Errorf("last event is %+v", last)
	}
}

func TestChat(t *testing.T) {
	rec := call(t, handler(), "POST", "/v1/chat/completions", chatBody(map[string]any{"temperature": 0.7, "trace": true}))
	got := decode[struct {
		Object  string
		Choices []struct {
			Message      struct{ Role, Content string }
			FinishReason string `json:"finish_reason"`
		}
		Usage struct {
			Prompt  int `json:"prompt_tokens"`
			Total   int `json:"total_tokens"`
			Details struct {
				Reasoning int `json:"reasoning_tokens"`
			} `json:"completion_tokens_details"`
		}
		Coconut struct{ Result reasoner.Result }
	}](t, rec.Body.Bytes())
	c := got.Choices[0]
	if got.Object != "chat.completion" || c.Message.Content != answer || c.Message.Role != "assistant" ||
		c.FinishReason != "stop" {
		t.Errorf("%s", rec.Body)
	}
	if r := got.Coconut.Result; r.Verdict != "right" || len(r.Steps) == 0 || got.Usage.Prompt != r.PromptTokens ||
		got.Usage.Details.Reasoning != 6 || got.Usage.Total != r.PromptTokens+6+len(r.Tokens) {
		t.Errorf("%s", rec.Body)
	}
	rec = call(t, handler(), "POST", "/v1/chat/completions", chatBody(map[string]any{"max_completion_tokens": 2}))
	if !strings.Contains(rec.Body.String(), `"finish_reason":"length"`) {
		t.Errorf("two tokens: %s", rec.Body)
	}
	for range 20 { // the newer name wins, every time
		rec = call(t, handler(), "POST", "/v1/chat/completions",
			chatBody(map[string]any{"max_tokens": 2, "max_completion_tokens": 9}))
		if !strings.Contains(rec.Body.String(), `"finish_reason":"stop"`) {
			t.Fatalf("two tokens by the old name, nine by the new one: %s", rec.Body)
		}
	}
	parts := `{"messages": [{"role": "user", "content": [{"type": "text", "text": "` + question + `"}]}]}`
	if rec = call(t, handler(), "POST", "/v1/chat/completions", parts); !strings.Contains(rec.Body.String(), answer) {
		t.Errorf("a question in parts: %s", rec.Body)
	}
}

func TestChatStream(t *testing.T) {
	rec := call(t, handler(), "POST", "/v1/chat/completions",
		chatBody(map[string]any{"stream": true, "trace": true, "stream_options": map[string]bool{"include_usage": true}}))
	all := events(t, rec.Body)
	if last := all[len(all)-1]; last.data != "[DONE]" {
		t.Errorf("the last event is %+v", last)
	}
	type chunk struct {
		Choices []struct {
			Delta        struct{ Content string }
			FinishReason string `json:"finish_reason"`
		}
		Usage   *struct{}
		Coconut *struct{ Step *reasoner.Step }
	}
	var text, finish string
	var thoughts int
	for _, e := range all[:len(all)-2] {
		c := decode[chunk](t, []byte(e.data))
		text, finish = text+c.Choices[0].Delta.Content, finish+c.Choices[0].FinishReason
		if c.Coconut != nil && c.Coconut.Step != nil && c.Coconut.Step.Kind == "thought" {
			thoughts++
		}
	}
	if text != answer || finish != "stop" || thoughts != 6 {
		t.Errorf("text %q, finish %q, %d thoughts", text, finish, thoughts)
	}
	if c := decode[chunk](t, []byte(all[len(all)-2].data)); c.Usage == nil || len(c.Choices) != 0 {
		t.Errorf("the chunk before the last is %s", all[len(all)-2].data)
	}
}

func TestGet(t *testing.T) {
	rec := call(t, handler(), "GET", "/v1/models", "")
	got := decode[struct {
		Data []struct {
			ID, Method string
			Parameters int
		}
	}](t, rec.Body.Bytes())
	if len(got.Data) != 3 || got.Data[0].ID != "prosqa-coconut" || got.Data[1].Method != "cot" ||
		got.Data[0].Parameters < 1e5 {
		t.Errorf("models: %s", rec.Body)
	}
	for path, want := range map[string]string{"/v1/models/prosqa-cot": `"id":"prosqa-cot"`, "/healthz": `"status":"ok"`} {
		if rec := call(t, handler(), "GET", path, ""); rec.Code != http.StatusOK ||
			!strings.Contains(rec.Body.String(), want) {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		}
	}
}

func TestErrors(t *testing.T) {
	small := newHandler(api.Limits{Body: 1000, Question: 300, Thoughts: 8, Tokens: 10, TopK: 3})
	ask := func(fields map[string]any) string {
		if fields["question"] == nil {
			fields["question"] = question
		}
		return body(fields)
	}
	for name, tt := range map[string]struct {
		method, path, body string
		status             int
		code, param, text  string
	}{
		"no body":           {"POST", "/v1/reason", "", 400, "invalid_json", "", "empty"},
		"not JSON":          {"POST", "/v1/reason", "hello", 400, "invalid_json", "", "JSON"},
		"two objects":       {"POST", "/v1/reason", `{"question":"x"} {}`, 400, "invalid_json", "", "follows"},
		"wrong type":        {"POST", "/v1/reason", `{"question":3}`, 400, "invalid_type", "question", "string"},
		"a bracket behind":  {"POST", "/v1/reason", ask(map[string]any{}) + "}", 400, "invalid_json", "", "follows"},
		"capitals":          {"POST", "/v1/reason", strings.Replace(ask(map[string]any{}), "question", "Question", 1), 400, "unknown_field", "Question", `"question"`},
		"capitals below":    {"POST", "/v1/chat/completions", `{"messages":[{"Role":"user","content":"x"}]}`, 400, "unknown_field", "Role", `"role"`},
		"no role":           {"POST", "/v1/chat/completions", `{"messages":[{"content":"x"},{"role":"user","content":"x"}]}`, 400, "missing_role", "messages", "message 1"},
		"unknown field":     {"POST", "/v1/reason", ask(map[string]any{"thougts": 3}), 400, "unknown_field", "thougts", "thougts"},
		"no question":       {"POST", "/v1/reason", "{}", 400, "missing_question", "question", ""},
		"unreadable":        {"POST", "/v1/reason", ask(map[string]any{"question": "Cats purr."}), 400, "unreadable_question", "question", "sentence 1"},
		"unreadable stream": {"POST", "/v1/reason", ask(map[string]any{"question": "Cats purr.", "stream": true}), 400, "unreadable_question", "question", "sentence 1"},
		"long question":     {"POST", "/v1/reason", ask(map[string]any{"question": strings.Repeat("x", 301)}), 400, "question_too_long", "question", "300"},
		"long body":         {"POST", "/v1/reason", ask(map[string]any{"question": strings.Repeat("x", 1001)}), 413, "body_too_large", "", "1000"},
		"many thoughts":     {"POST", "/v1/reason", ask(map[string]any{"thoughts": 9}), 400, "invalid_value", "thoughts", "8"},
		"negative thoughts": {"POST", "/v1/reason", ask(map[string]any{"thoughts": -2}), 400, "invalid_value", "thoughts", "-2"},
		"many tokens":       {"POST", "/v1/reason", ask(map[string]any{"max_tokens": 11}), 400, "invalid_value", "max_tokens", "10"},
		"many candidates":   {"POST", "/v1/reason", ask(map[string]any{"top_k": 4}), 400, "invalid_value", "top_k", "3"},
		"no stop head":      {"POST", "/v1/reason", ask(map[string]any{"model": "prosqa-cot", "stop_early": true}), 400, "invalid_options", "", "stop head"},
		"no such model":     {"POST", "/v1/reason", ask(map[string]any{"model": "gpt-4"}), 404, "model_not_found", "model", "prosqa-coconut"},
		"no such method":    {"POST", "/v1/reason", ask(map[string]any{"method": "magic"}), 404, "model_not_found", "model", "magic"},
		"no such task":      {"POST", "/v1/reason", ask(map[string]any{"task": "chess"}), 404, "model_not_found", "model", "chess"},
		"other method":      {"GET", "/v1/reason", "", 405, "method_not_allowed", "", "POST"},
		"other address":     {"GET", "/v1/nothing", "", 404, "unknown_url", "", "/v1/nothing"},
		"no messages":       {"POST", "/v1/chat/completions", "{}", 400, "missing_question", "messages", ""},
		"last by the model": {"POST", "/v1/chat/completions", `{"messages":[{"role":"assistant","content":"x"}]}`, 400, "missing_question", "messages", "assistant"},
		"two answers":       {"POST", "/v1/chat/completions", chatBody(map[string]any{"n": 2}), 400, "invalid_value", "n", "2"},
		"no tokens":         {"POST", "/v1/chat/completions", chatBody(map[string]any{"max_tokens": 0}), 400, "invalid_value", "max_tokens", "0"},
		"an image":          {"POST", "/v1/chat/completions", `{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}`, 400, "unsupported_content", "messages[0].content[0]", "image_url"},
		"content a number":  {"POST", "/v1/chat/completions", `{"messages":[{"role":"user","content":3}]}`, 400, "invalid_type", "messages[0].content", "a number"},
		"unreadable chat":   {"POST", "/v1/chat/completions", `{"messages":[{"role":"user","content":"Hi!"}]}`, 400, "unreadable_question", "messages", "sentence 1"},
		"unknown model":     {"GET", "/v1/models/none", "", 404, "model_not_found", "model", "none"},
	} {
		t.Run(name, func(t *testing.T) {
			rec := call(t, small, tt.method, tt.path, tt.body)
			got := decode[failure](t, rec.Body.Bytes()).Error
			if rec.Code != tt.status || got.Code != tt.code || got.Param != tt.param || !strings.Contains(got.Message, tt.text) {
				t.Errorf("%d %+v, want %d %s, param %q, about %q", rec.Code, got, tt.status, tt.code, tt.param, tt.text)
			}
		})
	}
}

// TestContentType checks that a body must be declared as JSON, or as what curl -d declares everything.
func TestContentType(t *testing.T) {
	for kind, want := range map[string]int{"text/csv": http.StatusUnsupportedMediaType,
		"application/x-www-form-urlencoded": 200, "application/json; charset=utf-8": 200, "": 200} {
		req := httptest.NewRequest("POST", "/v1/reason", strings.NewReader(body(map[string]any{"question": question})))
		req.Header.Set("Content-Type", kind)
		rec := httptest.NewRecorder()
		handler().ServeHTTP(rec, req)
		if rec.Code != want {
			t.Errorf("%q: %d %s", kind, rec.Code, rec.Body)
		}
	}
}

func TestCORS(t *testing.T) {
	req := httptest.NewRequest("OPTIONS", "/v1/chat/completions", nil)
	req.Header.Set("Access-Control-Request-Headers", "authorization, x-stainless-os")
	rec := httptest.NewRecorder()
	handler().ServeHTTP(rec, req)
	h := rec.Header()
	if rec.Code != http.StatusNoContent || h.Get("Access-Control-Allow-Origin") != "*" ||
		h.Get("Access-Control-Allow-Headers") != "authorization, x-stainless-os" ||
		!strings.Contains(h.Get("Access-Control-Allow-Methods"), "POST") {
		t.Errorf("%d %v", rec.Code, h)
	}
	if rec := call(t, handler(), "GET", "/healthz", ""); rec.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%v", rec.Header())
	}
}

// TestLoadAgain checks that a model that cannot be loaded gives a 503, and that the next request tries again.
func TestLoadAgain(t *testing.T) {
	broken := true
	h := api.New(api.Options{Models: api.NewModels([]string{"prosqa-coconut"}, 0,
		func(ctx context.Context, name string) (api.Model, error) {
			if broken {
				return nil, errors.New("the disk is on fire")
			}
			return load(ctx, name)
		})})
	rec := call(t, h, "GET", "/healthz", "")
	if got := decode[failure](t, rec.Body.Bytes()); rec.Code != http.StatusServiceUnavailable ||
		got.Error.Code != "model_unavailable" || !strings.Contains(got.Error.Message, "on fire") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	broken = false
	if rec := call(t, h, "GET", "/healthz", ""); rec.Code != http.StatusOK {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

// TestLostLoad checks that a load that never ends does not block later requests.
func TestLostLoad(t *testing.T) {
	lost := make(chan struct{})
	defer close(lost)
	began := make(chan struct{})
	var first sync.Once
	models := api.NewModels([]string{"prosqa-coconut"}, time.Nanosecond,
		func(ctx context.Context, name string) (api.Model, error) {
			mine := false
			if first.Do(func() { mine = true }); mine {
				close(began)
				<-lost
			}
			return load(ctx, name)
		})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := models.Open(ctx, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	<-began
	if _, err := models.Open(t.Context(), ""); err != nil {
		t.Error(err)
	}
}

// blocker is a client that stops reading after the first event, so that its question stays in progress.
type blocker struct {
	http.ResponseWriter
	began, release chan struct{}
	once           sync.Once
}

func (b *blocker) Write(p []byte) (int, error) {
	b.once.Do(func() { close(b.began); <-b.release })
	return len(p), nil
}

func (b *blocker) Flush() {}

// TestTurns checks that no more questions than allowed are in progress or waiting, and that a waiting request can be
// cancelled.
func TestTurns(t *testing.T) {
	h := newHandler(api.Limits{Running: 1, Waiting: 1})
	b := &blocker{ResponseWriter: httptest.NewRecorder(), began: make(chan struct{}), release: make(chan struct{})}
	text := body(map[string]any{"question": question, "stream": true})
	var all sync.WaitGroup
	all.Go(func() { h.ServeHTTP(b, httptest.NewRequest("POST", "/v1/reason", strings.NewReader(text))) })
	<-b.began

	// Of two more, one may wait: whichever comes first.
	ctx, cancel := context.WithCancel(t.Context())
	more := make(chan *httptest.ResponseRecorder)
	for range 2 {
		go func() {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, httptest.NewRequestWithContext(ctx, "POST", "/v1/reason", strings.NewReader(text)))
			more <- rec
		}()
	}
	if rec := <-more; rec.Code != http.StatusTooManyRequests || rec.Header().Get("Retry-After") == "" {
		t.Errorf("one too many: %d %v", rec.Code, rec.Header())
	}
	cancel()
	if rec := <-more; rec.Code != 499 || rec.Body.Len() > 0 {
		t.Errorf("the one that waited: %d %s", rec.Code, rec.Body)
	}
	close(b.release)
	all.Wait()
	if rec := call(t, h, "POST", "/v1/reason", text); rec.Code != http.StatusOK {
		t.Errorf("afterwards: %d %s", rec.Code, rec.Body)
	}
}

func TestTimeout(t *testing.T) {
	h := newHandler(api.Limits{Time: time.Nanosecond})
	rec := call(t, h, "POST", "/v1/reason", body(map[string]any{"question": question}))
	if got := decode[failure](t, rec.Body.Bytes()); rec.Code != http.StatusGatewayTimeout || got.Error.Code != "timeout" {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

// leaver is a client that goes away after the first event.
type leaver struct {
	http.ResponseWriter
	writes int
}

func (l *leaver) Write(p []byte) (int, error) {
	if l.writes++; l.writes > 1 {
		return 0, errors.New("broken pipe")
	}
	return len(p), nil
}

func (l *leaver) Flush() {}

// TestClientLeaves checks that nothing is computed for a client that has gone: a broken stream ends the work at the
// next step, and is not reported as an error.
func TestClientLeaves(t *testing.T) {
	h := api.New(api.Options{
		Models:   api.NewModels([]string{"prosqa-coconut"}, 0, load),
		Answered: func(*reasoner.Result) { t.Error("the question was answered to the end") },
		Failed:   func(err error) { t.Errorf("reported as a fault: %v", err) },
	})
	l := &leaver{ResponseWriter: httptest.NewRecorder()}
	h.ServeHTTP(l, httptest.NewRequest("POST", "/v1/reason",
		strings.NewReader(body(map[string]any{"question": question, "stream": true}))))
	if l.writes != 2 {
		t.Errorf("%d writes, want 2: one that worked, one that did not", l.writes)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "POST", "/v1/reason",
		strings.NewReader(body(map[string]any{"question": question}))))
}

// FuzzReason and FuzzChat check that no body makes the service fail internally, or give an answer that is not in the
// specification.
func FuzzReason(f *testing.F) {
	f.Add(body(map[string]any{"question": question, "thoughts": 1}))
	f.Add(body(map[string]any{"question": question, "trace": true, "top_k": 2, "nodes": true, "stream": true}))
	f.Add(body(map[string]any{"question": question, "model": "prosqa-cot", "max_tokens": 3, "without_thoughts": true}))
	f.Add(`{"question":"Is Tom a cat or dog?","trace":true}`)
	f.Add(`{"Question":"x","question":null,"thoughts":-1}`)
	f.Add(strings.Replace(body(map[string]any{"question": question}), "question", "QuestioN", 1))
	f.Fuzz(func(t *testing.T, data string) { fuzzBody(t, "/v1/reason", data) })
}

func FuzzChat(f *testing.F) {
	f.Add(chatBody(map[string]any{}))
	f.Add(chatBody(map[string]any{"stream": true, "stream_options": map[string]any{"include_usage": true}, "trace": true}))
	f.Add(`{"messages":[{"role":"user","content":[{"type":"text","text":"x"},null]}],"n":1}`)
	f.Add(`{"messages":[{"role":"user","content":"Is Tom a cat or dog?"}],"temperature":2,"max_tokens":1}`)
	f.Fuzz(func(t *testing.T, data string) { fuzzBody(t, "/v1/chat/completions", data) })
}

func fuzzBody(t *testing.T, path, data string) {
	t.Helper()
	req := httptest.NewRequest("POST", path, strings.NewReader(data))
	req.Header.Set("Content-Type", "application/json")
	rec := httptest.NewRecorder()
	handler().ServeHTTP(rec, req)
	if rec.Code >= 500 {
		t.Errorf("%d %s for %q", rec.Code, rec.Body, data)
	}
	if rec.Code != http.StatusOK && decode[failure](t, rec.Body.Bytes()).Error.Message == "" {
		t.Errorf("%d without a message for %q", rec.Code, data)
	}
	if rec.Code == http.StatusOK && strings.HasPrefix(rec.Header().Get("Content-Type"), "application/json") {
		conforms(t, "POST", path, data, rec)
	}
}
