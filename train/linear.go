package train

import (
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph" //nolint:revive // GoMLX's own style
	"github.com/gomlx/gomlx/ml/nn"
)

const (
	// frozenScope is the GoMLX scope of weights that are not trained.
	frozenScope = "/frozen/"
	// addedRows are the rows of new tokens beside a frozen embedding or head, which are trained.
	addedRows = ".added"
	// loraIn and loraOut are the two factors of an adapter (Hu et al., 2106.09685), [in, rank] and [rank, out].
	loraIn, loraOut = ".lora_a", ".lora_b"
)

// linear applies a weight stored as [in, out] to the last axis of x [G, Q, n, in], with its adapter and its bias, if it
// has them.
func (n *network) linear(x *Node, name string) *Node {
	dims := x.Shape().Dimensions
	x = Reshape(x, -1, dims[3])
	bias := n.optional(name + ".bias")
	var y *Node
	if v := n.store.GetVariable(paramPath(name + ".weight")); v != nil && !n.bfloat16 {
		y = nn.Dense(x, v.NodeValue(n.g), bias, 0)
	} else { // Dense would compute the gradient of a weight that is not trained
		y = n.product(x, n.param(name+".weight"))
		if bias != nil {
			y = Add(y, ExpandLeftToRank(bias, 2))
		}
	}
	if a := n.optional(name + loraIn); a != nil {
		// In this order of axes the Go engine transposes thin matrices only, also for the gradients of x and a.
		inner := MulScalar(Einsum("ir,ni->rn", a, x), n.adapterScale)
		y = Add(y, Einsum("rn,ro->no", inner, n.param(name+loraOut)))
	}
	return Reshape(y, dims[0], dims[1], dims[2], y.Shape().Dimensions[1])
}

// product multiplies matrices, in bfloat16 if the recipe says so: the factors are rounded, and so is the result, while
// weights, sums of gradients, norms, attention and the loss stay in float32.
func (n *network) product(x, w *Node) *Node {
	if !n.bfloat16 {
		return MatMul(x, w)
	}
	short := func(v *Node) *Node { return ConvertDType(v, dtypes.BFloat16) }
	return ConvertDType(MatMul(short(x), short(w)), dtypes.Float32)
}
