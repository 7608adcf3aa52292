package runtime

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// tinyLlama has odd sizes on purpose; each variant enables a feature of another family member.
func tinyLlama() Config {
	return Config{
		ModelType: ModelLlama, VocabSize: 23, MaxPositions: 75, Width: 30, Layers: 2, Heads: 6, KVHeads: 2, HeadWidth: 10,
		Inner:            50,
		LayerNormEpsilon: 1e-5, Position: PositionRotary, RotaryBase: 1e5, Task: "prosqa", Method: "coconut", Thoughts: 3,
		MaxNewTokens: 12,
	}
}

func llamaVariants() map[string]Config {
	all := map[string]Config{"llama": tinyLlama()}
	for name, change := range map[string]func(c *Config){
		"all heads":   func(c *Config) { c.Heads, c.KVHeads, c.HeadWidth = 3, 0, 0 },
		"one kv head": func(c *Config) { c.KVHeads = 1 },
		"qwen2":       func(c *Config) { c.QKVBias = true },
		"qwen3":       func(c *Config) { c.QKNorm = true },
		"untied":      func(c *Config) { c.UntiedHead = true },
		"llama 3 scaling": func(c *Config) {
			c.RotaryScaling = RotaryScaling{Factor: 8, LowFactor: 1, HighFactor: 4, Original: 32}
		},
	} {
		c := tinyLlama()
		change(&c)
		all[name] = c
	}
	return all
}

// llamaReference is a second implementation of the architecture, in float64, from the definition.
type llamaReference struct{ *reference }

func (r llamaReference) forward(inputs [][]float64) [][]float64 {
	x := make([][]float64, len(inputs))
	for i := range inputs {
		x[i] = append([]float64(nil), inputs[i]...)
	}
	width := r.config.headWidth()
	for l := range r.config.Layers {
		p := fmt.Sprintf("h.%d.", l)
		var q, k, v [][]float64
		for pos := range x {
			in := r.rms(p+"norm_1", x[pos])
			qi, ki := r.heads(p+"attn.q", r.linear(p+"attn.q", in), pos), r.heads(p+"attn.k", r.linear(p+"attn.k", in), pos)
			q, k, v = append(q, qi), append(k, ki), append(v, r.linear(p+"attn.v", in))
		}
		for pos := range x {
			mixed := make([]float64, len(q[pos]))
			for h := range r.config.Heads {
				shared := h / (r.config.Heads / r.config.kvHeads())
				scores, total := make([]float64, pos+1), 0.0
				for t := range scores {
					for i := range width {
						scores[t] += q[pos][h*width+i] * k[t][shared*width+i]
					}
					scores[t] = math.Exp(scores[t] / math.Sqrt(float64(width)))
					total += scores[t]
				}
				for t := range scores {
					for i := range width {
						mixed[h*width+i] += scores[t] / total * v[t][shared*width+i]
					}
				}
			}
			addTo(x[pos], r.linear(p+"attn.o", mixed))
			in := r.rms(p+"norm_2", x[pos])
			gate, up := r.linear(p+"mlp.gate", in), r.linear(p+"mlp.up", in)
			for i := range gate {
				gate[i] = gate[i] / (1 + math.Exp(-gate[i])) * up[i]
			}
			addTo(x[pos], r.linear(p+"mlp.down", gate))
		}
	}
	for pos := range x {
		x[pos] = r.rms("norm_f", x[pos])
	}
	return x
}

func (r llamaReference) rms(name string, x []float64) []float64 {
	square := 0.0
	for _, v := range x {
		square += v * v / float64(len(x))
	}
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v / math.Sqrt(square+r.config.LayerNormEpsilon) * r.tensors[name+".weight"][i]
	}
	return out
}

func (r llamaReference) linear(name string, x []float64) []float64 {
	weight := r.tensors[name+".weight"]
	out := make([]float64, len(weight)/len(x))
	copy(out, r.tensors[name+".bias"])
	for i := range out {
		for j, v := range x {
			out[i] += weight[i*len(x)+j] * v
		}
	}
	return out
}

// heads normalizes each head, if the model has norms for that, and rotates it.
func (r llamaReference) heads(name string, x []float64, pos int) []float64 {
	width := r.config.headWidth()
	var out []float64
	for from := 0; from < len(x); from += width {
		head := x[from : from+width]
		if r.config.QKNorm {
			head = r.rms(name+"_norm", head)
		}
		turned := make([]float64, width)
		for i := range width / 2 {
			sin, cos := math.Sincos(float64(pos) * r.frequency(i))
			turned[i], turned[i+width/2] = head[i]*cos-head[i+width/2]*sin, head[i+width/2]*cos+head[i]*sin
		}
		out = append(out, turned...)
	}
	return out
}

// frequency follows Hugging Face's code for rope_type "llama3", with wavelengths instead of numbers of waves.
func (r llamaReference) frequency(i int) float64 {
	f := math.Pow(r.config.RotaryBase, -2*float64(i)/float64(r.config.headWidth()))
	s := r.config.RotaryScaling
	if s.Factor == 0 {
		return f
	}
	wave := 2 * math.Pi / f
	low, high := float64(s.Original)/s.LowFactor, float64(s.Original)/s.HighFactor
	if wave > low {
		return f / s.Factor
	}
	if wave < high {
		return f
	}
	smooth := (float64(s.Original)/wave - s.LowFactor) / (s.HighFactor - s.LowFactor)
	return (1-smooth)*f/s.Factor + smooth*f
}

// TestLlamaMatchesReference compares every hidden state and the last logits of every variant, past two pages of the
// cache and through thoughts.
func TestLlamaMatchesReference(t *testing.T) {
	const thoughts = 3
	for name, c := range llamaVariants() {
		t.Run(name, func(t *testing.T) {
			tensors := randomTensors(c, 21)
			tokens := randomPrompt(c, 2*pageRows+3)
			requireReference(t, c, tensors, llamaReference{newReference(t, c, tensors)}, tokens, thoughts)

			batched := newTestModel(t, c, tensors).NewSession()
			must(t, batched.Prefill(tokens))
			one := newTestModel(t, c, tensors).NewSession()
			for _, token := range tokens {
				must(t, one.Step(token))
			}
			requireSameState(t, "prefill", batched, one)
		})
	}
}

// TestGoldenLlama is TestGoldenTrace for the Llama family.
func TestGoldenLlama(t *testing.T) {
	for name, want := range map[string][2]string{
		"llama":           {"a40bc919794f35df", "183e0aedf891156c"},
		"qwen2":           {"f71e811cc12eb7b9", "388d09996e902582"},
		"qwen3":           {"7fd175f844dbeb7b", "cf5541c1a9ea8d9f"},
		"untied":          {"bee6d67af499c495", "6a1c706d8d24068b"},
		"llama 3 scaling": {"0120f2db3cf0beea", "ff596fc0b682bae3"},
	} {
		c := llamaVariants()[name]
		tensors := randomTensors(c, 5)
		for i, source := range []tensorMap{tensors, tensors.quantized(t)} {
			if got := traceHash(t, newTestModel(t, c, source), Options{Thoughts: 5, TopK: 4}, 40); got != want[i] {
				t.Errorf("%s, format %d: %q, want %q", name, i, got, want[i])
			}
		}
	}
}

func TestLlamaConfigErrors(t *testing.T) {
	for says, change := range map[string]func(c *Config){
		"n_kv_head is 4":                     func(c *Config) { c.KVHeads = 4 },
		"n_kv_head is 7":                     func(c *Config) { c.KVHeads = 7 },
		"n_kv_head is -1":                    func(c *Config) { c.KVHeads = -1 },
		"head_width is not set":              func(c *Config) { c.HeadWidth, c.Heads, c.KVHeads = 0, 7, 7 },
		"an even width":                      func(c *Config) { c.HeadWidth = 5 },
		"heads are -2 wide":                  func(c *Config) { c.HeadWidth = -2 },
		"heads are 1025 wide":                func(c *Config) { c.HeadWidth = 1025 },
		"are wider than":                     func(c *Config) { c.HeadWidth, c.Heads, c.KVHeads = 1024, 20, 2 },
		"position is":                        func(c *Config) { c.Position = PositionLearned },
		"activation is":                      func(c *Config) { c.Activation = ActivationGeluTanh },
		"stop_head":                          func(c *Config) { c.StopHead = true },
		"rotary_scaling is":                  func(c *Config) { c.RotaryScaling.Factor = 2 },
		"are not for model_type":             func(c *Config) { *c = tinyConfig(PositionRotary); c.QKNorm = true },
		`activation is "relu"`:               func(c *Config) { *c = tinyConfig(PositionRotary); c.Activation = "relu" },
		`model_type is "llama", want one of`: func(c *Config) { c.ModelType = "llama" },
	} {
		c := tinyLlama()
		change(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v does not say %q", err, says)
		}
	}
}

// TestGeluTanh checks that GPT-2's own activation is used if the config says so, and differs little from the exact one.
func TestGeluTanh(t *testing.T) {
	c := tinyConfig(PositionLearned)
	tensors := randomTensors(c, 5)
	exact := newTestModel(t, c, tensors).NewSession()
	c.Activation = ActivationGeluTanh
	tanh := newTestModel(t, c, tensors).NewSession()
	must(t, exact.Prefill(randomPrompt(c, 20)))
	must(t, tanh.Prefill(randomPrompt(c, 20)))
	largest := 0.0
	for i, v := range exact.Hidden() {
		largest = max(largest, math.Abs(float64(v-tanh.Hidden()[i])))
	}
	if largest == 0 || largest > 0.02 {
		t.Errorf("the two activations give hidden states that differ by %v", largest)
	}
}
