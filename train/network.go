package train

import (
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph" //nolint:revive // GoMLX's own style: graph code reads as mathematics
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/nn"

	"github.com/coconut-page/coconut/runtime"
)

// network builds package runtime's model (a GPT-2 block, see runtime.Config) as a GoMLX graph.
//
// Everything works on segments: x is [G, Q, n, d]: G graphs, Q questions about each, n positions in each. The edges of
// a graph are one segment with Q = 1 whose keys and values every question of that graph attends to (shared), so a graph
// is read once, however many questions there are about it. A question's own positions keep their keys and values in
// own.
type network struct {
	cfg   runtime.Config
	store *model.Store
	g     *Graph
	// shared is the KV cache of the graph's edges, one entry per layer, nil while the edges themselves are read;
	// sharedMask is 0 for an edge token and very negative for padding, [G, 1, 1, 1, P].
	shared     []keyValue
	sharedMask *Node
}

// keyValue holds one layer's keys and values, each [G, H, Q, n, d/H].
type keyValue struct{ k, v *Node }

// masked is added to an attention score to mask it out.
const masked = -1e9

func (n *network) param(name string) *Node {
	v := n.store.GetVariable(paramPath(name))
	if v == nil {
		panic(fmt.Errorf("train: no parameter %s", name))
	}
	return v.NodeValue(n.g)
}

// embed looks up tokens [G, Q, n] in the token embedding: [G, Q, n, d].
func (n *network) embed(tokens *Node) *Node {
	return Gather(n.param("wte.weight"), InsertAxes(tokens, -1))
}

// forward runs all layers over a segment x at positions pos [G, Q, n]. past is the questions' own KV cache so far (nil
// at the start), ownMask is added to the scores of past and present positions, [.., .., .., n, m+n]. It returns the
// hidden states after the final layer norm, [G, Q, n, d], and the longer cache.
func (n *network) forward(x, pos *Node, past []keyValue, ownMask *Node) (hidden *Node, own []keyValue) {
	cos, sin := n.rotary(pos)
	if n.cfg.Position == runtime.PositionLearned {
		x = Add(x, Gather(n.param("wpe.weight"), InsertAxes(pos, -1)))
	}
	for layer := range n.cfg.Layers {
		name := func(s string) string { return fmt.Sprintf("h.%d.%s", layer, s) }
		qkv := n.linear(n.norm(x, name("ln_1")), name("attn.c_attn"))
		q, kv := n.heads(qkv, cos, sin)
		if past != nil {
			kv.k = Concatenate([]*Node{past[layer].k, kv.k}, 3)
			kv.v = Concatenate([]*Node{past[layer].v, kv.v}, 3)
		}
		own = append(own, kv)
		x = Add(x, n.linear(n.attend(layer, q, kv, ownMask), name("attn.c_proj")))
		inner := activation.Gelu(n.linear(n.norm(x, name("ln_2")), name("mlp.c_fc")))
		x = Add(x, n.linear(inner, name("mlp.c_proj")))
	}
	return n.norm(x, "ln_f"), own
}

// heads cuts the output of c_attn [G, Q, n, 3d] into queries, keys and values [G, H, Q, n, d/H], the first two rotated.
func (n *network) heads(qkv, cos, sin *Node) (q *Node, kv keyValue) {
	dims := qkv.Shape().Dimensions
	headDim := n.cfg.Width / n.cfg.Heads
	qkv = Reshape(qkv, dims[0], dims[1], dims[2], 3*n.cfg.Heads, headDim)
	qkv = TransposeAllAxes(qkv, 0, 3, 1, 2, 4)
	part := func(i int) *Node {
		return Slice(qkv, AxisRange(), AxisRange(i*n.cfg.Heads, (i+1)*n.cfg.Heads))
	}
	q, kv = part(0), keyValue{part(1), part(2)}
	if cos != nil {
		q, kv.k = rotate(q, cos, sin), rotate(kv.k, cos, sin)
	}
	return q, kv
}

// rotary returns cos and sin of the rotation angles at pos [G, Q, n], each [G, 1, Q, n, half]; nil for learned
// positions.
func (n *network) rotary(pos *Node) (cos, sin *Node) {
	if n.cfg.Position != runtime.PositionRotary {
		return nil, nil
	}
	half := n.cfg.Rotated() / 2
	freq := make([]float32, half)
	for i := range freq {
		freq[i] = float32(math.Pow(n.cfg.RotaryBase, -float64(i)/float64(half)))
	}
	dims := pos.Shape().Dimensions
	at := Reshape(ConvertDType(pos, dtypes.Float32), dims[0], 1, dims[1], dims[2], 1)
	angle := Mul(at, Reshape(Const(n.g, freq), 1, 1, 1, 1, half))
	return Cos(angle), Sin(angle)
}

// rotate applies the half-split rotation (GPT-NeoX's order) to the first values of x [G, H, Q, n, d/H].
func rotate(x, cos, sin *Node) *Node {
	half := cos.Shape().Dimensions[4]
	any4 := []SliceAxisSpec{AxisRange(), AxisRange(), AxisRange(), AxisRange()}
	a := Slice(x, append(any4, AxisRange(0, half))...)
	b := Slice(x, append(any4, AxisRange(half, 2*half))...)
	parts := []*Node{Sub(Mul(a, cos), Mul(b, sin)), Add(Mul(b, cos), Mul(a, sin))}
	if width := x.Shape().Dimensions[4]; width > 2*half {
		parts = append(parts, Slice(x, append(any4, AxisRange(2*half, width))...))
	}
	return Concatenate(parts, 4)
}

// attend returns softmax(q·kᵀ/√(d/H))·v over the shared and the own keys together, [G, Q, n, d].
func (n *network) attend(layer int, q *Node, own keyValue, ownMask *Node) *Node {
	dims := q.Shape().Dimensions // G, H, Q, n, d/H
	scale := 1 / math.Sqrt(float64(dims[4]))
	scores := Add(MulScalar(Einsum("ghqid,ghqjd->ghqij", q, own.k), scale), ownMask)
	if n.shared == nil {
		return n.merge(Einsum("ghqij,ghqjd->ghqid", Softmax(scores, -1), own.v))
	}
	edges := n.shared[layer] // Q = 1: all questions of a graph are folded into the position axis
	flat := Reshape(q, dims[0], dims[1], dims[2]*dims[3], dims[4])
	edgeKeys, edgeValues := Squeeze(edges.k, 2), Squeeze(edges.v, 2)
	p := edgeKeys.Shape().Dimensions[2]
	edgeScores := Reshape(Einsum("ghid,ghpd->ghip", flat, edgeKeys), dims[0], dims[1], dims[2], dims[3], p)
	edgeScores = Add(MulScalar(edgeScores, scale), n.sharedMask)

	weights := Softmax(Concatenate([]*Node{edgeScores, scores}, 4), -1)
	any4 := []SliceAxisSpec{AxisRange(), AxisRange(), AxisRange(), AxisRange()}
	edgeWeights := Slice(weights, append(any4, AxisRange(0, p))...)
	ownWeights := Slice(weights, append(any4, AxisRange(p))...)
	fromEdges := Einsum("ghip,ghpd->ghid", Reshape(edgeWeights, dims[0], dims[1], dims[2]*dims[3], p), edgeValues)
	fromOwn := Einsum("ghqij,ghqjd->ghqid", ownWeights, own.v)
	return n.merge(Add(Reshape(fromEdges, dims...), fromOwn))
}

// merge turns heads [G, H, Q, n, d/H] back into [G, Q, n, d].
func (n *network) merge(x *Node) *Node {
	dims := x.Shape().Dimensions
	return Reshape(TransposeAllAxes(x, 0, 2, 3, 1, 4), dims[0], dims[2], dims[3], n.cfg.Width)
}

// linear applies a weight stored as [in, out] and its bias to the last axis of x [G, Q, n, in].
func (n *network) linear(x *Node, name string) *Node {
	dims := x.Shape().Dimensions
	w := n.param(name + ".weight")
	y := nn.Dense(Reshape(x, -1, dims[3]), w, n.param(name+".bias"), 0)
	return Reshape(y, dims[0], dims[1], dims[2], w.Shape().Dimensions[1])
}

func (n *network) norm(x *Node, name string) *Node {
	return nn.LayerNorm(x, []int{-1}, n.cfg.LayerNormEpsilon, n.param(name+".weight"), n.param(name+".bias"), nil)
}

// logits reads hidden states [G, Q, n, d] through the tied head: [G, Q, n, V].
func (n *network) logits(hidden *Node) *Node {
	return Einsum("gqnd,vd->gqnv", hidden, n.param("wte.weight"))
}

// stop reads hidden states [G, Q, n, d] through the stop head: [G, Q, n], above 0 to stop. No gradient flows back into
// the states: the head should describe the thoughts, not change them.
func (n *network) stop(hidden *Node) *Node {
	return Add(Einsum("gqnd,d->gqn", StopGradient(hidden), n.param("stop.weight")), Reshape(n.param("stop.bias"), 1, 1, 1))
}

// causal returns the additive mask [1, 1, 1, n, m+n] of n new positions that see all m past ones and themselves in
// order.
func causal(g *Graph, m, n int) *Node {
	mask := make([]float32, n*(m+n))
	for i := range n {
		for j := m + i + 1; j < m+n; j++ {
			mask[i*(m+n)+j] = masked
		}
	}
	return Reshape(Const(g, mask), 1, 1, 1, n, m+n)
}
