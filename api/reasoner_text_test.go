package api_test

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/api"
	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/formats/latent"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/weights"
)

// latentReasoner imports a small random model of CODI's scheme.
func latentReasoner(t *testing.T) (dir string) {
	t.Helper()
	source := filepath.Join("..", "formats", "testdata", "latent", "codi-llama")
	c, err := latent.Open(source, latent.Options{Config: filepath.Join(source, "base", "config.json"),
		Tokenizer: filepath.Join(source, "base", "tokenizer.json")})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	dir = filepath.Join(t.TempDir(), "codi")
	if _, err := formats.Import(t.Context(), c, dir,
		formats.Options{Name: "codi", Formats: quant.DefaultFormats}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestLatentReasoner asks a latent reasoner by chat completions: it answers the last message by its scheme, with as
// many thoughts as it was trained to take or as the request says.
func TestLatentReasoner(t *testing.T) {
	const question = "Tom has 3 apples."
	dir := latentReasoner(t)
	models := api.NewModels([]string{"codi"}, 0, func(ctx context.Context, _ string) (api.Model, error) {
		return api.Load(ctx, weights.Dir(dir))
	})
	h := api.New(api.Options{Models: models})
	m, err := completion.Open(t.Context(), weights.Dir(dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		thoughts any
		want     int
	}{"as trained": {nil, 6}, "-1": {-1, 6}, "two": {2, 2}, "none": {0, 0}} {
		want, err := m.Reason(t.Context(), question, completion.ReasonOptions{Thoughts: c.want, MaxTokens: 9}, nil)
		if err != nil {
			t.Fatal(err)
		}
		fields := map[string]any{"model": "codi", "max_tokens": 9, "messages": []map[string]string{
			{"role": "user", "content": "Before."}, {"role": "assistant", "content": "Yes."}, {"role": "user", "content": question}}}
		if c.thoughts != nil {
			fields["thoughts"] = c.thoughts
		}
		rec := call(t, h, "POST", "/v1/chat/completions", body(fields))
		if rec.Code != http.StatusOK {
			t.Fatalf("%s: %d, %s", name, rec.Code, rec.Body)
		}
		got := decode[textAnswer](t, rec.Body.Bytes())
		if got.Choices[0].Message.Content != want.Text || got.Usage.Written != len(want.IDs)+c.want {
			t.Errorf("%s: %q with %d tokens, want %q with %d and %d thoughts", name, got.Choices[0].Message.Content,
				got.Usage.Written, want.Text, len(want.IDs), c.want)
		}
	}
	for want, fields := range map[string]map[string]any{
		"in its own way": {"response_format": map[string]any{"type": "json_object"}},
		"thoughts is":    {"thoughts": 1000},
	} {
		fields["model"], fields["messages"] = "codi", []map[string]string{{"role": "user", "content": question}}
		rec := call(t, h, "POST", "/v1/chat/completions", body(fields))
		if rec.Code != http.StatusBadRequest || !strings.Contains(rec.Body.String(), want) {
			t.Errorf("%d, %s; want %q", rec.Code, rec.Body, want)
		}
	}
}
