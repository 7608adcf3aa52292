package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/coconut-page/coconut/quant"
)

// TestQuality holds what the number formats may cost a real model: at most 1 % of perplexity for int8 and 4 % for int4,
// over the same model in float32. It takes minutes.
func TestQuality(t *testing.T) {
	source := os.Getenv("COCONUT_SMOLLM2")
	if source == "" {
		t.Skip("COCONUT_SMOLLM2 is not set: want the folder of SmolLM2-135M-Instruct, imported with --format float32 " +
			"--embeddings float32")
	}
	if testing.Short() {
		t.Skip("it takes minutes")
	}
	ends := perplexityOf(t, source)
	for name, most := range map[quant.Format]float64{quant.FormatInt8: 0.01, quant.FormatInt4: 0.04} {
		dir := filepath.Join(t.TempDir(), string(name))
		chosen := quant.Formats{Matrices: name, Embeddings: quant.FormatInt8}
		if _, err := quantizeModel(t.Context(), source, dir, chosen, "gzip"); err != nil {
			t.Fatal(err)
		}
		for text, before := range ends {
			after := perplexityOf(t, dir)[text]
			t.Logf("%s: perplexity %.4f on %s, %.4f in float32: %+.2f %%", name, after, text, before, 100*(after/before-1))
			if after > before*(1+most) {
				t.Errorf("%s: perplexity %v on %s, %v in float32; want at most %v %% more", name, after, text, before,
					100*most)
			}
		}
	}
}

// perplexityOf measures a model on texts.
func perplexityOf(t *testing.T, model string) map[string]float64 {
	t.Helper()
	found := map[string]float64{}
	for text, tokens := range map[string]int{"docs/model.md": 600, "docs/training.md": 600} {
		p := jsonOf[perplexity](t, "perplexity", "--model", model, "--data", filepath.Join("..", "..", text), "--tokens",
			strconv.Itoa(tokens))
		found[text] = p.Perplexity
	}
	return found
}
