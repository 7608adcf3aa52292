package edge_test

import (
	"reflect"
	"testing"
)

// TestText: a language model writes in the Worker what it writes natively: chats and completions, whole and as streams,
// drawn with a seed.
func TestText(t *testing.T) {
	w := startWorkerd(t, assets(t))
	sampling := map[string]any{"model": languageModel, "max_tokens": 20, "temperature": 1.2, "top_p": 0.9, "seed": 5,
		"stream_options": map[string]any{"include_usage": true}}
	for _, stream := range []bool{false, true} {
		for path, prompt := range map[string]map[string]any{
			"/v1/completions":      {"prompt": "ab cab", "logprobs": 2},
			"/v1/chat/completions": {"messages": []map[string]string{{"role": "user", "content": "ab"}}, "logprobs": true},
		} {
			fields := map[string]any{"stream": stream}
			for _, more := range []map[string]any{sampling, prompt} {
				for name, value := range more {
					fields[name] = value
				}
			}
			body := encode(t, fields)
			got, want := send(t, "POST", w.URL+path, body), sendNative(t, "POST", path, body)
			if got.status != 200 || !reflect.DeepEqual(timeless(t, got.body), timeless(t, want.body)) {
				t.Errorf("%s %s: %d\n%s\nwant\n%s", path, body, got.status, got.body, want.body)
			}
		}
	}
}
