package e2e_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/e2e/webdriver"
	"github.com/coconut-page/coconut/internal/realmodel"
	"github.com/coconut-page/coconut/weights"
)

// realModels are the language models that make models installs, with the most memory that the worker may take, in MB
// of WebAssembly.
var realModels = map[string]int{"smollm2-135m-int8": 230, "smollm2-135m-int4": 150}

// TestSmolLM2 runs the real model in each engine, by the worker protocol: the text is the native one, and the memory
// stays within its bound. With -v it prints the times.
func TestSmolLM2(t *testing.T) {
	const question, tokens = "Why is the sky blue?", 40
	wanted := map[string]*completion.Result{}
	for name := range realModels {
		wanted[name] = answerNatively(t, realmodel.Folder(t, repository, name), question, tokens)
	}
	for _, e := range webdriver.Engines {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			installed(t, e)
			dir, err := builtSite()
			if err != nil {
				t.Fatal(err)
			}
			s := serve(t, dir)
			v := visitWith(t, e)
			v.open(s.URL + "?seed=1")
			for name, megabytes := range realModels {
				v.asksWorker(name, question, tokens, wanted[name], megabytes)
			}
		})
	}
}

// asksWorker has a model answer in a worker of its own.
func (v *visit) asksWorker(name, question string, tokens int, want *completion.Result, megabytes int) {
	v.t.Helper()
	got := eval[struct {
		Text              string
		Memory            float64
		Prompt, Tokens    int
		Load              float64
		PrefillMS, Decode float64
	}](v, fmt.Sprintf(askWorker, name, question, tokens))
	if got.Text != want.Text || got.Tokens != len(want.IDs) {
		v.t.Errorf("%s: the page writes %q, natively it is %q", name, got.Text, want.Text)
	}
	if got.Memory == 0 || got.Memory > float64(megabytes)*1e6 {
		v.t.Errorf("%s: the worker takes %.1f MB, want at most %d", name, got.Memory/1e6, megabytes)
	}
	v.t.Logf("%s: %.1f MB; loaded in %.1f s; %d tokens read at %.1f a second, %d written at %.1f a second", name,
		got.Memory/1e6, got.Load/1000, got.Prompt, 1000*float64(got.Prompt)/got.PrefillMS, got.Tokens,
		1000*float64(got.Tokens)/got.Decode)
}

func answerNatively(t *testing.T, dir, question string, tokens int) *completion.Result {
	t.Helper()
	m, err := completion.Open(context.Background(), weights.Dir(dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	prompt, err := m.Chat([]completion.Message{{Role: "user", Text: question}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Generate(context.Background(), prompt, completion.Options{MaxTokens: tokens}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// askWorker is a promise: it starts the worker of the language models, loads one, and asks it. The memory is what the
// program's instance has grown to, as the worker itself says.
const askWorker = `new Promise((resolve, reject) => {
	const out = {}, began = performance.now();
	let worker;
	const send = (request) => worker.postMessage(JSON.stringify(request));
	worker = coconut.startTextWorker((message) => {
		const event = JSON.parse(message);
		switch (event.type) {
		case "hello": send({type: "load", id: 1, model: %q}); break;
		case "ready":
			out.Load = performance.now() - began;
			send({type: "complete", id: 2, complete: {messages: [{role: "user", text: %q}], max_tokens: %d}});
			break;
		case "completion":
			Object.assign(out, {Text: event.completion.text, Prompt: event.completion.prompt, Tokens: event.completion.tokens,
				PrefillMS: event.completion.prefill_ms, Decode: event.completion.decode_ms, Memory: event.completion.memory});
			worker.terminate();
			resolve(out);
			break;
		case "failed": case "exit": reject(new Error(message));
		}
	});
})`
