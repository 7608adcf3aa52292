package train

import (
	"cmp"
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph" //nolint:revive // GoMLX's own style: graph code reads as mathematics
	"github.com/gomlx/gomlx/ml/model"

	"github.com/coconut-page/coconut/runtime"
)

// network builds package runtime's model (see runtime.Config) as a GoMLX graph; architectures has what differs between
// the families.
//
// Everything works on segments: x is [G, Q, n, d]: G graphs, Q questions about each, n positions in each. The edges of
// a graph are one segment with Q = 1 whose keys and values every question of that graph attends to (shared), so a graph
// is read once, however many questions there are about it. A question's own positions keep their keys and values in
// own.
type network struct {
	cfg   runtime.Config
	store *model.Store
	g     *Graph
	// adapterScale is what adapters are multiplied by: alpha over rank.
	adapterScale float64
	// bfloat16 is the recipe's, see Text.BFloat16.
	bfloat16 bool
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
	p := n.optional(name)
	if p == nil {
		panic(fmt.Errorf("train: no parameter %s", name))
	}
	return p
}

// optional returns a parameter, trained or frozen, or nil if the model has none of that name.
func (n *network) optional(name string) *Node {
	for _, scope := range []string{paramScope, frozenScope} {
		if v := n.store.GetVariable(scope + name); v != nil {
			return v.NodeValue(n.g)
		}
	}
	return nil
}

// embed looks up tokens [G, Q, n] in the token embedding: [G, Q, n, d].
func (n *network) embed(tokens *Node) *Node { return n.rows("wte", tokens) }

// rows returns the rows of tokens [G, Q, n] in the embedding or the head: [G, Q, n, d].
func (n *network) rows(table string, tokens *Node) *Node {
	known, added := n.param(table+".weight"), n.optional(table+addedRows)
	if added == nil {
		return Gather(known, InsertAxes(tokens, -1))
	}
	first := float64(known.Shape().Dimensions[0])
	old := Gather(known, InsertAxes(MinScalar(tokens, first-1), -1))
	row := Gather(added, InsertAxes(MaxScalar(AddScalar(tokens, -first), 0), -1))
	isNew := GreaterOrEqual(tokens, Scalar(n.g, tokens.DType(), first))
	return Where(BroadcastToDims(InsertAxes(isNew, -1), old.Shape().Dimensions...), row, old)
}

// headName is the name of the matrix that turns hidden states into logits.
func (n *network) headName() string {
	if n.cfg.UntiedHead {
		return "lm_head"
	}
	return "wte"
}

// forward runs all layers over a segment x at positions pos [G, Q, n]. past is the questions' own KV cache so far (nil
// at the start), ownMask is added to the scores of past and present positions, [.., .., .., n, m+n]. It returns the
// hidden states after the final norm, [G, Q, n, d], and the longer cache.
func (n *network) forward(x, pos *Node, past []keyValue, ownMask *Node) (hidden *Node, own []keyValue) {
	arch := architectures[n.cfg.ModelType]
	cos, sin := n.rotary(pos)
	if n.cfg.Position == runtime.PositionLearned {
		x = Add(x, Gather(n.param("wpe.weight"), InsertAxes(pos, -1)))
	}
	for layer := range n.cfg.Layers {
		name := func(s string) string { return fmt.Sprintf("h.%d.%s", layer, s) }
		q, kv := arch.project(n, arch.norm(n, x, name(arch.norm1)), name)
		if cos != nil {
			q, kv.k = rotate(q, cos, sin), rotate(kv.k, cos, sin)
		}
		if past != nil {
			kv.k = Concatenate([]*Node{past[layer].k, kv.k}, 3)
			kv.v = Concatenate([]*Node{past[layer].v, kv.v}, 3)
		}
		own = append(own, kv)
		x = Add(x, n.linear(n.attend(layer, q, kv, ownMask), name(arch.out)))
		x = Add(x, arch.feedForward(n, arch.norm(n, x, name(arch.norm2)), name))
	}
	return arch.norm(n, x, arch.normF), own
}

// headWidth is the size of one head.
func (n *network) headWidth() int { return cmp.Or(n.cfg.HeadWidth, n.cfg.Width/n.cfg.Heads) }

// rotary returns cos and sin of the rotation angles at pos [G, Q, n], each [G, 1, Q, n, half]; nil for learned
// positions.
func (n *network) rotary(pos *Node) (cos, sin *Node) {
	if n.cfg.Position != runtime.PositionRotary {
		return nil, nil
	}
	half := n.cfg.Rotated() / 2
	freq := make([]float32, half)
	for i := range freq {
		freq[i] = float32(n.cfg.RotaryScaling.Frequency(math.Pow(n.cfg.RotaryBase, -float64(i)/float64(half))))
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
	if own.k.Shape().Dimensions[1] != dims[1] {
		return n.attendGrouped(q, own, ownMask)
	}
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

// attendGrouped is attend where several heads of queries share each head of keys and values (Ainslie et al.,
// 2305.13245), for one question about each graph (Q = 1) and no shared keys.
func (n *network) attendGrouped(q *Node, own keyValue, ownMask *Node) *Node {
	dims, kv := q.Shape().Dimensions, own.k.Shape().Dimensions // G, H, 1, n, w; G, K, 1, m, w
	q = Reshape(q, dims[0], kv[1], dims[1]/kv[1], dims[3], dims[4])
	keys, values := Squeeze(own.k, 2), Squeeze(own.v, 2)
	scores := MulScalar(Einsum("gkrid,gkjd->gkrij", q, keys), 1/math.Sqrt(float64(dims[4])))
	heads := Einsum("gkrij,gkjd->gkrid", Softmax(Add(scores, ownMask), -1), values)
	return n.merge(Reshape(heads, dims...))
}

// merge turns heads [G, H, Q, n, w] into [G, Q, n, H*w].
func (n *network) merge(x *Node) *Node {
	dims := x.Shape().Dimensions
	if dims[2] == 1 { // the Go engine is fast at this transposition
		x = TransposeAllAxes(Squeeze(x, 2), 0, 2, 1, 3)
	} else {
		x = TransposeAllAxes(x, 0, 2, 3, 1, 4)
	}
	return Reshape(x, dims[0], dims[2], dims[3], dims[1]*dims[4])
}

// split cuts x [G, Q, n, parts*heads*w] into parts of heads [G, heads, Q, n, w], the reverse of merge.
func (n *network) split(x *Node, parts, heads int) []*Node {
	dims := x.Shape().Dimensions
	if dims[1] == 1 { // as in merge
		x = TransposeAllAxes(Reshape(x, dims[0], dims[2], parts*heads, n.headWidth()), 0, 2, 1, 3)
		x = InsertAxes(x, 2)
	} else {
		x = TransposeAllAxes(Reshape(x, dims[0], dims[1], dims[2], parts*heads, n.headWidth()), 0, 3, 1, 2, 4)
	}
	if parts == 1 {
		return []*Node{x}
	}
	all := make([]*Node, parts)
	for i := range all {
		all[i] = Slice(x, AxisRange(), AxisRange(i*heads, (i+1)*heads))
	}
	return all
}

// logits reads hidden states [G, Q, n, d] through the head: [G, Q, n, V].
func (n *network) logits(hidden *Node) *Node {
	known, added := n.logitParts(hidden)
	if added == nil {
		return known
	}
	return Concatenate([]*Node{known, added}, -1)
}

// logitParts returns the logits of the head's own rows and those of the new tokens, nil if it has no rows for these.
func (n *network) logitParts(hidden *Node) (known, added *Node) {
	known = Einsum("gqnd,vd->gqnv", hidden, n.param(n.headName()+".weight"))
	if rows := n.optional(n.headName() + addedRows); rows != nil {
		added = Einsum("gqnd,vd->gqnv", hidden, rows)
	}
	return known, added
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
