package npm_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/formats/latent"
	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/quant"
)

// models is a folder with a model of a task, a language model that chats, and a latent one.
var models = sync.OnceValues(func() (string, error) {
	dir, ctx := filepath.Join(temporary, "models"), context.Background()
	shipped, err := filepath.Abs(filepath.Join(repository, "weights", "models", "prosqa-coconut"))
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := os.Symlink(shipped, filepath.Join(dir, "prosqa-coconut")); err != nil {
		return "", err
	}
	if err := toymodel.ImportTo(ctx, filepath.Join(dir, "toy"), toymodel.Roomy); err != nil {
		return "", err
	}
	if err := toymodel.ImportTo(ctx, filepath.Join(dir, "toy-json"), writesJSON); err != nil {
		return "", err
	}
	source := filepath.Join(repository, "formats", "testdata", "latent", "codi-llama")
	c, err := latent.Open(source, latent.Options{Config: filepath.Join(source, "base", "config.json"),
		Tokenizer: filepath.Join(source, "base", "tokenizer.json")})
	if err != nil {
		return "", err
	}
	defer c.Close()
	o := formats.Options{Name: "codi-llama", Formats: quant.DefaultFormats}
	_, err = formats.Import(ctx, c, filepath.Join(dir, o.Name), o)
	return dir, err
})

// writesJSON is a change to the toy model: it has what JSON is made of, in place of other characters.
func writesJSON(f *gguf.File) {
	toymodel.Roomy(f)
	for i, p := range f.Metadata {
		if p.Key == "tokenizer.ggml.tokens" {
			words := slices.Clone(toymodel.Tokens)
			copy(words[slices.Index(words, "s"):], []string{`"`, ":", "{", "}"})
			f.Metadata[i].Value = words
		}
	}
}

func modelsDir(t *testing.T) string {
	t.Helper()
	dir, err := models()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// policy is as strict as a page with the package can have it, but for an icon and the test's own worker.
const policy = "default-src 'none'; img-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; " +
	"connect-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types coconut-page test"

// serve serves the package, the models, the same with a byte wrong in each chunk, and the scripts of this folder, all
// under the policy.
func serve(t *testing.T) *httptest.Server {
	t.Helper()
	files := http.FileServer(http.Dir(modelsDir(t)))
	mux := http.NewServeMux()
	mux.Handle("/models/", http.StripPrefix("/models", files))
	mux.Handle("/corrupt/", http.StripPrefix("/corrupt", corrupting{files}))
	mux.Handle("/package/", http.StripPrefix("/package", http.FileServer(http.Dir(packageDir(t)))))
	mux.Handle("/", http.FileServer(http.Dir(".")))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// corrupting changes a byte of each chunk.
type corrupting struct{ http.Handler }

func (c corrupting) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.Contains(r.URL.Path, "/chunks/") {
		c.Handler.ServeHTTP(w, r)
		return
	}
	recorder := httptest.NewRecorder()
	c.Handler.ServeHTTP(recorder, r)
	data := recorder.Body.Bytes()
	data[len(data)/2] ^= 1
	_, _ = w.Write(data) // whoever reads it sees a failure
}

// setting is what the cases are given.
type setting struct {
	Models    string          `json:"models"`
	Corrupt   string          `json:"corrupt"`
	Nowhere   string          `json:"nowhere"`
	Questions []string        `json:"questions"`
	Tokens    []int           `json:"tokens"`
	Schema    json.RawMessage `json:"schema"`
}

// settingAt is the setting with a server.
func settingAt(address string) setting {
	return setting{Models: address + "/models", Corrupt: address + "/corrupt", Nowhere: address + "/nowhere",
		Questions: questions, Tokens: tokens, Schema: json.RawMessage(schemaText)}
}
