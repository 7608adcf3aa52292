package runtime

import "testing"

// The models of BenchmarkPrefill and BenchmarkThink have 2.4 million weights in 3 layers of width 256. SetBytes counts
// the bytes of weights read, so MB/s of int8 is a million multiply-adds per second.

func benchmarkModels(b *testing.B, run func(b *testing.B, m *Model)) {
	c := shippedConfig()
	tensors := randomTensors(c, 1)
	b.Run("float32", func(b *testing.B) { run(b, newTestModel(b, c, tensors)) })
	b.Run("int8", func(b *testing.B) { run(b, newTestModel(b, c, tensors.quantized(b))) })
	b.Run("int4", func(b *testing.B) { run(b, newTestModel(b, c, tensors.quantized4(b))) })
}

func weightBytes(m *Model) int64 {
	c := m.config
	n := c.Layers * (4*c.Width*c.Width + 2*c.Width*c.Inner)
	if _, ok := m.embedding.(*floatMatrix); ok {
		n *= 4
	}
	return int64(n)
}

func BenchmarkPrefill(b *testing.B) {
	benchmarkModels(b, func(b *testing.B, m *Model) {
		prompt := randomPrompt(m.config, 120)
		b.SetBytes(weightBytes(m) * int64(len(prompt)))
		b.ReportAllocs()
		for b.Loop() {
			if err := m.NewSession().Prefill(prompt); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkThink(b *testing.B) {
	benchmarkModels(b, func(b *testing.B, m *Model) {
		s := m.NewSession()
		if err := s.Prefill(randomPrompt(m.config, 120)); err != nil {
			b.Fatal(err)
		}
		cache := s.cache
		b.SetBytes(weightBytes(m))
		b.ReportAllocs()
		for b.Loop() {
			if s.Len() == 128 { // before the next page: always attend over 121 to 128 positions
				s.cache.length = cache.length
			}
			if err := s.Think(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkFork(b *testing.B) {
	m := newTestModel(b, shippedConfig(), randomTensors(shippedConfig(), 1))
	s := m.NewSession()
	if err := s.Prefill(randomPrompt(m.config, 120)); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Fork()
	}
}
