package train

import (
	"testing"

	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// TestBaseFormats starts from models in each number format: what is trained further are the stored numbers,
// dequantized.
func TestBaseFormats(t *testing.T) {
	for _, format := range []quant.Format{quant.FormatFloat32, quant.FormatInt8, quant.FormatInt4, quant.FormatQ8,
		quant.FormatQ4} {
		t.Run(string(format), func(t *testing.T) {
			c, err := toymodel.Checkpoint(toymodel.Roomy)
			if err != nil {
				t.Fatal(err)
			}
			files, err := c.Files()
			if err != nil {
				t.Fatal(err)
			}
			files[tokenizer.GenerationFile] = []byte(`{"eos_token_id": 0}`)
			as := quant.Formats{Matrices: format, Embeddings: format}
			b, err := openBase(t.Context(), importAs(t, c, as, files))
			if err != nil {
				t.Fatal(err)
			}
			floats, err := b.floats(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range b.config.Tensors() {
				got, err := floats(spec)
				if err != nil {
					t.Fatal(err)
				}
				want, err := c.Floats(spec)
				if err != nil {
					t.Fatal(err)
				}
				if lost := quant.Compare(want, got); lost.SNRdB < 15 {
					t.Errorf("%s lost %v", spec.Name, lost)
				}
			}
		})
	}
}
