package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/quant"
)

// qualityTokens are predicted to measure a perplexity. With fewer, chance decides.
const qualityTokens = 1500

// TestQuality holds what the number formats may cost a real model: at most 1 % of perplexity for int8 and 4 % for int4,
// over the same model in float32. The text is the go command's documentation, which the toolchain brings, so it changes
// with that alone. It takes minutes.
func TestQuality(t *testing.T) {
	source := os.Getenv("COCONUT_SMOLLM2")
	if source == "" {
		t.Skip("COCONUT_SMOLLM2 is not set: want the folder of SmolLM2-135M-Instruct, imported with --format float32 " +
			"--embeddings float32")
	}
	if testing.Short() {
		t.Skip("it takes minutes")
	}
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(strings.TrimSpace(string(root)), "src", "cmd", "go", "alldocs.go")
	before := perplexityOf(t, source, text)
	for format, most := range map[quant.Format]float64{quant.FormatInt8: 0.01, quant.FormatInt4: 0.04} {
		dir := filepath.Join(t.TempDir(), string(format))
		chosen := quant.Formats{Matrices: format, Embeddings: quant.FormatInt8}
		if _, err := quantizeModel(t.Context(), source, dir, chosen, "gzip"); err != nil {
			t.Fatal(err)
		}
		after := perplexityOf(t, dir, text)
		t.Logf("%s: perplexity %.4f, %.4f in float32: %+.2f %%", format, after, before, 100*(after/before-1))
		if after > before*(1+most) {
			t.Errorf("%s: perplexity %v, %v in float32; want at most %v %% more", format, after, before, 100*most)
		}
	}
}

func perplexityOf(t *testing.T, model, text string) float64 {
	t.Helper()
	return jsonOf[perplexity](t, "perplexity", "--model", model, "--data", text, "--tokens",
		strconv.Itoa(qualityTokens)).Perplexity
}
