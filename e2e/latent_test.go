package e2e_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/e2e/webdriver"
	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/formats/latent"
	"github.com/coconut-page/coconut/intervene"
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

// TestLatentPage talks with a latent reasoner in the page: it shows what each thought would say, as it is natively,
// takes another number of them, and changes one.
func TestLatentPage(t *testing.T) {
	t.Parallel()
	const name, other, question = "codi-llama", "coconut-gpt2", "Tom has 3 apples."
	installed(t, webdriver.Chromium)
	dir := latentSite(t)
	offer(t, dir, name)
	offer(t, dir, other)
	m, err := completion.Open(t.Context(), weights.Dir(filepath.Join(dir, "models", name)), nil)
	if err != nil {
		t.Fatal(err)
	}
	v := visitWith(t, webdriver.Chromium)
	v.open(serve(t, dir).URL)
	v.beginChatWith(name, "Download")
	ask := func(thoughts string, change int, o completion.ReasonOptions) {
		t.Helper()
		o.Top = 5
		want, err := m.Reason(t.Context(), question, o, nil)
		if err != nil {
			t.Fatal(err)
		}
		v.presses("#chat-new")
		v.change("#chat-thoughts-number", thoughts)
		v.change("#chat-change", strconv.Itoa(change))
		v.setInput("#chat-draft", question)
		v.presses("#chat-send")
		v.wait(`document.querySelectorAll(".message-text").length === 2 && / in .*; the first after/.test(
			document.querySelector("#chat-status").textContent)`)
		if got := eval[string](v, `document.querySelectorAll(".message-text")[1].textContent`); got != want.Text {
			t.Errorf("%s thoughts, change %d: the page says %q, natively it is %q", thoughts, change, got, want.Text)
		}
		rows := eval[[]string](v, `[...document.querySelectorAll("#chat-thoughts li")].map((li) => li.textContent)`)
		if len(rows) != want.Thoughts+1 {
			t.Fatalf("%s thoughts, change %d: the page shows %d rows", thoughts, change, len(rows))
		}
		for k, row := range rows {
			best := want.Steps[k].Top[0]
			token := strings.ToValidUTF8(best.Token, "\uFFFD") // a piece of a character cannot be sent
			if shown := fmt.Sprintf(": %q %.0f %%", token, 100*math.Exp(best.LogProb)); !strings.Contains(row, shown) {
				t.Errorf("%s thoughts, change %d: row %d is %q, want %s in it", thoughts, change, k, row, shown)
			}
		}
	}
	ask("6", 0, completion.ReasonOptions{Thoughts: 6})
	ask("2", 0, completion.ReasonOptions{Thoughts: 2})
	ask("4", 4, completion.ReasonOptions{Thoughts: 4, Changes: []intervene.Change{{Kind: intervene.Zero, Thought: 2}}})
	v.asksBeside(filepath.Join(dir, "models", other), question)
}

// asksBeside has the last question answered by a second model, too, which is in the folder dir, and compares its answer
// with the native one.
func (v *visit) asksBeside(dir, question string) {
	v.t.Helper()
	m, err := completion.Open(v.t.Context(), weights.Dir(dir), nil)
	if err != nil {
		v.t.Fatal(err)
	}
	want, err := m.Reason(v.t.Context(), question, completion.ReasonOptions{Thoughts: -1}, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	v.setSelect("#beside-model", filepath.Base(dir))
	v.presses("#beside-ask")
	v.wait(`/ in .*; the first after/.test(document.querySelector("#beside-status").textContent)`)
	if got := eval[string](v, `document.querySelector("#beside-text").textContent`); got != want.Text {
		v.t.Errorf("the second model says %q, natively it is %q", got, want.Text)
	}
}

// offer adds a model to the site's list.
func offer(t *testing.T, dir, name string) {
	t.Helper()
	list := filepath.Join(dir, "models", "models.json")
	data, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	var models []map[string]any
	if err := json.Unmarshal(data, &models); err != nil {
		t.Fatal(err)
	}
	models = append(models, map[string]any{"name": name, "method": "codi", "task": "", "thoughts": 6, "bytes": 1})
	if data, err = json.Marshal(models); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(list); err != nil { // it is a link
		t.Fatal(err)
	}
	if err := os.WriteFile(list, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// change chooses a value of a field, as a visitor does.
func (v *visit) change(selector, value string) {
	v.t.Helper()
	eval[bool](v, fmt.Sprintf(`(() => {
		const field = document.querySelector(%q);
		field.value = %q;
		return field.dispatchEvent(new Event("change", {bubbles: true}));
	})()`, selector, value))
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
