package main

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/weights"
)

// ONNX's numbers for element types (onnx.proto, TensorProto.DataType).
const (
	onnxFloat = 1
	onnxInt8T = 3
	onnxInt32 = 6
	onnxInt64 = 7
)

// microsoft is the domain of onnxruntime's own operations.
const microsoft = "com.microsoft"

// message is a protobuf message being written; the field numbers in this file are from onnx.proto.
type message []byte

func (m *message) bytes(field protowire.Number, data []byte) {
	*m = protowire.AppendBytes(protowire.AppendTag(*m, field, protowire.BytesType), data)
}
func (m *message) string(field protowire.Number, s string) { m.bytes(field, []byte(s)) }
func (m *message) int(field protowire.Number, v int64) {
	*m = protowire.AppendVarint(protowire.AppendTag(*m, field, protowire.VarintType), uint64(v))
}
func (m *message) float(field protowire.Number, v float32) {
	*m = protowire.AppendFixed32(protowire.AppendTag(*m, field, protowire.Fixed32Type), math.Float32bits(v))
}

// graph is an ONNX graph being built: int8 in the form that onnxruntime runs fastest, activations quantized at run time
// (DynamicQuantizeLinear, MatMulInteger), weights with a scale for each output channel.
type graph struct {
	message
	model interface {
		Tensor(name string) (weights.Tensor, error)
	}
	names int
	err   error
}

// write adds the model around the graph, and writes the file.
func (g *graph) write(to, name string) error {
	if g.err != nil {
		return g.err
	}
	g.string(2, name)
	var m message
	m.int(1, 8) // ir_version
	for domain, version := range map[string]int64{"": 17, microsoft: 1} {
		var opset message
		opset.string(1, domain)
		opset.int(2, version)
		m.bytes(8, opset)
	}
	m.bytes(7, g.message)
	return os.WriteFile(to, m, 0o644)
}

// writeONNX writes the model as one decoder step with a KV cache: its input is inputs_embeds [1, s, E], its output
// hidden [1, 1, E] of the last position, and with head its logits.
func writeONNX(to string, model tensorList, head bool) error {
	g := &graph{model: model}
	c := config
	g.input("inputs_embeds", onnxFloat, 1, "s", c.Width)
	g.input("position_ids", onnxInt64, 1, "s")
	g.input("mask", onnxFloat, 1, 1, "s", "t")
	x := g.node("Add", "inputs_embeds", g.node("Gather", g.floats("wpe.weight"), "position_ids"))
	for i := range c.Layers {
		x = g.layer(i, x)
	}
	last := g.node("Gather", g.norm("ln_f", x), g.ints("minus_one", -1), attribute{"axis", int64(1)})
	g.output("hidden", last, 1, 1, c.Width)
	if head {
		g.output("logits", g.linear("wte.weight", "", last), 1, 1, c.VocabSize)
	}
	return g.write(to, "gpt2-small-random")
}

// layer adds one block of GPT-2.
func (g *graph) layer(i int, x string) string {
	c, name := config, fmt.Sprintf("h.%d.", i)
	dh := c.Width / c.Heads
	qkv := g.linear(name+"attn.c_attn.weight", name+"attn.c_attn.bias", g.norm(name+"ln_1", x))
	parts := g.nodes("Split", 3, qkv, attribute{"axis", int64(2)})
	heads := func(part string) string {
		split := g.node("Reshape", part, g.ints("to_heads", 1, -1, int64(c.Heads), int64(dh)))
		return g.node("Transpose", split, attribute{"perm", []int64{0, 2, 1, 3}})
	}
	cached := func(kind, part string) string {
		past := fmt.Sprintf("past.%d.%s", i, kind)
		g.input(past, onnxFloat, 1, c.Heads, "p", dh)
		all := g.node("Concat", past, heads(part), attribute{"axis", int64(2)})
		g.output(fmt.Sprintf("present.%d.%s", i, kind), all, 1, c.Heads, "t", dh)
		return all
	}
	q, k, v := heads(parts[0]), cached("k", parts[1]), cached("v", parts[2])
	scores := g.node("MatMul", q, g.node("Transpose", k, attribute{"perm", []int64{0, 1, 3, 2}}))
	scores = g.node("Add", g.node("Mul", scores, g.constant("scale", float32(1/math.Sqrt(float64(dh))))), "mask")
	mixed := g.node("Transpose", g.node("MatMul", g.node("Softmax", scores, attribute{"axis", int64(3)}), v),
		attribute{"perm", []int64{0, 2, 1, 3}})
	mixed = g.node("Reshape", mixed, g.ints("from_heads", 1, -1, int64(c.Width)))
	x = g.node("Add", x, g.linear(name+"attn.c_proj.weight", name+"attn.c_proj.bias", mixed))
	inner := g.linear(name+"mlp.c_fc.weight", name+"mlp.c_fc.bias", g.norm(name+"ln_2", x))
	return g.node("Add", x, g.linear(name+"mlp.c_proj.weight", name+"mlp.c_proj.bias",
		g.node("com.microsoft:FastGelu", inner)))
}

func (g *graph) norm(name, x string) string {
	return g.node("LayerNormalization", x, g.floats(name+".weight"), g.floats(name+".bias"), attribute{"axis", int64(-1)},
		attribute{"epsilon", float32(config.LayerNormEpsilon)})
}

// linear adds an int8 product in the form that onnxruntime fuses.
func (g *graph) linear(weight, bias, x string) string {
	y := g.products(x, weight)[0]
	if bias == "" {
		return y
	}
	return g.node("Add", y, g.floats(bias))
}

// products multiplies several matrices by the same vectors, which are quantized once.
func (g *graph) products(x string, matrices ...string) (results []string) {
	dynamic := g.nodes("DynamicQuantizeLinear", 3, x)
	for _, name := range matrices {
		q, scale := g.quantized(name)
		sums := g.node("Cast", g.node("MatMulInteger", dynamic[0], q, dynamic[2]), attribute{"to", int64(onnxFloat)})
		results = append(results, g.node("Mul", sums, g.node("Mul", dynamic[1], scale)))
	}
	return results
}

// attribute is an attribute of a node: an int64, a float32 or []int64.
type attribute struct {
	name  string
	value any
}

// node adds an operation with one result, whose name it returns. args are inputs' names and attributes.
func (g *graph) node(op string, args ...any) string { return g.nodes(op, 1, args...)[0] }

func (g *graph) nodes(op string, results int, args ...any) []string {
	var n message
	for _, a := range args {
		if input, ok := a.(string); ok {
			n.string(1, input)
		}
	}
	var out []string
	for range results {
		g.names++
		out = append(out, fmt.Sprintf("v%d", g.names))
		n.string(2, out[len(out)-1])
	}
	domain := ""
	if rest, ok := strings.CutPrefix(op, microsoft+":"); ok {
		op, domain = rest, microsoft
	}
	n.string(4, op)
	for _, a := range args {
		if attr, ok := a.(attribute); ok {
			n.bytes(5, attr.encode())
		}
	}
	n.string(7, domain)
	g.bytes(1, n)
	return out
}

func (a attribute) encode() (m message) {
	m.string(1, a.name)
	switch v := a.value.(type) {
	case float32:
		m.float(2, v)
		m.int(20, 1)
	case int64:
		m.int(3, v)
		m.int(20, 2)
	case []int64:
		for _, i := range v {
			m.int(8, i)
		}
		m.int(20, 7)
	}
	return m
}

// tensor adds an initializer.
func (g *graph) tensor(name string, kind int64, data []byte, dims ...int64) string {
	var t message
	for _, d := range dims {
		t.int(1, d)
	}
	t.int(2, kind)
	t.string(8, name)
	t.bytes(9, data)
	g.bytes(5, t)
	return name
}

// floats adds a tensor of the model unchanged.
func (g *graph) floats(name string) string {
	t, err := g.model.Tensor(name)
	if err != nil {
		g.err = err
		return name
	}
	dims := make([]int64, len(t.Shape))
	for i, d := range t.Shape {
		dims[i] = int64(d)
	}
	return g.tensor(name, onnxFloat, t.Data, dims...)
}

// quantized adds a matrix as int8, transposed for MatMul, and its scales.
func (g *graph) quantized(name string) (q, scale string) {
	m, err := g.rows(name)
	if err != nil {
		g.err = err
		return "", ""
	}
	data := make([]byte, len(m.Data))
	for r := range m.Rows {
		for c := range m.Cols {
			data[c*m.Rows+r] = byte(m.Data[r*m.Cols+c])
		}
	}
	return g.tensor(name+".q", onnxInt8T, data, int64(m.Cols), int64(m.Rows)),
		g.tensor(name+".scale", onnxFloat, littleEndian(m.Scale), int64(m.Rows))
}

// rows quantizes a matrix of the model, with a scale for each row.
func (g *graph) rows(name string) (*quant.Int8, error) {
	t, err := g.model.Tensor(name)
	if err != nil {
		return nil, err
	}
	values, err := t.Float32s()
	if err != nil {
		return nil, err
	}
	return quant.QuantizeInt8(values, t.Shape[0], t.Shape[1])
}

// littleEndian is a tensor's data.
func littleEndian(values []float32) (data []byte) {
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data
}

// constant and ints add small tensors, a new one for every use.
func (g *graph) constant(name string, v float32) string {
	g.names++
	return g.tensor(fmt.Sprintf("%s%d", name, g.names), onnxFloat, littleEndian([]float32{v}))
}

func (g *graph) ints(name string, values ...int64) string {
	g.names++
	var data []byte
	for _, v := range values {
		data = binary.LittleEndian.AppendUint64(data, uint64(v))
	}
	return g.tensor(fmt.Sprintf("%s%d", name, g.names), onnxInt64, data, int64(len(values)))
}

// scalar adds a number without dimensions.
func (g *graph) scalar(name string, v int64) string {
	g.names++
	return g.tensor(fmt.Sprintf("%s%d", name, g.names), onnxInt64, binary.LittleEndian.AppendUint64(nil, uint64(v)))
}

func (g *graph) input(name string, kind int64, dims ...any) {
	g.bytes(11, valueInfo(name, kind, dims))
}

// output names a value and makes it a result.
func (g *graph) output(name, value string, dims ...any) {
	var n message
	n.string(1, value)
	n.string(2, name)
	n.string(4, "Identity")
	g.bytes(1, n)
	g.bytes(12, valueInfo(name, onnxFloat, dims))
}

// valueInfo describes an input or output; a dimension is a number or a name.
func valueInfo(name string, kind int64, dims []any) message {
	var shape, tensor, typ, info message
	for _, d := range dims {
		var dim message
		switch d := d.(type) {
		case int:
			dim.int(1, int64(d))
		case string:
			dim.string(2, d)
		}
		shape.bytes(1, dim)
	}
	tensor.int(1, kind)
	tensor.bytes(2, shape)
	typ.bytes(1, tensor)
	info.string(1, name)
	info.bytes(2, typ)
	return info
}
