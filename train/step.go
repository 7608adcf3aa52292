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

	"github.com/coconut-page/coconut/tasks/training"
)

// metrics are the measurements of one optimizer step. The data is new in every step, so they are also held-out figures.
type metrics struct {
	Loss, ThoughtLoss, ChainLoss, AnswerLoss float32
	// FrontierHits[k] is the share of questions whose thought k+1, read through the head, names a node of the frontier;
	// never NaN: a thought without any frontier in the batch counts as 1. A step on texts has none.
	FrontierHits []float32
	// FrontierExact[k] is the share whose thought k+1 gives every node of the frontier a higher logit than any other
	// token.
	FrontierExact []float32
	// AnswerAccuracy is the share of answer queries that name the right word, ChainAccuracy the share of right chain
	// tokens.
	AnswerAccuracy, ChainAccuracy float32
	// Tokens is how many tokens and latent steps of text the step read.
	Tokens int
}

// stepper runs optimizer steps of stages that share their programs; GoMLX compiles one program for each padded length
// it sees.
type stepper struct {
	exec     *model.Exec
	devices  *devices
	compiled map[[3]int]bool // the shapes seen so far, see isNew
	recipe   *Recipe
	vocab    *vocabulary
	stage    Stage
	layout   training.Layout
	thoughts int // latent slots
}

// gradientOptimizer is what GoMLX's Adam offers beyond optimizer.Interface: it accepts modified (clipped) gradients.
type gradientOptimizer interface {
	UpdateGraphWithGradients(scope *model.Scope, grads []*Node, lossDType dtypes.DType)
}

// newStepper builds the training program of a stage.
func newStepper(backend compute.Backend, d *devices, store *model.Store, recipe *Recipe, vocab *vocabulary,
	layout training.Layout, stage Stage) (*stepper, error) {
	s := &stepper{devices: d, compiled: map[[3]int]bool{}, recipe: recipe, vocab: vocab, stage: stage, layout: layout,
		thoughts: recipe.latents(stage)}
	adam := optimizer.Adam().Betas(recipe.Beta1, recipe.Beta2).Epsilon(1e-8).WeightDecay(recipe.WeightDecay).
		LearningRate(recipe.LearningRate).Done()
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
	d.share(exec)
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

// serves reports whether a stage runs the same programs, so that they need not be compiled again.
func (s *stepper) serves(stage Stage) bool {
	return s != nil && s.stage.Lookup == stage.Lookup && s.stage.Taught == stage.Taught &&
		(s.stage.Noise > 0) == (stage.Noise > 0) && s.thoughts == s.recipe.latents(stage)
}

// isNew reports whether a batch has a shape not seen before, so that its step begins with compiling.
func (s *stepper) isNew(b *batch) bool {
	shape := [3]int{b.graphs, b.nodes, b.padded}
	defer func() { s.compiled[shape] = true }()
	return !s.compiled[shape]
}

// run does one optimizer step. Every device computes the same metrics; the first one's are read.
func (s *stepper) run(b *batch) (metrics, error) {
	in, err := s.devices.split(s.inputs(b))
	if err != nil {
		return metrics{}, err
	}
	out, err := s.exec.Exec(in...)
	if err != nil {
		return metrics{}, fmt.Errorf("train: step: %w", err)
	}
	flat := tensors.MustCopyFlatData[float32](out[0])
	m := metrics{Loss: flat[0], ThoughtLoss: flat[1], ChainLoss: flat[2], AnswerLoss: flat[3], AnswerAccuracy: flat[4],
		ChainAccuracy: flat[5]}
	thoughts := (len(flat) - 6) / 2
	m.FrontierHits, m.FrontierExact = slices.Clone(flat[6:6+thoughts]), slices.Clone(flat[6+thoughts:])
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
	edges := []any{i32(b.edges, g, 1, b.padded), i32(b.edgeLen, g, 1, 1)}
	if s.stage.Lookup {
		return append(edges, f32(b.lookups, g, b.nodes, s.vocab.size), f32(b.children, g, b.nodes, 1, s.vocab.size))
	}
	in := append(edges, i32(b.questions, g, q, s.layout.Question))
	if s.named() {
		in = append(in, f32(b.frontier, g, q, s.thoughts, s.vocab.size))
		if b.noise != nil {
			in = append(in, f32(b.noise, g, q, s.thoughts, r.Model.Width))
		}
		if r.Model.StopHead {
			in = append(in, f32(b.enough, g, q, s.thoughts))
		}
	}
	for _, t := range []struct {
		tails
		n int
	}{{b.answer, q - c}, {b.chain, c}} {
		if t.n > 0 {
			in = append(in, i32(t.tokens, g, t.n, t.length), i32(t.labels, g, t.n, t.length), f32(t.weights, g, t.n, t.length),
				i32(t.thoughts, g, t.n, 1))
		}
	}
	return in
}

// named reports whether the states of the stage's latent steps are compared with the words that they should name. Those
// of pauses are only where that is a part of the loss.
func (s *stepper) named() bool {
	return s.thoughts > 0 && (s.recipe.latent() == thoughtLatent || s.recipe.ThoughtSupervision > 0)
}

// lossGraph builds the forward pass through all latent steps (gradients flow back through every one of them) and the
// losses. Its output is one vector of numbers, in the order in which run reads them.
func (s *stepper) lossGraph(store *model.Store, in []*Node) (loss *Node, outputs []*Node) {
	p := newPass(s.recipe.Model, s.layout.Question, store, in[0], in[1])
	zero := ScalarZero(p.net.g, dtypes.Float32)
	if s.stage.Lookup {
		loss, hits := frontierLoss(p.lookUp(in[2]), in[3])
		return loss, []*Node{figures(loss, loss, zero, zero, SliceAxis(hits, 0, AxisElem(0)), zero, hits)}
	}
	subject, in := p.ask(in[2]), in[3:]
	loss, thoughtLoss, hits := zero, zero, OnesLike(Concatenate([]*Node{Reshape(zero, 1), Reshape(zero, 1)}, 0))
	switch {
	case s.named():
		var lookupLoss *Node
		var noise *Node
		if s.stage.Noise > 0 {
			noise = in[1]
		}
		thoughts, unlike := s.think(p, in[0], noise)
		thoughtLoss, hits = frontierLoss(p.net.logits(Concatenate(thoughts, 2)), in[0])
		lookupLoss, _ = frontierLoss(p.net.logits(subject), SliceAxis(in[0], 2, AxisRange(0, 1)))
		if s.recipe.ThoughtSupervision > 0 {
			loss = MulScalar(Add(Add(thoughtLoss, lookupLoss), unlike), s.recipe.ThoughtSupervision)
		}
		if in = in[1:]; noise != nil {
			in = in[1:]
		}
		if s.recipe.Model.StopHead {
			loss = Add(loss, stopLoss(p.net.stop(Concatenate(append(thoughts[1:], p.last), 2)), in[0]))
			in = in[1:]
		}
	case s.thoughts > 0:
		p.wait(s.thoughts, s.vocab.pause)
	}
	answers, all := s.recipe.QueriesPerGraph-s.recipe.ChainQueries, s.recipe.QueriesPerGraph
	answerLoss, answerAccuracy, chainLoss, chainAccuracy := zero, zero, zero, zero
	if answers > 0 {
		var right *Node
		answerLoss, right = tailLoss(p.speak(in[0], in[3], 0, answers), in[1], in[2])
		answerAccuracy = ReduceAllMean(Slice(right, AxisRange(), AxisRange(), AxisElem(s.layout.Target)))
		in = in[4:]
	}
	if all > answers {
		var right *Node
		chainLoss, right = tailLoss(p.speak(in[0], in[3], answers, all), in[1], in[2])
		chainAccuracy = Div(ReduceAllSum(right), ReduceAllSum(in[2]))
		if answers == 0 {
			answerAccuracy = chainAccuracy
		}
	}
	loss = Add(loss, Add(answerLoss, chainLoss))
	return loss, []*Node{figures(loss, thoughtLoss, chainLoss, answerLoss, answerAccuracy, chainAccuracy, hits)}
}

// think takes the stage's latent steps. It returns the thoughts, or the states in their places where pauses are read,
// and how unlike the thoughts are to what was read in their place: 0 where they were read themselves, and for pauses.
func (s *stepper) think(p *pass, frontier, noise *Node) (thoughts []*Node, unlike *Node) {
	switch unlike = ScalarZero(p.net.g, dtypes.Float32); {
	case s.recipe.latent() == pauseLatent:
		return p.wait(s.thoughts, s.vocab.pause), unlike
	case !s.stage.Taught:
		return p.think(s.thoughts), unlike
	}
	thoughts, words := p.taught(frontier, noise)
	return thoughts, distance(Concatenate(thoughts, 2), StopGradient(words))
}

// distance returns the mean square of the distance of thoughts from words [G, Q, K, d], relative to the words' length,
// over the thoughts that have words. Without it a model's first thoughts of its own are unlike all it was taught with,
// and what it was taught is of no use to it.
func distance(thoughts, words *Node) *Node {
	length := ReduceSum(Square(words), -1)
	present := PositiveIndicator(length)
	apart := Div(ReduceSum(Square(Sub(thoughts, words)), -1), MaxScalar(length, 1e-9))
	return Div(ReduceAllSum(Mul(apart, present)), MaxScalar(ReduceAllSum(present), 1))
}

// stopLoss returns the mean logistic loss of the stop head's logits [G, Q, K] against whether the thought was enough (0
// or 1).
func stopLoss(logits, enough *Node) *Node {
	softplus := Add(MaxScalar(logits, 0), Log1P(Exp(Neg(Abs(logits)))))
	return ReduceAllMean(Sub(softplus, Mul(logits, enough)))
}

// figures concatenates numbers and vectors, so that one tensor comes back from the engine.
func figures(nodes ...*Node) *Node {
	for i, n := range nodes {
		nodes[i] = Reshape(n, -1)
	}
	return Concatenate(nodes, 0)
}

// frontierLoss returns the KL divergence of logits [G, Q, K, V] from the uniform distribution over each thought's
// frontier (target; 0 is perfect), over the thoughts that have a frontier, and how well each thought does, [2K]: the
// share of hits and of exact frontiers.
func frontierLoss(logits, target *Node) (loss, figures *Node) {
	present := ReduceSum(target, -1) // [G, Q, K]: 1 where there is a frontier
	member := PositiveIndicator(target)
	surprise := Sub(Log(MaxScalar(target, 1e-9)), LogSoftmax(logits, -1))
	loss = Div(ReduceAllSum(Mul(target, surprise)), MaxScalar(ReduceAllSum(present), 1))
	best := OneHot(ArgMax(logits, -1, dtypes.Int32), logits.Shape().Dimensions[3], logits.DType())
	hit := ReduceSum(Mul(best, member), -1)
	// Exact: the least likely member is likelier than every other token.
	least := ReduceMin(Add(logits, MulScalar(Sub(OnesLike(member), member), -masked)), -1)
	most := ReduceMax(Add(logits, MulScalar(member, masked)), -1)
	exact := Mul(present, ConvertDType(GreaterThan(least, most), logits.DType()))
	return loss, Concatenate([]*Node{share(hit, present), share(exact, present)}, 0)
}

// share returns the mean of right [G, Q, K] over the thoughts with a frontier, by thought [K]; 1 where there is none.
func share(right, present *Node) *Node {
	count := ReduceSum(present, 0, 1)
	return Div(Add(ReduceSum(right, 0, 1), zeroAsOne(count)), Add(count, zeroAsOne(count)))
}

// zeroAsOne returns 1 where x is 0, and otherwise 0.
func zeroAsOne(x *Node) *Node { return ConvertDType(IsZero(x), x.DType()) }

// tailLoss returns the weighted mean cross-entropy of logits [G, n, T, V] against labels [G, n, T], and which tokens
// are right (0 or 1; 0 where not supervised).
func tailLoss(logits, labels, weights *Node) (loss, right *Node) {
	oneHot := OneHot(labels, logits.Shape().Dimensions[3], logits.DType())
	nll := Neg(ReduceSum(Mul(oneHot, LogSoftmax(logits, -1)), -1))
	loss = Div(ReduceAllSum(Mul(nll, weights)), ReduceAllSum(weights))
	right = Mul(weights, ConvertDType(Equal(ArgMax(logits, -1, dtypes.Int32), labels), logits.DType()))
	return loss, right
}
