package train

import (
	. "github.com/gomlx/gomlx/core/graph" //nolint:revive // GoMLX's own style

	"github.com/coconut-page/coconut/runtime"
)

// architecture is a family of models as the trainer computes it. The names are those of the runtime's schema; name adds
// the prefix of a layer.
type architecture struct {
	// norm normalizes the last axis; norm1 and norm2 are the names of a layer's norms, normF that of the final one.
	norm                func(n *network, x *Node, name string) *Node
	norm1, norm2, normF string
	// project returns the queries [G, H, Q, n, w], keys and values [G, K, Q, n, w] of x [G, Q, n, d], not yet rotated; out
	// is the projection of what attention gives.
	project func(n *network, x *Node, name func(string) string) (q *Node, kv keyValue)
	out     string
	// feedForward is what a layer adds to the residual stream after attention.
	feedForward func(n *network, x *Node, name func(string) string) *Node
}

// architectures are the families that can be trained, by model_type.
var architectures = map[string]architecture{
	runtime.ModelGPT2:  gpt2,
	runtime.ModelLlama: llama,
}
