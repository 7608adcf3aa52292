package formats

import (
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

// Choose returns how a model is to be stored when someone says int8 or int4: the model's config, and the formats. A
// model without a task was not trained for our own int8 and int4, in whose place it gets the ones with a scale for
// every 32 values; and its long contexts get a KV cache of 16-bit integers. Everything else stays as it is.
func Choose(c runtime.Config, f quant.Formats) (runtime.Config, quant.Formats) {
	if c.Task != "" {
		return c, f
	}
	for _, format := range []*quant.Format{&f.Matrices, &f.Embeddings} {
		switch *format {
		case quant.FormatInt8:
			*format = quant.FormatQ8
		case quant.FormatInt4:
			*format = quant.FormatQ4
		}
	}
	c.KVCache = ""
	if f.Matrices != quant.FormatFloat32 {
		c.KVCache = runtime.KVCacheInt16
	}
	return c, f
}
