package train

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph" //nolint:revive // GoMLX's own style
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/nn"

	"github.com/coconut-page/coconut/runtime"
)

// gpt2 is runtime.ModelGPT2.
var gpt2 = architecture{
	norm:  (*network).layerNorm,
	norm1: "ln_1", norm2: "ln_2", normF: "ln_f", out: "attn.c_proj",
	project: func(n *network, x *Node, name func(string) string) (q *Node, kv keyValue) {
		qkv := n.split(n.linear(x, name("attn.c_attn")), 3, n.cfg.Heads)
		return qkv[0], keyValue{qkv[1], qkv[2]}
	},
	feedForward: func(n *network, x *Node, name func(string) string) *Node {
		gelu := func(x *Node) *Node { return activation.Gelu(x) }
		if n.cfg.Activation == runtime.ActivationGeluTanh {
			gelu = geluTanh
		}
		return n.linear(gelu(n.linear(x, name("mlp.c_fc"))), name("mlp.c_proj"))
	},
}

func (n *network) layerNorm(x *Node, name string) *Node {
	return nn.LayerNorm(x, []int{-1}, n.cfg.LayerNormEpsilon, n.param(name+".weight"), n.param(name+".bias"), nil)
}

// geluTanh is GELU by GPT-2's formula. GoMLX's own has a wrong gradient in its SIMD version (compute 0.1.14), so this
// one is made of primitives.
func geluTanh(x *Node) *Node {
	inner := MulScalar(Add(x, MulScalar(Mul(x, Square(x)), 0.044715)), math.Sqrt(2/math.Pi))
	return Mul(MulScalar(x, 0.5), OnePlus(Tanh(inner)))
}
