package runtime

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"testing"
)

// TestGoldenTrace proves that a whole run, hidden states and probabilities included, has the same bits wherever this
// test runs: natively with and without vectors, in Node and in browsers. The constants were computed once; only a
// change of the model's definition may change them.
func TestGoldenTrace(t *testing.T) {
	for name, want := range map[string]string{
		"rotary/float32":  "d3dc3816fd5f9594",
		"rotary/int8":     "31e2bdceb0a5c53c",
		"rotary/q8_0":     "5e4005cba8459b4c",
		"rotary/q4_1":     "f41e26b187560f47",
		"learned/float32": "c3b8780521a109c0",
		"learned/int8":    "8d1f00bc76f17b3f",
	} {
		if got := traceHash(t, variants(t)[name], Options{Thoughts: 5, TopK: 4}, 40); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestGoldenTraceShipped does the same with a model of the shape we ship.
func TestGoldenTraceShipped(t *testing.T) {
	c := shippedConfig()
	tensors := randomTensors(c, 9)
	for name, test := range map[string]struct {
		source tensorMap
		want   string
	}{
		"int8": {tensors.quantized(t), "aabd8d7ccd8797b4"},
		"int4": {tensors.quantized4(t), "024efc4c28629cfb"},
		"q8_0": {tensors.in(t, c, foreign["q8_0"]), "0dcafcf3ce1fad9c"},
		"q4_1": {tensors.in(t, c, foreign["q4_1"]), "8bccccbfaaf65801"},
	} {
		m := newTestModel(t, c, test.source)
		if got := traceHash(t, m, Options{Thoughts: 6, TopK: 3, MaxNewTokens: 4}, 60); got != test.want {
			t.Errorf("%s: trace %q, want %q", name, got, test.want)
		}
	}
}

func traceHash(t *testing.T, m *Model, o Options, promptTokens int) string {
	t.Helper()
	r, err := m.Generate(context.Background(), randomPrompt(m.config, promptTokens), o, nil)
	must(t, err)
	h := sha256.New()
	for _, s := range r.Steps {
		fmt.Fprintln(h, s.Kind, s.Index, s.Token, s.TokenID)
		for _, c := range append(s.Top, s.Direct...) {
			fmt.Fprintln(h, c.ID, math.Float32bits(c.Prob))
		}
		for _, v := range s.Hidden {
			h.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
