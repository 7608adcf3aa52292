package train

import (
	"github.com/gomlx/compute"
	"fmt"
	"math"
	"os"
	"testing"
	"time"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

func envf(k string, d float64) float64 {
	if s := os.Getenv(k); s != "" {
		fmt.Sscan(s, &d)
	}
	return d
}

func TestPilot(t *testing.T) {
	if os.Getenv("PILOT") == "" {
		t.Skip()
	}
	d := int(envf("D", 128))
	cfg := runtime.Config{Width: d, Layers: int(envf("L", 3)), Heads: d / 32, Inner: 4 * d, LayerNormEpsilon: 1e-5, Position: "rotary", RotaryBase: 10000}
	toks := append([]string{"<pad>", "<unk>", "<eos>", "<bot>", "<eot>", "<pause>", "###", ".", "?"}, append(append([]string{}, prosqa.Names...), prosqa.Concepts...)...)
	cfg.VocabSize = len(toks)
	r := &Recipe{Seed: 1, Model: cfg, GraphsPerStep: int(envf("G", 16)), QueriesPerGraph: int(envf("Q", 8)), ChainQueries: int(envf("C", 2)), UniformProb: envf("UP", .3), ThoughtSupervision: 1,
		LearningRate: envf("LR", 1e-3), FinalLearningRate: 1e-4, WarmupSteps: 100, Beta1: .9, Beta2: .98, ClipNorm: 1}
	stages := []Stage{{1, 6, 8, 3000, .9}, {2, 6, 9, 3000, .9}, {3, 8, 12, 3000, .9}, {4, 8, 15, 3000, .9}, {5, 10, 20, 3000, .9}, {6, 12, 28, 3000, .93}, {6, 0, 0, 100000, 2}}
	residualGain = envf("RG", 1)
	store := model.NewStore()
	if err := initParams(store, cfg, 1); err != nil {
		t.Fatal(err)
	}
	be, err := compute.NewWithConfig(os.Getenv("BE"))
	if err != nil {
		t.Fatal(err)
	}
	v, err := newVocabulary(toks)
	if err != nil {
		t.Fatal(err)
	}
	s := sampler{recipe: r, vocab: v}
	step := 0
	t0 := time.Now()
	for si, st := range stages {
		sp, err := newStepper(be, store, r, v, st.Thoughts)
		if err != nil {
			t.Fatal(err)
		}
		var hit, ans, chain, loss float64
		var hits []float64 = make([]float64, st.Thoughts)
		for i := 0; i < st.Steps; i++ {
			b := s.next(step, st)
			lr := r.LearningRate * math.Min(1, float64(step+1)/100)
			if lv := store.GetVariable("/optimizers/learning_rate"); lv != nil {
				lv.MustSetValue(tensors.FromScalar(float32(lr)))
			}
			m, err := sp.run(b)
			if err != nil {
				t.Fatal(err)
			}
			step++
			a := math.Max(.03, 1/float64(i+1))
			hit += a * (float64(m.FrontierHits[st.Thoughts-1]) - hit)
			for k := range hits {
				hits[k] += a * (float64(m.FrontierHits[k]) - hits[k])
			}
			ans += a * (float64(m.AnswerAccuracy) - ans)
			chain += a * (float64(m.ChainAccuracy) - chain)
			loss += a * (float64(m.Loss) - loss)
			if step%50 == 0 {
				fmt.Printf("%s stage %d step %d (%d) P %d loss %.3f th %.3f ch %.3f an %.3f lookup %.2f hits %.2f ans %.3f chain %.3f  %.2f s/step\n", time.Since(t0).Round(time.Second), si, step, i, b.padded, loss, m.ThoughtLoss, m.ChainLoss, m.AnswerLoss, m.LookupHits, hits, ans, chain, time.Since(t0).Seconds()/float64(step))
			}
			if i > 40 && hit > st.UntilHit && ans > st.UntilHit {
				break
			}
		}
	}
}
