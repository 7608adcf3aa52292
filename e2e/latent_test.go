package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/e2e/webdriver"
	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/formats/latent"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/weights"
)

// latentModels are small random models of each scheme, with their weights in formats/testdata/latent.
var latentModels = map[string]string{
	"coconut-gpt2": "checkpoint_6", "codi-llama": "", "sim-cot-codi": "", "latenttts-codi": "",
}

// TestLatentModels asks a model of each scheme in the page's worker: it thinks, and the text is the native one.
func TestLatentModels(t *testing.T) {
	t.Parallel()
	const question, tokens = "Tom has 3 apples and buys 12 more.  How many?", 12
	installed(t, webdriver.Chromium)
	dir := latentSite(t)
	v := visitWith(t, webdriver.Chromium)
	v.open(serve(t, dir).URL)
	for name := range latentModels {
		m, err := completion.Open(t.Context(), weights.Dir(filepath.Join(dir, "models", name)), nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := m.Reason(t.Context(), question, completion.ReasonOptions{Thoughts: -1, MaxTokens: tokens}, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := eval[struct {
			Text           string
			Prompt, Tokens int
		}](v, fmt.Sprintf(askWorker, name, question, tokens))
		if got.Text != r.Text || got.Tokens != len(r.IDs) || got.Prompt != len(r.PromptIDs) || r.Thoughts == 0 {
			t.Errorf("%s: the page writes %q after %d tokens, natively it is %q after %d and %d thoughts", name, got.Text,
				got.Prompt, r.Text, len(r.PromptIDs), r.Thoughts)
		}
	}
}

// latentSite is the site with these models, which its list does not have.
func latentSite(t *testing.T) string {
	t.Helper()
	built, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	models := filepath.Join(dir, "models")
	if err := os.Mkdir(models, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"", "models"} {
		entries, err := os.ReadDir(filepath.Join(built, folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			name := filepath.Join(folder, e.Name())
			if name == "models" {
				continue
			}
			if err := os.Symlink(filepath.Join(built, name), filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, file := range latentModels {
		importLatent(t, name, file, filepath.Join(models, name))
	}
	return dir
}

// importLatent imports one of them, in the default number format.
func importLatent(t *testing.T, name, file, out string) {
	t.Helper()
	source := filepath.Join(repository, "formats", "testdata", "latent", name)
	o := latent.Options{}
	if _, err := os.Stat(filepath.Join(source, "base")); err == nil {
		o.Config, o.Tokenizer = filepath.Join(source, "base", "config.json"), filepath.Join(source, "base", "tokenizer.json")
	}
	c, err := latent.Open(filepath.Join(source, file), o)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = formats.Import(t.Context(), c, out, formats.Options{Name: name, Formats: quant.DefaultFormats})
	if err != nil {
		t.Fatal(err)
	}
}
