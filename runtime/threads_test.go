package runtime

import (
	"slices"
	"testing"
)

// TestThreadsChangeNoBit runs a model with several numbers of threads, so large that its products and heads are shared.
func TestThreadsChangeNoBit(t *testing.T) {
	c := shippedConfig()
	c.KVCache = KVCacheInt16
	tensors := randomTensors(c, 1).quantized(t)
	prompt := randomPrompt(c, 70)
	var want []float32
	for _, threads := range []int{1, 2, 3} {
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
			t.Errorf("%d threads change the logits", threads)
		}
	}
}
