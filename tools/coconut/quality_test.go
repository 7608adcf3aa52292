package main

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/internal/realmodel"
)

// repository is its root.
var repository = filepath.Join("..", "..")

// qualityTokens are predicted to measure a perplexity. With fewer, chance decides.
const qualityTokens = 1500

// TestQuality holds what the number formats may cost SmolLM2: at most 1 % of perplexity for int8 and 4 % for int4, over
// the same numbers in float32. Those are what the int4 model holds, since its source has such blocks. The text is the
// go command's documentation, which the toolchain brings, so it changes with that alone. It takes two minutes.
func TestQuality(t *testing.T) {
	int8, int4 := realmodel.Folder(t, repository, "smollm2-135m-int8"),
		realmodel.Folder(t, repository, "smollm2-135m-int4")
	if testing.Short() {
		t.Skip("it takes minutes")
	}
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(strings.TrimSpace(string(root)), "src", "cmd", "go", "alldocs.go")
	before := perplexityOf(t, int4, text, "--float32")
	for model, most := range map[string]float64{int8: 0.01, int4: 0.04} {
		after := perplexityOf(t, model, text)
		t.Logf("%s: perplexity %.4f, %.4f in float32: %+.2f %%", filepath.Base(model), after, before, 100*(after/before-1))
		if after > before*(1+most) {
			t.Errorf("%s: perplexity %v, %v in float32; want at most %v %% more", model, after, before, 100*most)
		}
	}
}

func perplexityOf(t *testing.T, model, text string, more ...string) float64 {
	t.Helper()
	return jsonOf[perplexity](t, append([]string{"perplexity", "--model", model, "--data", text, "--tokens",
		strconv.Itoa(qualityTokens)}, more...)...).Perplexity
}

// TestSmolLM2Answers asks the real model what it surely knows, in both formats.
func TestSmolLM2Answers(t *testing.T) {
	for _, name := range []string{"smollm2-135m-int8", "smollm2-135m-int4"} {
		c := jsonOf[completed](t, "complete", "--model", realmodel.Folder(t, repository, name), "--chat",
			"Name the capital of Italy.",
			"--max-tokens", "20")
		if !strings.Contains(c.Text, "Rome") {
			t.Errorf("%s says that the capital of Italy is %q", name, c.Text)
		}
	}
}
