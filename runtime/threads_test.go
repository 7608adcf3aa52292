package runtime

import (
	"slices"
	"testing"
)

// wideLlama has enough numbers for goroutines to share everything that is done to new positions, and three heads of
// keys, which no even number of goroutines divides.
func wideLlama() Config {
	c := tinyLlama()
	c.VocabSize, c.MaxPositions, c.Width, c.Heads, c.KVHeads, c.HeadWidth, c.Inner = 64, 512, 288, 9, 3, 32, 768
	c.QKNorm = true
	return c
}

// TestThreadsChangeNoBit runs a long prompt and thoughts with several numbers of threads, also after another prompt
// that was read with more of them.
func TestThreadsChangeNoBit(t *testing.T) {
	for name, c := range map[string]Config{"gpt2": shippedConfig(), "llama": wideLlama()} {
		c.KVCache = KVCacheInt16
		tensors := randomTensors(c, 1).quantized(t)
		prompt := randomPrompt(c, 300)
		var want []float32
		for _, threads := range []int{1, 2, 3, 8} {
			m := newTestModel(t, c, tensors)
			m.SetThreads(5)
			m.SetThreads(threads)
			s := m.NewSession()
			if err := s.Prefill(prompt); err != nil {
				t.Fatal(err)
			}
			for range 3 {
				if err := s.Think(); err != nil {
					t.Fatal(err)
				}
			}
			got := make([]float32, c.VocabSize)
			if err := s.Logits(got); err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = got
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %d threads change the logits", name, threads)
			}
		}
	}
}
