package train

import (
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph" //nolint:revive // GoMLX's own style
	"github.com/gomlx/gomlx/ml/model"

	"github.com/coconut-page/coconut/runtime"
)

// pass is one forward pass over a batch: first the edges, then the questions, the thoughts one after another, and last
// the language parts, which see a given number of thoughts.
type pass struct {
	net      *network
	edgeLen  *Node      // [G, 1, 1] int32: the position of a question's first token
	padding  *Node      // [G, 1, 1, 1, question], very negative for a token that pads a question; nil if none does
	own      []keyValue // the questions' KV cache: question tokens, then thought slots
	last     *Node      // hidden state that becomes the next thought, [G, Q, 1, d]
	slots    int        // thought slots in own
	question int        // tokens of a question, `<bot>` included
}

// newPass starts with questions of the given length and reads the edges [G, 1, P] (right-padded; edgeLen [G, 1, 1] are
// real) into the shared cache.
func newPass(cfg runtime.Config, question int, store *model.Store, edges, edgeLen *Node) *pass {
	net := &network{cfg: cfg, store: store, g: edges.Graph()}
	p := &pass{net: net, edgeLen: edgeLen, question: question}
	index := Iota(net.g, edges.Shape(), 2)
	_, shared := net.forward(net.embed(edges), index, nil, causal(net.g, 0, edges.Shape().Dimensions[2]))
	net.shared = shared
	padding := ConvertDType(GreaterOrEqual(index, edgeLen), dtypes.Float32)
	dims := edges.Shape().Dimensions
	net.sharedMask = Reshape(MulScalar(padding, masked), dims[0], 1, 1, 1, dims[2])
	return p
}

// newTextPass starts with texts instead of graphs: each question [G, 1, P] is padded on its left by pads [G, 1, 1]
// tokens, so that whatever follows is in the same column for all. Positions count from the first real token.
func newTextPass(net *network, questions, pads *Node) *pass {
	dims := questions.Shape().Dimensions
	p := &pass{net: net, edgeLen: Neg(pads), question: dims[2]}
	padding := ConvertDType(LessThan(Iota(net.g, questions.Shape(), 2), pads), dtypes.Float32)
	p.padding = Reshape(MulScalar(padding, masked), dims[0], 1, 1, 1, dims[2])
	p.ask(questions)
	return p
}

// sees returns the mask of n new positions after the first seen ones, see causal.
func (p *pass) sees(seen, n int) *Node {
	mask := causal(p.net.g, seen, n)
	if p.padding == nil {
		return mask
	}
	zero := ScalarZero(p.net.g, dtypes.Float32)
	var rest [5]PadAxis
	rest[4].End = seen + n - p.question
	return Add(mask, Pad(p.padding, zero, rest[:]...))
}

// positions returns those of n tokens that follow offset tokens after the edges: [G, 1, n]. Those of padding are 0.
func (p *pass) positions(offset, n int) *Node {
	dims := p.edgeLen.Shape().Dimensions
	steps := make([]int32, n)
	for i := range steps {
		steps[i] = int32(offset + i)
	}
	pos := Add(BroadcastToDims(p.edgeLen, dims[0], 1, n), Reshape(Const(p.net.g, steps), 1, 1, n))
	if p.padding != nil {
		pos = MaxScalar(pos, 0)
	}
	return pos
}

// lookUp reads mixtures of node embeddings [G, N, V] in the position of a question or a thought and returns the logits
// at each, [G, N, 1, V]. A mixture looks like a thought that holds several nodes at once.
func (p *pass) lookUp(mixtures *Node) *Node {
	x := InsertAxes(Einsum("gnv,vd->gnd", mixtures, p.net.param("wte.weight")), 2)
	n := mixtures.Shape().Dimensions[1]
	places := make([]int32, n)
	for i := range places {
		places[i] = int32(i % (p.question + lookupPlaces))
	}
	pos := Add(p.positions(0, 1), Reshape(Const(p.net.g, places), 1, n, 1))
	hidden, _ := p.net.forward(x, pos, nil, causal(p.net.g, 0, 1))
	return p.net.logits(hidden)
}

// ask reads the questions [G, Q, p.question], `<bot>` last. It returns the hidden state at the first token, the one
// asked about, [G, Q, 1, d].
func (p *pass) ask(questions *Node) *Node {
	n := questions.Shape().Dimensions[2]
	hidden, own := p.net.forward(p.net.embed(questions), p.positions(0, n), nil, p.sees(0, n))
	p.own = own
	p.last = SliceAxis(hidden, 2, AxisRange(n-1))
	return SliceAxis(hidden, 2, AxisRange(0, 1))
}

// think takes k latent steps: the last hidden state is the next input embedding. It returns the k thoughts, each [G, Q,
// 1, d]: thought 1 is the hidden state at `<bot>`. The state after the last slot is not a thought, because it is not
// fed back.
func (p *pass) think(k int) []*Node {
	thoughts := make([]*Node, k)
	for i := range k {
		thoughts[i] = p.last
		seen := p.question + p.slots
		p.last, p.own = p.net.forward(p.last, p.positions(seen, 1), p.own, p.sees(seen, 1))
		p.slots++
	}
	return thoughts
}

// taught takes a latent step for each thought of a batch's frontiers [G, Q, K, V], with the words that it should name
// in place of the thought: the sum of their embeddings at the length of one. noise [G, Q, K, d], nil for none, is added
// to what is read, relative to its length. All steps are taken at once, since none depends on the thoughts before. Like
// think it returns what would have been fed back; and the words, [G, Q, K, d].
func (p *pass) taught(frontier, noise *Node) (thoughts []*Node, words *Node) {
	k := frontier.Shape().Dimensions[2]
	words = Einsum("gqkv,vd->gqkd", frontier, p.net.param("wte.weight"))
	words = Div(words, MaxScalar(InsertAxes(length(frontier), -1), 1e-9))
	x := words
	if noise != nil {
		x = Add(x, Mul(noise, StopGradient(InsertAxes(length(words), -1))))
	}
	return p.read(x, k), words
}

// read takes k latent steps at once, which read x, [G, Q, k, d]. Like think it returns the states before them, in one
// node or two.
func (p *pass) read(x *Node, k int) (states []*Node) {
	seen, first := p.question+p.slots, p.last
	hidden, own := p.net.forward(x, p.positions(seen, k), p.own, p.sees(seen, k))
	p.own, p.last = own, SliceAxis(hidden, 2, AxisRange(k-1))
	p.slots += k
	if k == 1 {
		return []*Node{first}
	}
	return []*Node{first, SliceAxis(hidden, 2, AxisRange(0, k-1))}
}

// length is the L2 norm of the last axis.
func length(x *Node) *Node { return Sqrt(ReduceSum(Square(x), -1)) }

// wait takes k latent steps that read the same token, `<pause>`: all at once, since none depends on the previous one.
// It returns the states before each, which stand where think's thoughts do.
func (p *pass) wait(k int, token int32) (states []*Node) {
	dims := p.last.Shape().Dimensions
	tokens := BroadcastToDims(Reshape(Const(p.net.g, []int32{token}), 1, 1, 1), dims[0], dims[1], k)
	return p.read(p.net.embed(tokens), k)
}

// speak returns hear's logits, [G, n, T, V].
func (p *pass) speak(tokens, thoughts *Node, from, to int) *Node {
	return p.net.logits(p.hear(tokens, thoughts, from, to))
}

// hear reads language parts tokens [G, n, T] of the questions from..to, each after thoughts [G, n, 1] latent steps, and
// returns their hidden states [G, n, T, d]. Later thoughts are masked out, so one pass serves every number of thoughts.
func (p *pass) hear(tokens, thoughts *Node, from, to int) *Node {
	length := tokens.Shape().Dimensions[2]
	past := make([]keyValue, len(p.own))
	for i, kv := range p.own {
		past[i] = keyValue{SliceAxis(kv.k, 2, AxisRange(from, to)), SliceAxis(kv.v, 2, AxisRange(from, to))}
	}
	pos := Add(p.positions(p.question, length), thoughts) // [G, n, T]
	seen := p.question + p.slots
	hidden, _ := p.net.forward(p.net.embed(tokens), pos, past,
		Add(p.sees(seen, length), p.unthought(thoughts, seen+length)))
	return hidden
}

// unthought masks the slots after the first thoughts [G, n, 1] of each sequence: [G, 1, n, 1, width].
func (p *pass) unthought(thoughts *Node, width int) *Node {
	slot := make([]int32, width) // the slot's index; for tokens a number that is never beyond any count
	for i := range slot {
		slot[i] = -1
		if i >= p.question && i < p.question+p.slots {
			slot[i] = int32(i - p.question)
		}
	}
	beyond := GreaterOrEqual(Reshape(Const(p.net.g, slot), 1, 1, width), thoughts)
	dims := thoughts.Shape().Dimensions
	return Reshape(MulScalar(ConvertDType(beyond, dtypes.Float32), masked), dims[0], 1, dims[1], 1, width)
}
