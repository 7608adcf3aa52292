package train

import (
	"os"
	"syscall"
	"testing"
	"time"
)

// BenchmarkSmolLM2 times optimizer steps on word problems without thoughts and with six, by the clock and by the
// processor's time, with the language model whose folder is COCONUT_TRAIN_MODEL.
func BenchmarkSmolLM2(b *testing.B) {
	dir := os.Getenv("COCONUT_TRAIN_MODEL")
	if dir == "" {
		b.Skip("set COCONUT_TRAIN_MODEL to a model folder")
	}
	recipe := Recipe{Name: "bench", Task: "gsm8k", Method: "coconut", Seed: 1, CThought: 2, PadLatentToMax: true,
		LearningRate: 1e-4, Beta1: 0.9, Beta2: 0.999, ClipNorm: 1, Stages: []Stage{{Thoughts: 3, Steps: 1}},
		Text: &Text{QuestionsPerStep: 16, QuestionsAtOnce: 4, MaxTokens: 224, LoRA: &LoRA{Rank: 16, Alpha: 32}}}
	for name, stage := range map[string]Stage{"no thoughts": {Steps: 1}, "6 thoughts": {Thoughts: 3, Steps: 1}} {
		b.Run(name, func(b *testing.B) {
			backend, err := NewBackend("go")
			if err != nil {
				b.Fatal(err)
			}
			defer backend.Finalize()
			r := newRun(recipe, Options{Dir: b.TempDir(), Init: dir, Data: "../../shared/data/gsm8k_train.jsonl", Backend: "go"})
			if err := r.open(b.Context(), backend); err != nil {
				b.Fatal(err)
			}
			defer r.metrics.Close()
			if err := r.lessons.begin(stage); err != nil {
				b.Fatal(err)
			}
			step := func() int {
				m, err := r.lessons.step(0, stage)
				if err != nil {
					b.Fatal(err)
				}
				return m.Tokens
			}
			step() // compiles
			tokens, before := 0, processorTime(b)
			for b.Loop() {
				tokens += step()
			}
			b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
			b.ReportMetric(float64(tokens)/(processorTime(b)-before).Seconds(), "tokens/processor-s")
		})
	}
}

// processorTime is what this program has used.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
