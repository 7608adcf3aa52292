package runtime

import (
	"fmt"
	"math"
	"testing"
)

// reference is a second implementation of the model: in float64, from the definition, over whole sequences and without
// a cache. It shares no code with the package.
type reference struct {
	config  Config
	tensors map[string][]float64
}

func newReference(t testing.TB, c Config, source tensorMap) *reference {
	t.Helper()
	r := &reference{config: c, tensors: map[string][]float64{}}
	for name, tensor := range source {
		values, err := tensor.Float32s()
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			r.tensors[name] = append(r.tensors[name], float64(v))
		}
	}
	return r
}

// float64Model is an architecture in float64, from its definition.
type float64Model interface {
	forward(inputs [][]float64) (states [][]float64)
	embedding(token int) []float64
	logits(hidden []float64) []float64
}

// runReference reads tokens and then thinks: it returns the hidden states of all positions. Every thought recomputes
// the whole sequence.
func runReference(m float64Model, tokens []int, thoughts int) [][]float64 {
	var inputs [][]float64
	for _, token := range tokens {
		inputs = append(inputs, m.embedding(token))
	}
	states := m.forward(inputs)
	for range thoughts {
		thought := states[len(states)-1]
		if p, ok := m.(projectingReference); ok {
			thought = p.thought(thought)
		}
		inputs = append(inputs, thought)
		states = m.forward(inputs)
	}
	return states
}

// requireReference compares every hidden state and the last logits of a model with those of a reference.
func requireReference(t *testing.T, c Config, tensors tensorMap, want float64Model, tokens []int, thoughts int) {
	t.Helper()
	states := runReference(want, tokens, thoughts)
	s := newTestModel(t, c, tensors).NewSession()
	for i, token := range tokens {
		must(t, s.Step(token))
		requireClose(t, fmt.Sprintf("token %d", i), s.Hidden(), states[i], 1e-5)
	}
	for i := range thoughts {
		must(t, s.Think())
		requireClose(t, fmt.Sprintf("thought %d", i), s.Hidden(), states[len(tokens)+i], 1e-5)
	}
	logits := make([]float32, c.VocabSize)
	must(t, s.Logits(logits))
	requireClose(t, "logits", logits, want.logits(states[len(states)-1]), 1e-5)
}

func (r *reference) embedding(token int) []float64 {
	d := r.config.Width
	return r.tensors["wte.weight"][token*d : (token+1)*d]
}

func (r *reference) forward(inputs [][]float64) [][]float64 {
	var x [][]float64
	for pos, input := range inputs {
		row := append([]float64(nil), input...)
		if r.config.Position == "learned" {
			for i := range row {
				row[i] += r.tensors["wpe.weight"][pos*len(row)+i]
			}
		}
		x = append(x, row)
	}
	for l := range r.config.Layers {
		prefix := fmt.Sprintf("h.%d.", l)
		var q, k, v [][]float64
		for pos := range x {
			qkv := r.affine(prefix+"attn.c_attn", r.layerNorm(prefix+"ln_1", x[pos]))
			d := len(x[pos])
			q, k, v = append(q, r.rotate(qkv[:d], pos)), append(k, r.rotate(qkv[d:2*d], pos)), append(v, qkv[2*d:])
		}
		for pos := range x {
			addTo(x[pos], r.affine(prefix+"attn.c_proj", r.attention(q[pos], k[:pos+1], v[:pos+1])))
			inner := r.affine(prefix+"mlp.c_fc", r.layerNorm(prefix+"ln_2", x[pos]))
			for i, a := range inner {
				inner[i] = a / 2 * (1 + math.Erf(a/math.Sqrt2))
			}
			addTo(x[pos], r.affine(prefix+"mlp.c_proj", inner))
		}
	}
	for pos := range x {
		x[pos] = r.layerNorm("ln_f", x[pos])
	}
	return x
}

func (r *reference) attention(q []float64, k, v [][]float64) []float64 {
	width := r.config.Width / r.config.Heads
	out := make([]float64, len(q))
	for from := 0; from < len(q); from += width {
		weights, total := make([]float64, len(k)), 0.0
		for t := range k {
			for i := from; i < from+width; i++ {
				weights[t] += q[i] * k[t][i]
			}
			weights[t] = math.Exp(weights[t] / math.Sqrt(float64(width)))
			total += weights[t]
		}
		for t := range v {
			for i := from; i < from+width; i++ {
				out[i] += weights[t] / total * v[t][i]
			}
		}
	}
	return out
}

func (r *reference) rotate(x []float64, pos int) []float64 {
	if r.config.Position != "rotary" {
		return x
	}
	out := append([]float64(nil), x...)
	width := r.config.Width / r.config.Heads
	for from := 0; from < len(x); from += width {
		for i := range width / 2 {
			sin, cos := math.Sincos(float64(pos) * math.Pow(r.config.RotaryBase, -2*float64(i)/float64(width)))
			a, b := x[from+i], x[from+i+width/2]
			out[from+i], out[from+i+width/2] = a*cos-b*sin, b*cos+a*sin
		}
	}
	return out
}

func (r *reference) layerNorm(name string, x []float64) []float64 {
	var mean, variance float64
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(len(x))
	}
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = (v-mean)/math.Sqrt(variance+r.config.LayerNormEpsilon)*r.tensors[name+".weight"][i] +
			r.tensors[name+".bias"][i]
	}
	return out
}

func (r *reference) affine(name string, x []float64) []float64 {
	out := append([]float64(nil), r.tensors[name+".bias"]...)
	for i := range out {
		for j, v := range x {
			out[i] += r.tensors[name+".weight"][i*len(x)+j] * v
		}
	}
	return out
}

func (r *reference) logits(hidden []float64) []float64 {
	head := r.tensors["wte.weight"]
	if r.config.UntiedHead {
		head = r.tensors["lm_head.weight"]
	}
	out := make([]float64, r.config.VocabSize)
	for i := range out {
		for j, v := range hidden {
			out[i] += head[i*len(hidden)+j] * v
		}
	}
	return out
}

func addTo(dst, x []float64) {
	for i, v := range x {
		dst[i] += v
	}
}

// TestModelMatchesReference compares every hidden state and the last logits, past two pages of the cache and through
// thoughts.
func TestModelMatchesReference(t *testing.T) {
	const thoughts = 4
	for _, position := range []string{PositionRotary, PositionLearned} {
		t.Run(position, func(t *testing.T) {
			c := tinyConfig(position)
			tensors := randomTensors(c, 11)
			tokens := randomPrompt(c, 2*pageRows+3)
			requireReference(t, c, tensors, newReference(t, c, tensors), tokens, thoughts)
		})
	}
}

func requireClose(t *testing.T, what string, got []float32, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !(math.Abs(float64(got[i])-want[i]) <= tolerance) {
			t.Fatalf("%s: number %d is %v, want %v within %g", what, i, got[i], want[i], tolerance)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
