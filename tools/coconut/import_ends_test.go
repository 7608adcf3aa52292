package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// hubFolder is a folder in Hugging Face's layout without generation_config.json: GPT-2's fixture, whose config.json
// says so of the tokens that end a text.
func hubFolder(t *testing.T, ends string) string {
	t.Helper()
	from, to := filepath.Join("..", "..", "formats", "testdata", "pytorch", "gpt2"), t.TempDir()
	put(t, filepath.Join(to, "model.safetensors"), readFileText(t, filepath.Join(from, "model.safetensors")))
	config := readFileText(t, filepath.Join(from, "config.json"))
	changed := strings.Replace(config, `"eos_token_id": 0`, `"eos_token_id": `+ends, 1)
	if !strings.Contains(config, `"eos_token_id": 0`) {
		t.Fatal("the fixture's config has no eos_token_id")
	}
	put(t, filepath.Join(to, "config.json"), changed)
	return to
}

// TestImportConfigEnds checks that the tokens that end a text come from config.json if nothing else names them, however
// weights and tokenizer are given.
func TestImportConfigEnds(t *testing.T) {
	written := func(args ...string) []int {
		out := filepath.Join(t.TempDir(), "model")
		jsonOf[importation](t, append([]string{"import", "--format", "float32", "--out", out}, args...)...)
		return jsonOf[completed](t, "complete", "--model", out, "--prompt-ids", "3,4", "--max-tokens", "9").IDs
	}
	whole := written(hubFolder(t, "null"))
	if len(whole) != 9 {
		t.Fatalf("without a last token %d tokens are written, want 9", len(whole))
	}
	last := whole[2]
	want := whole[:slices.Index(whole, last)]
	for _, ends := range []string{fmt.Sprint(last), fmt.Sprintf("[31, %d]", last)} {
		folder := hubFolder(t, ends)
		config := filepath.Join(t.TempDir(), "other.json")
		if err := os.Rename(filepath.Join(folder, "config.json"), config); err != nil {
			t.Fatal(err)
		}
		lone := filepath.Join(folder, "model.safetensors")
		for name, args := range map[string][]string{
			"a folder": {hubFolder(t, ends)}, "a file": {lone, "--config", config},
			"no tokenizer": {lone, "--config", config, "--tokenizer", "none"},
			"no latent":    {lone, "--config", config, "--latent", "none"},
		} {
			if got := written(args...); !slices.Equal(got, want) {
				t.Errorf("%s with eos_token_id %s: tokens are %v, want %v", name, ends, got, want)
			}
		}
	}
	if _, err := command(t, "import", hubFolder(t, `"x"`), "--out", filepath.Join(t.TempDir(), "x")); err == nil ||
		!strings.Contains(err.Error(), `config.json: `) || !strings.Contains(err.Error(), `eos_token_id is "x"`) {
		t.Errorf("an id that is text: %v", err)
	}
}
