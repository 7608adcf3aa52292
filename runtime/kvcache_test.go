package runtime

import (
	"math"
	"testing"
)

// TestShortCacheIsClose compares a cache of 16-bit integers with one of float32: over more than a page, the hidden
// state differs by little, and the memory by about half.
func TestShortCacheIsClose(t *testing.T) {
	c := tinyConfig(PositionRotary)
	tensors := randomTensors(c, 5)
	whole := newTestModel(t, c, tensors).NewSession()
	c.KVCache = KVCacheInt16
	model := newTestModel(t, c, tensors)
	short := model.NewSession()
	prompt := randomPrompt(c, pageRows+5)
	must(t, whole.Prefill(prompt))
	must(t, short.Prefill(prompt))
	var worst, largest float64
	for i, v := range whole.Hidden() {
		worst = max(worst, math.Abs(float64(v-short.Hidden()[i])))
		largest = max(largest, math.Abs(float64(v)))
	}
	if worst == 0 || worst > 1e-3*largest {
		t.Errorf("the hidden states differ by %v, and the largest number is %v", worst, largest)
	}
	if p := short.cache.pages[0]; len(p.data) != 0 ||
		2*len(p.short)+4*len(p.scales) > 4*len(whole.cache.pages[0].data)*6/10 {
		t.Errorf("a page has %d, %d and %d numbers", len(p.data), len(p.short), len(p.scales))
	}
	if d := model.Dequantized(); d.config.KVCache != "" {
		t.Errorf("the reference keeps its cache as %q", d.config.KVCache)
	}
}

// TestCacheOfSmolLM2 holds the memory of a token for SmolLM2-135M's shape: at most 24 KB.
func TestCacheOfSmolLM2(t *testing.T) {
	cache := newKVCache(Config{Layers: 30, Heads: 9, KVHeads: 3, Width: 576, MaxPositions: 8192, KVCache: KVCacheInt16})
	cache.prepare(1)
	p := cache.pages[0]
	if perToken := (2*len(p.short) + 4*len(p.scales)) / pageRows; perToken > 24_000 {
		t.Errorf("%d bytes a token, want at most 24,000", perToken)
	}
}
