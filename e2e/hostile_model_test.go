package e2e_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const markup = `<img src=x onerror=pwned=1>`

// rewrite changes a JSON file of a site.
func rewrite(t *testing.T, name string, change func(v any)) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	change(v)
	if data, err = json.Marshal(v); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// rewriteTokenizer changes the model's tokenizer, and the manifest with it: the attacker is the model's host here, so
// hashes are right.
func rewriteTokenizer(t *testing.T, model string, change func(v map[string]any)) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(model, "files", "*", "tokenizer.json"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%q, %v", found, err)
	}
	rewrite(t, found[0], func(v any) { change(v.(map[string]any)) })
	data, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	name := hex.EncodeToString(sum[:])
	if err := os.Rename(filepath.Dir(found[0]), filepath.Join(model, "files", name)); err != nil {
		t.Fatal(err)
	}
	rewrite(t, filepath.Join(model, "manifest.json"), func(v any) {
		for _, f := range v.(map[string]any)["files"].([]any) {
			if f := f.(map[string]any); f["name"] == "tokenizer.json" {
				f["sha256"], f["size"] = name, len(data)
			}
		}
	})
}

// TestHostileTokens loads a model whose words are markup: they are shown as text.
func TestHostileTokens(t *testing.T) {
	shipped(t)
	tb, s, dir := siteCopy(t)
	const question = "Every terpus is a gerpus. Tom is a terpus. Davis is a dumpus. Is Tom a gerpus or dumpus?"
	rewriteTokenizer(t, filepath.Join(dir, "models", modelName), func(v map[string]any) {
		vocabulary := v["model"].(map[string]any)["vocab"].(map[string]any)
		for word, id := range vocabulary {
			if len(word) > 2 && word[0] != '<' && word != "###" && !strings.Contains(question, word) {
				delete(vocabulary, word)
				vocabulary[fmt.Sprintf("%s%v", markup, id)] = id
			}
		}
	})
	tb.open(s.URL + "?seed=1")
	tb.put(question)
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	tb.do(chromedp.Click("#open-trace"))
	tb.wait(`document.querySelector("#trace")`)
	if !js[bool](tb, `[...document.querySelectorAll("#trace .token")].some((e) => e.textContent.startsWith(`+quote(markup)+
		`))`) {
		t.Error("no hostile word is shown, so nothing was tried")
	}
	tb.shoot("hostile-tokens")
	tb.harmless("tokens")
}

// TestHostileModels loads what a malicious host could send instead of a model. The page says briefly what is wrong.
func TestHostileModels(t *testing.T) {
	shipped(t)
	tb, s, dir := siteCopy(t)
	s.lose("/sw.js") // it would keep the first manifest
	manifest := func(change func(m map[string]any)) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			rewrite(t, filepath.Join(dir, "models", modelName, "manifest.json"), func(v any) { change(v.(map[string]any)) })
		}
	}
	text := func(text string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, "models", modelName, "manifest.json"), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	// Rejected models come first: once a model could be loaded it is cached, and used when its server sends nonsense.
	for _, tt := range []struct {
		name   string
		change func(t *testing.T, dir string)
		refuse bool
	}{
		{"name", manifest(func(m map[string]any) { m["name"] = markup }), true},
		{"unknown field", manifest(func(m map[string]any) { m[markup] = 1 }), true},
		{"file outside",
			manifest(func(m map[string]any) { m["files"].([]any)[0].(map[string]any)["name"] = "../../" + markup }), true},
		{"hash with a path",
			manifest(func(m map[string]any) { m["chunks"].([]any)[0].(map[string]any)["sha256"] = "../../evil" }), true},
		{"chunk too large",
			manifest(func(m map[string]any) { m["chunks"].([]any)[0].(map[string]any)["raw_size"] = 1 << 40 }), true},
		{"enormous tensor",
			manifest(func(m map[string]any) { m["tensors"].([]any)[0].(map[string]any)["shape"] = []int{1 << 30, 1 << 30} }),
			true},
		{"enormous network", manifest(func(m map[string]any) { m["config"].(map[string]any)["n_positions"] = 1 << 40 }),
			true},
		{"many layers", manifest(func(m map[string]any) { m["config"].(map[string]any)["n_layer"] = 1 << 30 }), true},
		{"task", manifest(func(m map[string]any) { m["config"].(map[string]any)["task"] = markup }), true},
		{"deep nesting", text(strings.Repeat("[", 500_000)), true},
		{"deep configuration", text(`{"format":"coconut-weights","version":2,"name":"m","config":` + strings.Repeat(`{"a":`, 150_000)), true},
		{"two megabytes", text(strings.Repeat(" ", 2<<20)), true},
		{"a page", text("<!DOCTYPE html>" + markup), true},
		{"list of models", func(t *testing.T, dir string) {
			rewrite(t, filepath.Join(dir, "models", "models.json"), func(v any) {
				for _, m := range v.([]any) {
					if m := m.(map[string]any); m["name"] != modelName {
						m["name"], m["method"] = "../"+markup, markup
					}
				}
			})
		}, false},
		{"method", manifest(func(m map[string]any) { m["config"].(map[string]any)["method"] = markup }), false},
	} {
		restore := kept(t, filepath.Join(dir, "models", modelName, "manifest.json"),
			filepath.Join(dir, "models", "models.json"))
		tt.change(t, dir)
		tb.do(chromedp.Navigate(s.URL + "?seed=1"))
		tb.wait(`document.querySelector("#facts, #load-error")`)
		got := tb.text("#load-error")
		if (got != "") != tt.refuse || len(got) > 1000 {
			t.Errorf("%s: the page says %.1200q", tt.name, got)
		}
		if !tt.refuse {
			tb.do(chromedp.Click("#ask"))
			tb.answered()
		}
		tb.harmless(tt.name)
		restore()
	}
	tb.takeProblems()
}

// kept returns a function that restores files to their present state.
func kept(t *testing.T, names ...string) func() {
	t.Helper()
	texts := map[string][]byte{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = data
	}
	return func() {
		for name, data := range texts {
			if err := os.WriteFile(name, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
