package train

import (
	. "github.com/gomlx/gomlx/core/graph" //nolint:revive // GoMLX's own style
)

// llama is runtime.ModelLlama.
var llama = architecture{
	norm:  (*network).rmsNorm,
	norm1: "norm_1", norm2: "norm_2", normF: "norm_f", out: "attn.o",
	project: func(n *network, x *Node, name func(string) string) (q *Node, kv keyValue) {
		keyHeads := n.cfg.Heads
		if n.cfg.KVHeads > 0 {
			keyHeads = n.cfg.KVHeads
		}
		heads := func(what string, count int) *Node { return n.split(n.linear(x, name(what)), 1, count)[0] }
		q, kv = heads("attn.q", n.cfg.Heads), keyValue{heads("attn.k", keyHeads), heads("attn.v", keyHeads)}
		if n.cfg.QKNorm {
			q, kv.k = n.rmsNorm(q, name("attn.q_norm")), n.rmsNorm(kv.k, name("attn.k_norm"))
		}
		return q, kv
	},
	feedForward: func(n *network, x *Node, name func(string) string) *Node {
		gate := n.linear(x, name("mlp.gate"))
		return n.linear(Mul(Mul(gate, Sigmoid(gate)), n.linear(x, name("mlp.up"))), name("mlp.down"))
	},
}

// rmsNorm divides the last axis of x by its root mean square.
func (n *network) rmsNorm(x *Node, name string) *Node {
	gain := n.param(name + ".weight")
	size := Sqrt(AddScalar(ReduceAndKeep(Square(x), ReduceMean, -1), n.cfg.LayerNormEpsilon))
	return Mul(Mul(x, Reciprocal(size)), ExpandLeftToRank(gain, x.Rank()))
}
