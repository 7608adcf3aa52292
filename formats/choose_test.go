package formats

import (
	"testing"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

func TestChoose(t *testing.T) {
	int8s := quant.Formats{Matrices: quant.FormatInt8, Embeddings: quant.FormatInt8}
	for name, c := range map[string]struct {
		task    string
		formats quant.Formats
		want    quant.Formats
		cache   string
	}{
		"a task":   {"prosqa", int8s, int8s, "as before"},
		"int8":     {"", int8s, quant.Formats{Matrices: quant.FormatQ8, Embeddings: quant.FormatQ8}, runtime.KVCacheInt16},
		"int4":     {"", quant.Formats{Matrices: quant.FormatInt4, Embeddings: quant.FormatInt8}, quant.Formats{Matrices: quant.FormatQ4, Embeddings: quant.FormatQ8}, runtime.KVCacheInt16},
		"float32":  {"", quant.Formats{Matrices: quant.FormatFloat32, Embeddings: quant.FormatFloat32}, quant.Formats{Matrices: quant.FormatFloat32, Embeddings: quant.FormatFloat32}, ""},
		"embedded": {"", quant.Formats{Matrices: quant.FormatFloat32, Embeddings: quant.FormatInt8}, quant.Formats{Matrices: quant.FormatFloat32, Embeddings: quant.FormatQ8}, ""},
	} {
		config, got := Choose(runtime.Config{Task: c.task, KVCache: "as before"}, c.formats)
		if got.Matrices != c.want.Matrices || got.Embeddings != c.want.Embeddings || config.KVCache != c.cache {
			t.Errorf("%s: %+v with the cache %q, want %+v with %q", name, got, config.KVCache, c.want, c.cache)
		}
	}
}
