package engine

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
)

const poodle = "Tom is a poodle. Every poodle is a pet. Eva is a tree. Is Tom a tree or pet?"

var ownInfo = Info{
	Name: "prosqa-coconut", Method: "coconut", Task: "prosqa", Thoughts: 6, Parameters: 603264, Bytes: 598707,
	Kernels: "simd128",
}

// messages are the examples of docs/protocol.md, in its order.
var messages = []any{
	Request{Type: RequestLoad, ID: 1},
	Request{Type: RequestLoad, ID: 8, Model: "smollm2-135m-int8"},
	Request{Type: RequestAsk, ID: 2, Ask: &Ask{Question: poodle, Thoughts: 2, TopK: 2}},
	Request{Type: RequestAsk, ID: 3, Ask: &Ask{
		Question: "Alex is a tumpus. Tumpuses are happy. True or false: Alex is happy.",
		Thoughts: -1, TopK: 5, Model: "prontoqa-coconut",
		Changes: []reasoner.Change{
			{Kind: reasoner.ChangeNoise, Thought: 1, Amount: 0.3, Seed: 7},
			{Kind: reasoner.ChangeSwap, Thought: 2,
				Other: "Max is a lempus. Lempuses are not shy. True or false: Max is shy."},
			{Kind: reasoner.ChangeMean, Thought: 3,
				Others: []string{"Max is a lempus. Lempuses are not shy. True or false: Max is shy."}},
		},
	}},
	Request{Type: RequestAsk, ID: 4, Ask: &Ask{Question: poodle, AtOnce: true}},
	Request{Type: RequestAsk, ID: 15, Ask: &Ask{Question: poodle, Thoughts: 6, Hidden: true, Bare: true}},
	Request{Type: RequestRace, ID: 5, Race: &Race{Question: poodle, Models: []string{"prosqa-coconut", "prosqa-cot"}}},
	Request{Type: RequestBatch, ID: 6, Batch: &Batch{
		Kind: "prontoqa", Seed: 7, Count: 100, Thoughts: 5, Model: "prontoqa-coconut", AtOnce: true, Traces: true,
	}},
	Request{Type: RequestBatch, ID: 15, Batch: &Batch{
		Kind: "prosqa", Seed: 7, Count: 100, Thoughts: -1, Conditions: []string{"zero:3", Matched, Unmatched},
	}},
	Request{Type: RequestComplete, ID: 9, Complete: &Complete{
		Messages:  []Message{{"system", "You are brief."}, {"user", "What is the capital of France?"}},
		MaxTokens: 64, Temperature: 0.7, TopK: 40, TopP: 0.9, MinP: 0.05, RepetitionPenalty: 1.1, Seed: 7,
		Stop: []string{"\n\n"},
	}},
	Request{Type: RequestComplete, ID: 10, Complete: &Complete{Prompt: "The capital of France is", MaxTokens: 8}},
	Request{Type: RequestComplete, ID: 14, Complete: &Complete{
		Prompt: "Tom has 3 apples and buys 12 more. How many has he?", Thoughts: new(6), Top: 2,
		Changes: []intervene.Change{
			{Kind: intervene.Zero, Thought: 3},
			{Kind: intervene.Mean, Thought: 4, Others: []string{"Eva has 2 pears. How many has she?"}},
		},
	}},
	Request{Type: RequestComplete, ID: 16, Complete: &Complete{
		Prompt: "A city, as JSON: ", MaxTokens: 32,
		Schema: json.RawMessage(`{"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}`),
	}},
	Request{Type: RequestTokenize, ID: 17, Tokenize: raw(Tokenize{Text: "Paris"})},
	Request{Type: RequestTokenize, ID: 18, Tokenize: raw(Tokenize{IDs: []int{16112}})},
	Request{Type: RequestTokenize, ID: 19, Tokenize: raw(Tokenize{Names: []string{"<bot>", "<eot>"}})},
	Request{Type: RequestSession, ID: 20, Session: raw(SessionCall{Do: DoNew})},
	Request{Type: RequestSession, ID: 21, Session: raw(SessionCall{Session: 1, Do: DoPrefill, Tokens: []int{24, 58, 7}})},
	Request{Type: RequestSession, ID: 22, Session: raw(SessionCall{Session: 1, Do: DoPrefill, Text: "Paris"})},
	Request{Type: RequestSession, ID: 23, Session: raw(SessionCall{Session: 1, Do: DoFeed, Vector: oneAndMinusHalf})},
	Request{Type: RequestSession, ID: 24, Session: raw(SessionCall{Session: 1, Do: DoTop, Count: 2})},
	Request{Type: RequestConvert, ID: 11, Convert: &Convert{
		Files: []string{"model.safetensors", "config.json", "tokenizer.json"}, Name: "mine", Format: "int8",
	}},
	Request{Type: RequestConvert, ID: 14, Convert: &Convert{
		Address: "https://example.org/models/a.gguf", Name: "a", Format: "int8",
	}},
	Request{Type: RequestConvert, ID: 13, Convert: &Convert{
		Files: []string{"a.gguf"}, Name: "a", Format: "int4", OnlyNeed: true,
	}},
	Request{Type: RequestCancel, ID: 6},
	Request{Type: RequestForget, ID: 7},
	Request{Type: RequestForget, ID: 12, Model: "mine"},
	Event{Type: EventHello, Version: Version},
	Event{Type: EventProgress, ID: 1, Progress: &Progress{
		Done: 446135, Total: 593491, Layer: 2, Layers: 3, Read: 1, Seconds: 4,
		Trouble: "Fetch: the server cannot be reached. It is tried again in 1.0 s.",
	}},
	Event{Type: EventOpened, ID: 1, Info: &ownInfo},
	Event{Type: EventReady, ID: 1, Info: readyInfo()},
	Event{Type: EventStep, ID: 2, Step: &reasoner.Step{
		Kind: "bot", Token: "<bot>",
		Top:     []reasoner.Candidate{{Token: "Tom", Prob: 0.997212}, {Token: "Eva", Prob: 0.00042947097}},
		Direct:  []reasoner.Candidate{{Token: "poodle", Prob: 0.99943024}, {Token: "timpus", Prob: 0.000050432143}},
		Values:  []float32{0.99803287, 0.000006395915, 7.683864e-8, 0.0004298245, 7.113319e-7},
		Holds:   []float32{0.000003684123, 0.99943024, 0.0000086896725, 0.0000032598302, 0.000030102923},
		Similar: []float32{-0.013410833, 0.59357196, 0.028584877, -0.01703467, 0.08572934},
		Speaks:  0.000034804307, Answers: []float32{0.0028580949, 0.0008393164}, Millis: 0.033509,
	}},
	Event{Type: EventStep, ID: 15, Step: &reasoner.Step{
		Kind: "thought", Hidden: []float32{0.25, -1.5}, Millis: 0.033509,
	}},
	Event{Type: EventResult, ID: 2, Result: &reasoner.Result{
		Model: "prosqa-coconut", Method: "coconut", Question: poodle, Answer: "Tom is a pet.",
		Tokens: []string{"bompus", "boompus", ".", "###", "Tom", "boompus", ".", "<eos>"},
		Nodes:  []string{"Tom", "poodle", "pet", "Eva", "tree"}, Candidates: []string{"tree", "pet"},
		Graph:   &reasoner.Graph{Facts: [][2]int{{0, 1}, {1, 2}, {3, 4}}},
		Chain:   []tasks.Link{{From: "poodle", To: "pet", Fact: true, Follows: true}},
		Verdict: "right", Expected: "Tom is a pet.", Why: "2 facts lead from Tom to pet, and none to tree",
		Path: []string{"Tom", "poodle", "pet"}, ThoughtsNeeded: 1, PromptTokens: 13, Cached: 9,
		Steps:     []reasoner.Step{{Kind: "token", Token: "poodle", Millis: 0.019339}},
		Aliases:   map[string]string{"pet": "boompus", "poodle": "bompus", "tree": "brimpus"},
		PrefillMS: 0.285126, DecodeMS: 0.157525, TotalMS: 0.788979,
	}},
	Event{Type: EventStanding, ID: 5, Standing: &Standing{Model: "prosqa-coconut"}},
	Event{Type: EventStanding, ID: 5, Standing: &Standing{Model: "prosqa-cot", Done: 75044, Total: 594564}},
	Event{Type: EventStanding, ID: 5, Standing: &Standing{Model: "prosqa-icot", Problem: "Chunk 3: bad checksum."}},
	Event{Type: EventStanding, ID: 5, Standing: &Standing{Model: "prosqa-pause", Absent: true}},
	Event{Type: EventStanding, ID: 5, Standing: &Standing{Model: "prosqa-cot", Result: &reasoner.Result{
		Model: "prosqa-cot", Method: "cot", Question: poodle, Answer: "Tom is a pet.",
		Tokens:  []string{"Tom", "bompus", ".", "bompus", "boompus", ".", "###", "Tom", "boompus", ".", "<eos>"},
		Verdict: "right", Expected: "Tom is a pet.", Why: "2 facts lead from Tom to pet, and none to tree",
		PromptTokens: 13, PrefillMS: 0.157622, DecodeMS: 0.214296, TotalMS: 0.409597,
	}}},
	Event{Type: EventTally, ID: 6, Items: []BatchItem{
		{
			Seed: 7, Verdict: "right", Answer: "Max is a boompus.", Expected: "Max is a boompus.",
			Hops: 2, Deep: true, Tokens: 9, Millis: 1.091247, Result: json.RawMessage(`{"model": "prosqa-coconut"}`),
		},
		{
			Seed: 8, Verdict: "wrong", Answer: "Wren is a wumpus.", Expected: "Wren is a jompus.",
			Hops: 3, Tokens: 9, Millis: 1.14087,
		},
	}},
	Event{Type: EventTally, ID: 15, Items: []BatchItem{{
		Seed: 7, Verdict: "wrong", Answer: "Max is a lempus.", Expected: "Max is a boompus.",
		Hops: 2, Tokens: 12, Millis: 2.5, Condition: Unmatched, Predicted: "Max is a lempus.",
	}}},
	Event{Type: EventPrefill, ID: 9, Prefill: &Prefill{Read: 64, Total: 96}},
	Event{Type: EventThought, ID: 14, Thought: &Thought{
		Index: 1, Top: []Guess{{Text: " 15", Probability: 0.625}, {Text: " 12", Probability: 0.25}},
	}},
	Event{Type: EventToken, ID: 9, Token: &Token{ID: 16112, Text: "Paris"}},
	Event{Type: EventCompletion, ID: 9, Completion: &Completion{
		Text: "Paris.", Prompt: 41, Cached: 12, Tokens: 2, Finish: "stop", PrefillMS: 210.5, DecodeMS: 31.25,
		Memory: 188743680, Threads: 2,
	}},
	Event{Type: EventCompletion, ID: 14, Completion: &Completion{
		Text: "### 15", Prompt: 17, Tokens: 4, Thoughts: 6, Answer: new("15"), Finish: "stop", PrefillMS: 40.5,
		DecodeMS: 12.25,
	}},
	Event{Type: EventTokens, ID: 17, Tokens: raw(Tokens{IDs: []int{16112}, Texts: []string{"Paris"}})},
	Event{Type: EventState, ID: 21, State: raw(State{Session: 1, Length: 3, Vector: oneAndMinusHalf})},
	Event{Type: EventState, ID: 24, State: raw(State{
		Session: 1, Length: 3, Top: []Choice{{ID: 37, Token: "hilpus", Prob: 0.114493065}},
	})},
	Event{Type: EventNeed, ID: 11, Need: &Need{Memory: 188743680, Storage: 152043520}},
	Event{Type: EventNeed, ID: 14, Need: &Need{Memory: 188743680, Storage: 152043520, Download: 269060552}},
	Event{Type: EventConverted, ID: 11, Info: &Info{
		Name: "mine", Parameters: 134515008, Bytes: 152043520, Kernels: "simd128", Chats: true, Context: 8192,
		Latent: true, Width: 576, Vocabulary: 49152,
	}},
	Event{Type: EventDone, ID: 6},
	Event{Type: EventForgot, ID: 7},
	Event{Type: EventForgot, ID: 7, Message: "The browser refused."},
	Event{Type: EventStopped, ID: 6},
	Event{Type: EventFailed, ID: 2, Failure: &Failure{
		Kind:    FailedQuestion,
		Message: `Sentence 2, "Tom likes tea.": a fact reads "Every X is a Y." or "Name is a Y.".`,
		Text:    "Tom likes tea.", Sentence: 2, Code: "syntax",
	}},
	Event{Type: EventExit, Message: "RuntimeError: unreachable"},
}

// oneAndMinusHalf are the numbers 1 and -0.5 as bytes.
var oneAndMinusHalf = []byte{0, 0, 0x80, 0x3f, 0, 0, 0, 0xbf}

// raw is the JSON of a value that only some programs know.
func raw(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func readyInfo() *Info {
	i := ownInfo
	i.Fetched, i.Stored = 75160, 523547
	i.Models = []ModelInfo{{
		Name: "prosqa-coconut", Method: "coconut", Task: "prosqa", Thoughts: 6, Bytes: 598707,
		License: "MIT", Context: 512, Results: map[string]float64{"prosqa_valid.json": 1},
	}}
	i.Memory, i.Used, i.Allowed = 33554432, 6291456, 10737418240
	i.Unkept, i.Unpromised = "The device has no room left.", true
	return &i
}

// document is docs/protocol.md, and the examples in it.
func document(t *testing.T) (text string, examples []string) {
	t.Helper()
	data, err := os.ReadFile("../docs/protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?s)```json\n(.*?)```").FindAllSubmatch(data, -1) {
		examples = append(examples, string(m[1]))
	}
	return string(data), examples
}

// TestDocumentedMessages holds the JSON of each message: an example in the document is what the Go value becomes, and
// is read as that value.
func TestDocumentedMessages(t *testing.T) {
	_, examples := document(t)
	if len(examples) != len(messages) {
		t.Fatalf("docs/protocol.md has %d examples, and this test %d messages", len(examples), len(messages))
	}
	for i, message := range messages {
		var encoded string
		var decoded any
		var err, decodeErr error
		switch m := message.(type) {
		case Request:
			encoded, err = m.encode()
			var r *Request
			if r, decodeErr = decodeRequest(examples[i]); decodeErr == nil {
				decoded = *r
			}
		case Event:
			encoded, err = m.encode()
			var e *Event
			if e, decodeErr = decodeEvent(examples[i]); decodeErr == nil {
				decoded = *e
			}
		}
		if err != nil || decodeErr != nil {
			t.Fatalf("example %d: %v, %v", i+1, err, decodeErr)
		}
		if got, want := parse(t, encoded), parse(t, examples[i]); !reflect.DeepEqual(got, want) {
			t.Errorf("example %d: the message is\n%s\nand the document has\n%s", i+1, encoded, examples[i])
		}
		if !reflect.DeepEqual(compact(t, decoded), compact(t, message)) {
			t.Errorf("example %d is read as\n%+v\nwant\n%+v", i+1, decoded, message)
		}
	}
}

// compact takes the white space out of what a message has as raw JSON.
func compact(t *testing.T, message any) any {
	t.Helper()
	clean := func(fields ...*json.RawMessage) {
		for _, f := range fields {
			if *f == nil {
				continue
			}
			var b bytes.Buffer
			if err := json.Compact(&b, *f); err != nil {
				t.Fatal(err)
			}
			*f = b.Bytes()
		}
	}
	switch m := message.(type) {
	case Request:
		clean(&m.Tokenize, &m.Session)
		return m
	case Event:
		clean(&m.Tokens, &m.State)
		return m
	}
	return message
}

func parse(t *testing.T, text string) (value any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

// TestDocumentIsWhole: every type of message has an example, and every field both an example and a word of explanation.
func TestDocumentIsWhole(t *testing.T) {
	text, examples := document(t)
	seen := map[string]bool{}
	for _, example := range examples {
		keys(parse(t, example), seen)
	}
	for name := range fields(reflect.TypeFor[Request](), reflect.TypeFor[Event](), reflect.TypeFor[Tokenize](),
		reflect.TypeFor[Tokens](), reflect.TypeFor[SessionCall](), reflect.TypeFor[State]()) {
		if !seen[name] {
			t.Errorf("no example has the field %q", name)
		}
		if !strings.Contains(text, "`"+name+"`") {
			t.Errorf("the field %q is not explained", name)
		}
	}
	for _, name := range messageTypes(t) {
		if !strings.Contains(text, "\n### "+name+"\n") || !strings.Contains(text, `"type": "`+name+`"`) {
			t.Errorf("the message %q has no section or no example", name)
		}
	}
	if !strings.Contains(text, "protocol, version "+strconv.Itoa(Version)+"\n") {
		t.Errorf("the document is not of version %d", Version)
	}
}

// keys collects the names of all fields in a value.
func keys(value any, seen map[string]bool) {
	switch v := value.(type) {
	case map[string]any:
		for k, field := range v {
			seen[k] = true
			keys(field, seen)
		}
	case []any:
		for _, item := range v {
			keys(item, seen)
		}
	}
}

// fields are the JSON names of all fields of some types, and of the types they are made of.
func fields(types ...reflect.Type) map[string]bool {
	names, done := map[string]bool{}, map[reflect.Type]bool{}
	for len(types) > 0 {
		typ := types[0]
		types = types[1:]
		switch {
		case done[typ]:
		case typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice:
			types = append(types, typ.Elem())
		case typ.Kind() == reflect.Struct:
			for field := range typ.Fields() {
				name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
				if name == "-" { // it is never sent
					continue
				}
				names[name] = true
				types = append(types, field.Type)
			}
		}
		done[typ] = true
	}
	return names
}

// messageTypes are the values of the constants of RequestType and EventType.
func messageTypes(t *testing.T) []string {
	t.Helper()
	var values []string
	for _, name := range []string{"request.go", "event.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != "RequestType" && typ.Name != "EventType" {
				return true
			}
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, value)
			return true
		})
	}
	if len(values) < 19 {
		t.Fatalf("found the messages %q, want 6 requests and 13 events at least", values)
	}
	return values
}
