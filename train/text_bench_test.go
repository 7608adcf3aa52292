package train

import (
	"os"
	"testing"
)

// BenchmarkSmolLM2 times optimizer steps of the coconut recipe's first and last stage on a language model, whose folder
// is COCONUT_TRAIN_MODEL.
func BenchmarkSmolLM2(b *testing.B) {
	dir := os.Getenv("COCONUT_TRAIN_MODEL")
	if dir == "" {
		b.Skip("set COCONUT_TRAIN_MODEL to a model folder")
	}
	for name, stage := range map[string]Stage{"no thoughts": {Steps: 1}, "6 thoughts": {Thoughts: 3, Steps: 1}} {
		b.Run(name, func(b *testing.B) {
			recipe := Recipe{Name: "bench", Task: "prosqa", Method: "coconut", Seed: 1, CThought: 2, PadLatentToMax: true,
				LearningRate: 1e-4, Beta1: 0.9, Beta2: 0.999, ClipNorm: 1, Stages: []Stage{{Thoughts: 3, Steps: 1}},
				Text: &Text{QuestionsPerStep: 8, MaxTokens: 400, LoRA: &LoRA{Rank: 16, Alpha: 32}}}
			recipe.Task = "gsm8k"
			r := newRun(recipe, Options{Dir: b.TempDir(), Init: dir, Data: "../../shared/data/gsm8k_train.jsonl", Backend: "go"})
			backend, err := NewBackend("go")
			if err != nil {
				b.Fatal(err)
			}
			defer backend.Finalize()
			if err := r.open(b.Context(), backend); err != nil {
				b.Fatal(err)
			}
			defer r.metrics.Close()
			if err := r.lessons.begin(stage); err != nil {
				b.Fatal(err)
			}
			if _, err := r.lessons.step(0, stage); err != nil { // compiles
				b.Fatal(err)
			}
			tokens := 0
			for b.Loop() {
				m, err := r.lessons.step(0, stage)
				if err != nil {
					b.Fatal(err)
				}
				tokens += m.Tokens
			}
			b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
		})
	}
}
