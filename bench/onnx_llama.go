package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// onnxPositions is how many positions the graph of a Llama model has tables for.
const onnxPositions = 1024

// checkpointTensors reads a checkpoint's tensors one at a time.
type checkpointTensors struct{ formats.Checkpoint }

func (c checkpointTensors) Tensor(name string) (weights.Tensor, error) {
	for _, spec := range c.Config().Tensors() {
		if spec.Name == name {
			values, err := c.Floats(spec)
			if err != nil {
				return weights.Tensor{}, err
			}
			return weights.FromFloat32s(name, values, spec.Shape...), nil
		}
	}
	return weights.Tensor{}, fmt.Errorf("bench: no tensor %s", name)
}

// llamaGraph is the graph of a Llama model as exporters for transformers.js make it: int8 as in graph, and
// onnxruntime's own operations for attention, norms and the activation.
type llamaGraph struct {
	graph
	config                runtime.Config
	kvHeads, headWidth    int
	seen, total, cos, sin string // what all layers' attention takes
}

// writeONNXFolder writes a folder that transformers.js opens: the graph, whose inputs are input_ids, attention_mask and
// past_key_values, and its config.
func writeONNXFolder(to string, c formats.Checkpoint) error {
	if err := os.MkdirAll(filepath.Join(to, "onnx"), 0o755); err != nil {
		return err
	}
	g := newLlamaGraph(c)
	g.forward()
	if err := g.write(filepath.Join(to, onnxModel), "smollm2"); err != nil {
		return err
	}
	config, err := json.Marshal(g.foreignConfig())
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(to, "config.json"), config, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(to, "generation_config.json"), []byte("{}"), 0o644)
}

// onnxModel is where transformers.js looks for the graph.
const onnxModel = "onnx/model_quantized.onnx"

func newLlamaGraph(c formats.Checkpoint) *llamaGraph {
	config := c.Config()
	return &llamaGraph{graph: graph{model: checkpointTensors{c}}, config: config,
		kvHeads:   cmp.Or(config.KVHeads, config.Heads),
		headWidth: cmp.Or(config.HeadWidth, config.Width/config.Heads)}
}

// foreignConfig is what transformers.js needs of config.json.
func (g *llamaGraph) foreignConfig() map[string]any {
	c := g.config
	return map[string]any{
		"model_type": "llama", "architectures": []string{"LlamaForCausalLM"}, "vocab_size": c.VocabSize,
		"hidden_size": c.Width, "intermediate_size": c.Inner, "num_hidden_layers": c.Layers,
		"num_attention_heads": c.Heads, "num_key_value_heads": g.kvHeads, "head_dim": g.headWidth,
		"max_position_embeddings": onnxPositions, "rms_norm_eps": c.LayerNormEpsilon, "rope_theta": c.RotaryBase,
		"tie_word_embeddings": true,
	}
}

// forward adds the whole model; logits are those of the last position.
func (g *llamaGraph) forward() {
	c := g.config
	g.input("input_ids", onnxInt64, 1, "s")
	g.input("attention_mask", onnxInt64, 1, "t")
	last := g.node("Sub", g.node("ReduceSum", "attention_mask", g.ints("axis", 1), attribute{"keepdims", int64(0)}),
		g.ints("one", 1))
	g.seen = g.node("Cast", last, attribute{"to", int64(onnxInt32)})
	length := g.node("Gather", g.node("Shape", "attention_mask"), g.scalar("one", 1))
	g.total = g.node("Cast", length, attribute{"to", int64(onnxInt32)})
	g.cos, g.sin = g.rotary()
	x, embedding := g.embed()
	normed := g.node("SimplifiedLayerNormalization", x, g.floats("h.0.norm_1.weight"), attribute{"axis", int64(-1)},
		g.epsilon())
	for i := range c.Layers {
		x, normed = g.block(i, x, normed)
	}
	at := g.node("Gather", normed, g.ints("minus_one", -1), attribute{"axis", int64(1)})
	dynamic := g.nodes("DynamicQuantizeLinear", 3, at)
	table := g.node("Transpose", embedding[0], attribute{"perm", []int64{1, 0}})
	sums := g.node("Cast", g.node("MatMulInteger", dynamic[0], table, dynamic[2]), attribute{"to", int64(onnxFloat)})
	logits := g.node("Mul", sums, g.node("Mul", dynamic[1], embedding[1]))
	g.output("logits", logits, 1, 1, c.VocabSize)
}

// embed looks the tokens up in the embedding, which is int8 and the head's, too.
func (g *llamaGraph) embed() (x string, table [2]string) {
	m, err := g.rows("wte.weight")
	if err != nil {
		g.err = err
		return "", table
	}
	data := make([]byte, len(m.Data))
	for i, v := range m.Data {
		data[i] = byte(v)
	}
	table[0] = g.tensor("wte.q", onnxInt8T, data, int64(m.Rows), int64(m.Cols))
	table[1] = g.tensor("wte.scale", onnxFloat, littleEndian(m.Scale), int64(m.Rows))
	row := g.node("Cast", g.node("Gather", table[0], "input_ids"), attribute{"to", int64(onnxFloat)})
	scale := g.node("Unsqueeze", g.node("Gather", table[1], "input_ids"), g.ints("axis", -1))
	return g.node("Mul", row, scale), table
}

// block adds a layer; it takes and returns the residual stream, and that after the norm that follows.
func (g *llamaGraph) block(i int, x, normed string) (string, string) {
	c, name := g.config, fmt.Sprintf("h.%d.", i)
	qkv := g.products(normed, name+"attn.q.weight", name+"attn.k.weight", name+"attn.v.weight")
	past := func(kind string) string {
		past := fmt.Sprintf("past_key_values.%d.%s", i, kind)
		g.input(past, onnxFloat, 1, g.kvHeads, "p", g.headWidth)
		return past
	}
	attended := g.nodes(microsoft+":GroupQueryAttention", 3, qkv[0], qkv[1], qkv[2], past("key"), past("value"), g.seen,
		g.total, g.cos, g.sin, attribute{"num_heads", int64(c.Heads)}, attribute{"kv_num_heads", int64(g.kvHeads)},
		attribute{"do_rotary", int64(1)}, attribute{"scale", float32(1 / math.Sqrt(float64(g.headWidth)))})
	for j, kind := range []string{"key", "value"} {
		g.output(fmt.Sprintf("present.%d.%s", i, kind), attended[j+1], 1, g.kvHeads, "t", g.headWidth)
	}
	x, normed = g.add(x, g.products(attended[0], name+"attn.o.weight")[0], name+"norm_2.weight")
	inner := g.products(normed, name+"mlp.gate.weight", name+"mlp.up.weight")
	gated := g.node(microsoft+":QuickGelu", inner[0], attribute{"alpha", float32(1)}) // SiLU
	down := g.products(g.node("Mul", gated, inner[1]), name+"mlp.down.weight")[0]
	next := "norm_f.weight"
	if i+1 < c.Layers {
		next = fmt.Sprintf("h.%d.norm_1.weight", i+1)
	}
	return g.add(x, down, next)
}

// add adds to the residual stream, and returns that and its norm.
func (g *llamaGraph) add(x, y, norm string) (sum, normed string) {
	results := g.nodes(microsoft+":SkipSimplifiedLayerNormalization", 4, x, y, g.floats(norm), g.epsilon())
	return results[3], results[0]
}

func (g *llamaGraph) epsilon() attribute {
	return attribute{"epsilon", float32(g.config.LayerNormEpsilon)}
}

// rotary adds the tables of cosines and sines, [positions, half a head's width].
func (g *llamaGraph) rotary() (cos, sin string) {
	half := g.headWidth / 2
	var c, s []float32
	for position := range onnxPositions {
		for i := range half {
			angle := float64(position) * math.Pow(g.config.RotaryBase, -float64(i)/float64(half))
			c, s = append(c, float32(math.Cos(angle))), append(s, float32(math.Sin(angle)))
		}
	}
	return g.tensor("cos", onnxFloat, littleEndian(c), onnxPositions, int64(half)),
		g.tensor("sin", onnxFloat, littleEndian(s), onnxPositions, int64(half))
}
