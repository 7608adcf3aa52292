package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/quant"
)

// jsonOf runs a command and decodes its JSON.
func jsonOf[T any](t *testing.T, args ...string) (value T) {
	t.Helper()
	out, err := command(t, append(args, "--json")...)
	if err == nil {
		err = json.Unmarshal([]byte(out), &value)
	}
	if err != nil {
		t.Fatalf("coconut %s: %v", strings.Join(args, " "), err)
	}
	return value
}

// TestImport imports a GGUF file, and uses the model in every way that the commands offer.
func TestImport(t *testing.T) {
	out := filepath.Join(t.TempDir(), "tiny")
	i := jsonOf[importation](t, "import", toymodel.Write(t, func(*gguf.File) {}), "--out", out)
	if i.Model != "tiny" || i.Config.VocabSize != len(toymodel.Tokens) || i.Bytes == 0 || i.LowestSNRdB == nil ||
		i.Format != quant.FormatQ8 || i.Embeddings != quant.FormatQ8 || i.Exact != 0 || i.Matrices != 8 ||
		i.RelativeError <= 0 || i.RelativeError > 0.01 {
		t.Errorf("import says %+v", i)
	}
	tokens := jsonOf[tokenization](t, "tokenize", "--model", out, "ab ab<|im_end|>")
	if want := []int{8, 9}; !slices.Equal(tokens.IDs[:2], want) || slices.Contains(tokens.IDs, 2) {
		t.Errorf("tokens are %+v, want %v first and no special one", tokens, want)
	}
	c := jsonOf[completed](t, "complete", "--model", out, "--prompt", "ab ab", "--max-tokens", "5", "--top", "3",
		"--thoughts", "2")
	if !slices.Equal(c.PromptIDs, []int{8, 9}) || len(c.IDs) != len(c.Steps) || len(c.IDs) > 5 || c.Thoughts != 2 {
		t.Errorf("complete says %+v", c)
	}
	for n, s := range c.Steps {
		if s.ID != c.IDs[n] || len(s.Top) != 3 || s.Top[0].ID != s.ID || s.Token != toymodel.Tokens[s.ID] &&
			s.Token != strings.NewReplacer("Ġ", " ", "Ċ", "\n").Replace(toymodel.Tokens[s.ID]) {
			t.Errorf("step %d is %+v", n, s)
		}
		if s.Top[0].Logit < s.Top[1].Logit || s.Top[0].Probability > 1 || s.Top[2].Probability <= 0 {
			t.Errorf("candidates of step %d are %+v", n, s.Top)
		}
	}
	again := jsonOf[completed](t, "complete", "--model", out, "--prompt-ids", "8,9", "--max-tokens", "5", "--thoughts",
		"2")
	if !slices.Equal(again.IDs, c.IDs) || again.Text != c.Text {
		t.Errorf("the same prompt by ids gives %v, want %v", again.IDs, c.IDs)
	}
	chat := jsonOf[completed](t, "complete", "--model", out, "--chat", "ab", "--max-tokens", "1")
	if chat.PromptIDs[0] != 1 || !slices.Contains(chat.PromptIDs, 2) {
		t.Errorf("the chat's prompt is %v, want <|im_start|> first and <|im_end|>", chat.PromptIDs)
	}
	if text, err := command(t, "complete", "--model", out, "--prompt", "ab", "--top", "2", "--max-tokens",
		"2"); err != nil ||
		!strings.Contains(text, "logit") {
		t.Errorf("complete prints %q, %v", text, err)
	}
}

// TestImportFormats checks what each of the formats' names stands for.
func TestImportFormats(t *testing.T) {
	file := toymodel.Write(t, toymodel.Endless)
	for _, test := range []struct {
		args               []string
		matrices, embedded quant.Format
		least, most        float64 // relative error
	}{
		{[]string{"--format", "int4"}, quant.FormatQ4, quant.FormatQ8, 0.03, 0.1},
		{[]string{"--format", "int4", "--embeddings", "int4", "--keep", "h.*.attn.*"}, quant.FormatQ4, quant.FormatQ4, 0.03, 0.1},
		{[]string{"--format", "q8_0", "--embeddings", "float32"}, quant.FormatQ8, quant.FormatFloat32, 1e-4, 0.01},
		{[]string{"--format", "float32", "--embeddings", "float32"}, quant.FormatFloat32, quant.FormatFloat32, 0, 0},
	} {
		out := filepath.Join(t.TempDir(), "tiny")
		i := jsonOf[importation](t, append([]string{"import", file, "--out", out}, test.args...)...)
		if i.Format != test.matrices || i.Embeddings != test.embedded || i.RelativeError < test.least ||
			i.RelativeError > test.most || (i.Exact == i.Matrices) != (test.most == 0) {
			t.Errorf("import %v says %+v", test.args, i)
		}
		c := jsonOf[completed](t, "complete", "--model", out, "--prompt", "ab ab", "--max-tokens", "2")
		if len(c.IDs) != 2 {
			t.Errorf("import %v: %d tokens are written, want 2", test.args, len(c.IDs))
		}
		text, err := command(t, append([]string{"import", file, "--out", out}, test.args...)...)
		says := "relative error of all weights"
		if test.most == 0 {
			says = "every number is exactly the source's"
		}
		if err != nil || !strings.Contains(text, says) {
			t.Errorf("import %v prints %q, %v; want %q", test.args, text, err, says)
		}
	}
}

// TestImportEnds checks that the file's last token ends a text.
func TestImportEnds(t *testing.T) {
	first := filepath.Join(t.TempDir(), "endless")
	jsonOf[importation](t, "import", toymodel.Write(t, toymodel.Endless), "--out", first)
	whole := jsonOf[completed](t, "complete", "--model", first, "--prompt-ids", "3,4", "--max-tokens", "9")
	if len(whole.IDs) != 9 {
		t.Fatalf("without a last token %d tokens are written, want 9", len(whole.IDs))
	}
	stop := func(f *gguf.File) {
		toymodel.Endless(f)
		f.Metadata = append(f.Metadata, gguf.Pair{Key: "tokenizer.ggml.eos_token_id", Value: uint32(whole.IDs[2])})
	}
	second := filepath.Join(t.TempDir(), "ending")
	jsonOf[importation](t, "import", toymodel.Write(t, stop), "--out", second)
	got := jsonOf[completed](t, "complete", "--model", second, "--prompt-ids", "3,4", "--max-tokens", "9")
	if want := whole.IDs[:slices.Index(whole.IDs, whole.IDs[2])]; !slices.Equal(got.IDs, want) {
		t.Errorf("tokens are %v, want %v", got.IDs, want)
	}
}

func TestImportErrors(t *testing.T) {
	spm := toymodel.Write(t, func(f *gguf.File) {
		for i, p := range f.Metadata {
			if p.Key == "tokenizer.ggml.model" {
				f.Metadata[i].Value = "llama"
			}
		}
	})
	out := filepath.Join(t.TempDir(), "tiny")
	if _, err := command(t, "import", spm, "--out", out); err == nil ||
		!strings.Contains(err.Error(), `"llama"; supported: gpt2`) {
		t.Errorf("a SentencePiece tokenizer: %v", err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("an import that was refused left a folder")
	}
	if _, err := command(t, "import", spm, "--out", out, "--tokenizer", "none"); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"tokenize", "--model", out, "ab"}, {"complete", "--model", out, "--prompt", "ab"}} {
		if _, err := command(t, args...); err == nil || !strings.Contains(err.Error(), "has no tokenizer") {
			t.Errorf("coconut %v: %v", args, err)
		}
	}
	c := jsonOf[completed](t, "complete", "--model", out, "--prompt-ids", "3,4", "--max-tokens", "2")
	if len(c.IDs) != 2 {
		t.Errorf("without a tokenizer %d tokens are written, want 2", len(c.IDs))
	}
	bad := filepath.Join(t.TempDir(), "tokenizer.json")
	if err := os.WriteFile(bad, []byte(`{"model":{"type":"Unigram"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := command(t, "import", spm, "--out", out, "--tokenizer", bad); err == nil ||
		!strings.Contains(err.Error(), bad) {
		t.Errorf("a tokenizer that is not supported: %v", err)
	}
}

// TestPerplexity compares the command with the sum over what `coconut complete` says of each next token.
func TestPerplexity(t *testing.T) {
	out := filepath.Join(t.TempDir(), "tiny")
	jsonOf[importation](t, "import", toymodel.Write(t, toymodel.Endless), "--out", out)
	data := filepath.Join(t.TempDir(), "text.txt")
	if err := os.WriteFile(data, []byte("ab ab abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	ids := jsonOf[tokenization](t, "tokenize", "--model", out, "ab ab abc").IDs
	vocabulary := strconv.Itoa(len(toymodel.Tokens))
	for _, window := range []int{2, 3, 512} {
		var sum float64
		tokens := 0
		for windowed := range slices.Chunk(ids, window) {
			for n := 1; n < len(windowed); n++ {
				prompt := strings.Trim(strings.ReplaceAll(fmt.Sprint(windowed[:n]), " ", ","), "[]")
				c := jsonOf[completed](t, "complete", "--model", out, "--prompt-ids", prompt, "--max-tokens", "1",
					"--top", vocabulary)
				i := slices.IndexFunc(c.Steps[0].Top, func(a candidate) bool { return a.ID == windowed[n] })
				sum -= math.Log(c.Steps[0].Top[i].Probability)
				tokens++
			}
		}
		p := jsonOf[perplexity](t, "perplexity", "--model", out, "--data", data, "--window", strconv.Itoa(window))
		if p.Tokens != tokens || math.Abs(p.NLL-sum/float64(tokens)) > 1e-6 {
			t.Errorf("windows of %d: %+v, want %d tokens and %v", window, p, tokens, sum/float64(tokens))
		}
	}
	few := jsonOf[perplexity](t, "perplexity", "--model", out, "--data", data, "--tokens", "1")
	if few.Tokens != 1 {
		t.Errorf("%d tokens were predicted, want 1", few.Tokens)
	}
}

// TestCompleteEdges gives the command what is empty, too long, or not for the model.
func TestCompleteEdges(t *testing.T) {
	out := filepath.Join(t.TempDir(), "tiny")
	jsonOf[importation](t, "import", toymodel.Write(t, toymodel.Endless), "--out", out)
	word := filepath.Join("..", "..", "weights", "models", defaultModel)
	for name, test := range map[string]struct {
		args []string
		says string
	}{
		"no text":         {[]string{"--model", out, "--prompt", ""}, "unreadable prompt: it is empty"},
		"many thoughts":   {[]string{"--model", out, "--prompt", "a", "--thoughts", "64"}, "1 tokens and 64 thoughts leave no room in a context of 64"},
		"chat with words": {[]string{"--model", word, "--chat", "Hello"}, "does not chat"},
		"unknown word":    {[]string{"--model", word, "--prompt", "Hello"}, `"Hello"`},
		"two prompts":     {[]string{"--model", out, "--prompt", "a", "--chat", "a"}, "prompt"},
	} {
		if _, err := command(t, append([]string{"complete"}, test.args...)...); err == nil ||
			!strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
	}
	jsonOf[completed](t, "complete", "--model", out, "--chat", "", "--max-tokens", "1") // an empty message is one
	c := jsonOf[completed](t, "complete", "--model", out, "--prompt", "ab", "--top", "100000", "--max-tokens", "1")
	if len(c.Steps[0].Top) != len(toymodel.Tokens) {
		t.Errorf("%d candidates, want all %d", len(c.Steps[0].Top), len(toymodel.Tokens))
	}
	c = jsonOf[completed](t, "complete", "--model", out, "--prompt", "a", "--max-tokens", "1000")
	if len(c.IDs) != 64 || c.FinishReason != "length" {
		t.Errorf("%d tokens fill a context of 64, finish reason %q", len(c.IDs), c.FinishReason)
	}
	c = jsonOf[completed](t, "complete", "--model", word, "--prompt-ids", "1,2,3", "--max-tokens", "2")
	if c.Steps[0].Token == "" || !strings.Contains(c.Text, c.Steps[0].Token) {
		t.Errorf("a model of words says %+v", c)
	}
}

// TestInterrupted checks that commands which work for long stop when they are told to, and say so.
func TestInterrupted(t *testing.T) {
	dir := t.TempDir()
	out, file := filepath.Join(dir, "tiny"), toymodel.Write(t, toymodel.Endless)
	jsonOf[importation](t, "import", file, "--out", out)
	why := errors.New("stopped")
	ctx, stop := context.WithCancelCause(t.Context())
	stop(why)
	for _, args := range [][]string{
		{"import", file, "--out", filepath.Join(dir, "new")}, {"complete", "--model", out, "--prompt", "ab"},
		{"quantize", out, "--out", filepath.Join(dir, "int4"), "--format", "int4"},
		{"perplexity", "--model", out, "--data", "import_test.go"}, {"export", out, "--out", filepath.Join(dir, "x.gguf")},
		{"export", out, "--to", "safetensors", "--out", filepath.Join(dir, "x")},
	} {
		root := newRoot()
		root.SetOut(io.Discard)
		root.SetErr(io.Discard)
		root.SetArgs(args)
		if err := root.ExecuteContext(ctx); !errors.Is(err, why) && !errors.Is(err, context.Canceled) {
			t.Errorf("coconut %s: %v, want %v", args[0], err, why)
		}
	}
}
