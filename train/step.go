package train

import (
	"fmt"
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph" //nolint:revive // GoMLX's own style
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

// metrics are the figures of one optimizer step. The data is new in every step, so they are also held-out figures.
type metrics struct {
	Loss, ThoughtLoss, ChainLoss, AnswerLoss float32
	// FrontierHits[k] is the share of questions whose thought k+1, read through the head, names a node of the frontier;
	// NaN-free: a thought without any frontier in the batch counts 1.
	FrontierHits []float32
	// AnswerAccuracy is the share of answer queries that name the right word, ChainAccuracy of right chain tokens.
	AnswerAccuracy, ChainAccuracy float32
}

// stepper runs optimizer steps of one stage; GoMLX compiles one program for each padded length it meets.
type stepper struct {
	exec     *model.Exec
	recipe   *Recipe
	vocab    *vocabulary
	thoughts int
}

// gradientOptimizer is what GoMLX's Adam offers beside optimizer.Interface: it takes gradients that were changed (clipped) before.
type gradientOptimizer interface {
	UpdateGraphWithGradients(scope *model.Scope, grads []*Node, lossDType dtypes.DType)
}

// newStepper prepares the training program of a stage with the given number of thoughts.
func newStepper(backend compute.Backend, store *model.Store, recipe *Recipe, vocab *vocabulary, thoughts int) (*stepper, error) {
	s := &stepper{recipe: recipe, vocab: vocab, thoughts: thoughts}
	adam := optimizer.Adam().Betas(recipe.Beta1, recipe.Beta2).Epsilon(1e-8).WeightDecay(recipe.WeightDecay).LearningRate(recipe.LearningRate).Done()
	exec, err := model.NewExec(backend, store, func(scope *model.Scope, inputs []*Node) []*Node {
		// Without this the engine bakes the weights into the program as constants, and nothing is ever learnt.
		store.SetTraining(inputs[0].Graph(), true)
		loss, outputs := s.lossGraph(store, inputs)
		trainable := scope.Store().Scope("/")
		grads := clip(trainable.BuildTrainableVariablesGradientsGraph(loss), recipe.ClipNorm)
		adam.(gradientOptimizer).UpdateGraphWithGradients(trainable, grads, loss.DType())
		return outputs
	})
	if err != nil {
		return nil, fmt.Errorf("train: build the training program: %w", err)
	}
	s.exec = exec.SetMaxCache(64)
	return s, nil
}

// clip scales all gradients down together so that their global L2 norm is at most limit.
func clip(grads []*Node, limit float64) []*Node {
	if limit <= 0 {
		return grads
	}
	sum := ReduceAllSum(Square(grads[0]))
	for _, g := range grads[1:] {
		sum = Add(sum, ReduceAllSum(Square(g)))
	}
	norm := Sqrt(sum)
	factor := Min(OnesLike(norm), Div(ConstAs(norm, limit), AddScalar(norm, 1e-6)))
	for i, g := range grads {
		grads[i] = Mul(g, factor)
	}
	return grads
}

// run does one optimizer step.
func (s *stepper) run(b *batch) (metrics, error) {
	out, err := s.exec.Exec(s.inputs(b)...)
	if err != nil {
		return metrics{}, fmt.Errorf("train: step: %w", err)
	}
	flat := tensors.MustCopyFlatData[float32](out[0])
	m := metrics{Loss: flat[0], ThoughtLoss: flat[1], ChainLoss: flat[2], AnswerLoss: flat[3], AnswerAccuracy: flat[4], ChainAccuracy: flat[5]}
	m.FrontierHits = slices.Clone(flat[6:])
	for _, t := range out {
		t.MustFinalizeAll()
	}
	return m, nil
}

// inputs lays a batch out as tensors, in the order lossGraph takes them.
func (s *stepper) inputs(b *batch) []any {
	r := s.recipe
	g, q, c := b.graphs, r.QueriesPerGraph, r.ChainQueries
	i32, f32 := tensors.FromFlatDataAndDimensions[int32], tensors.FromFlatDataAndDimensions[float32]
	if s.thoughts == 0 {
		return []any{i32(b.edges, g, 1, b.padded), i32(b.edgeLen, g, 1, 1),
			i32(b.lookups, g, b.nodes, 1), f32(b.children, g, b.nodes, 1, s.vocab.size)}
	}
	in := []any{
		i32(b.edges, g, 1, b.padded), i32(b.edgeLen, g, 1, 1), i32(b.questions, g, q, questionTokens),
		f32(b.frontier, g, q, s.thoughts, s.vocab.size),
	}
	for _, t := range []struct {
		tails
		n int
	}{{b.answer, q - c}, {b.chain, c}} {
		in = append(in, i32(t.tokens, g, t.n, t.length), i32(t.labels, g, t.n, t.length), f32(t.weights, g, t.n, t.length), i32(t.thoughts, g, t.n, 1))
	}
	return in
}

// lossGraph builds the forward pass through all thoughts (gradients flow back through every one of them) and the losses. Its
// outputs are one vector of figures, in the order run reads them.
func (s *stepper) lossGraph(store *model.Store, in []*Node) (loss *Node, outputs []*Node) {
	p := newPass(s.recipe.Model, store, in[0], in[1])
	if s.thoughts == 0 {
		loss, hits := frontierLoss(p.lookUp(in[2]), in[3])
		zero := ScalarZero(p.net.g, loss.DType())
		return loss, []*Node{figures(loss, loss, zero, zero, Reshape(hits), zero, hits)}
	}
	subject := p.ask(in[2])
	hidden := p.think(s.thoughts)
	thoughtLoss, hits := frontierLoss(p.net.logits(Concatenate(hidden, 2)), in[3])

	lookupLoss, _ := frontierLoss(p.net.logits(subject), SliceAxis(in[3], 2, AxisRange(0, 1)))

	answers := s.recipe.QueriesPerGraph - s.recipe.ChainQueries
	answerLoss, answerRight := tailLoss(p.speak(in[4], in[7], 0, answers), in[5], in[6])
	chainLoss, chainRight := tailLoss(p.speak(in[8], in[11], answers, s.recipe.QueriesPerGraph), in[9], in[10])
	answerAccuracy := ReduceAllMean(Slice(answerRight, AxisRange(), AxisRange(), AxisElem(targetIndex)))
	chainAccuracy := Div(ReduceAllSum(chainRight), ReduceAllSum(in[10]))

	loss = Add(answerLoss, chainLoss)
	if s.recipe.ThoughtSupervision > 0 {
		loss = Add(loss, MulScalar(Add(thoughtLoss, lookupLoss), s.recipe.ThoughtSupervision))
	}
	return loss, []*Node{figures(loss, thoughtLoss, chainLoss, answerLoss, answerAccuracy, chainAccuracy, hits)}
}

// figures strings numbers and vectors together, so that one tensor comes back from the engine.
func figures(nodes ...*Node) *Node {
	for i, n := range nodes {
		nodes[i] = Reshape(n, -1)
	}
	return Concatenate(nodes, 0)
}

// frontierLoss is the cross-entropy of each thought's logits [G, Q, K, V] against its frontier distribution, over the thoughts that
// have a frontier, and the share of hits for each thought [K].
func frontierLoss(logits, target *Node) (loss, hits *Node) {
	present := ReduceSum(target, -1) // [G, Q, K]: 1 where there is a frontier
	loss = Div(Neg(ReduceAllSum(Mul(target, LogSoftmax(logits, -1)))), MaxScalar(ReduceAllSum(present), 1))
	best := OneHot(ArgMax(logits, -1, dtypes.Int32), logits.Shape().Dimensions[3], logits.DType())
	hit := ReduceSum(Mul(best, PositiveIndicator(target)), 0, 1, 3)
	count := ReduceSum(present, 0, 1)
	return loss, Div(Add(hit, zeroAsOne(count)), Add(count, zeroAsOne(count)))
}

// zeroAsOne is 1 where x is 0, else 0.
func zeroAsOne(x *Node) *Node { return ConvertDType(IsZero(x), x.DType()) }

// tailLoss is the weighted mean cross-entropy of logits [G, n, T, V] against labels [G, n, T], and which tokens are right (0 or 1,
// 0 where not supervised).
func tailLoss(logits, labels, weights *Node) (loss, right *Node) {
	oneHot := OneHot(labels, logits.Shape().Dimensions[3], logits.DType())
	nll := Neg(ReduceSum(Mul(oneHot, LogSoftmax(logits, -1)), -1))
	loss = Div(ReduceAllSum(Mul(nll, weights)), ReduceAllSum(weights))
	right = Mul(weights, ConvertDType(Equal(ArgMax(logits, -1, dtypes.Int32), labels), logits.DType()))
	return loss, right
}
