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

// sumScope is the GoMLX scope of the gradients that a step adds up. They are 0 between steps, and in no checkpoint.
const sumScope = "/sums/"

// textLessons takes the optimizer steps of a recipe for text: gradients part by part, and then one update.
type textLessons struct {
	backend   compute.Backend
	store     *model.Store
	recipe    *Recipe
	sampler   *textSampler
	onCompile func()

	stage     Stage
	gradients *model.Exec
	update    *model.Exec
	compiled  map[[3]int]bool
}

// begin makes the programs of a stage. GoMLX compiles one for each padded size it sees.
func (l *textLessons) begin(stage Stage) error {
	if l.update == nil {
		if err := l.prepareUpdate(); err != nil {
			return err
		}
	}
	if l.gradients != nil && l.recipe.latents(l.stage) == l.recipe.latents(stage) {
		l.stage = stage
		return nil
	}
	l.stage, l.compiled = stage, map[[3]int]bool{}
	if l.gradients != nil {
		l.gradients.Finalize()
	}
	exec, err := model.NewExec(l.backend, l.store, func(_ *model.Scope, in []*Node) []*Node {
		l.store.SetTraining(in[0].Graph(), true) // otherwise the weights become constants of the program
		loss, right := l.lossGraph(in)
		trained := l.trained()
		params := make([]*Node, len(trained))
		for i, v := range trained {
			params[i] = v.NodeValue(loss.Graph())
		}
		for i, gradient := range Gradient(loss, params...) {
			sum := l.sum(trained[i])
			sum.SetNodeValue(Add(sum.NodeValue(gradient), gradient))
		}
		return []*Node{loss, right}
	})
	if err != nil {
		return fmt.Errorf("train: build the training program: %w", err)
	}
	l.gradients = exec.SetMaxCache(-1)
	return nil
}

// trained lists the trained variables in a fixed order.
func (l *textLessons) trained() []*model.Variable {
	var all []*model.Variable
	for v := range l.store.Scope("/").IterVariables() {
		if v.Trainable {
			all = append(all, v)
		}
	}
	return all
}

// sum is where a variable's gradients are added up.
func (l *textLessons) sum(v *model.Variable) *model.Variable {
	return l.store.GetVariable(sumScope + v.Path()[1:])
}

// prepareUpdate builds the program that updates the weights by the sums, and sets these to 0.
func (l *textLessons) prepareUpdate() error {
	for _, v := range l.trained() {
		if err := create(l.store, sumScope+v.Path()[1:], make([]float32, v.Shape().Size()),
			v.Shape().Dimensions...); err != nil {
			return err
		}
	}
	r := l.recipe
	adam := optimizer.Adam().Betas(r.Beta1, r.Beta2).Epsilon(1e-8).WeightDecay(r.WeightDecay).
		LearningRate(r.LearningRate).Done()
	exec, err := model.NewExec(l.backend, l.store, func(scope *model.Scope, g *Graph) []*Node {
		l.store.SetTraining(g, true)
		var gradients []*Node
		for _, v := range l.trained() {
			v.NodeValue(g) // the optimizer updates what the program uses
			sum := l.sum(v)
			gradients = append(gradients, sum.NodeValue(g))
			sum.SetNodeValue(ZerosLike(sum.NodeValue(g)))
		}
		root := scope.Store().Scope("/")
		adam.(gradientOptimizer).UpdateGraphWithGradients(root, clip(gradients, r.ClipNorm), dtypes.Float32)
		return []*Node{ScalarZero(g, dtypes.Float32)}
	})
	if err != nil {
		return fmt.Errorf("train: build the optimizer's program: %w", err)
	}
	l.update = exec
	return nil
}

// step takes an optimizer step.
func (l *textLessons) step(step int, stage Stage) (metrics, error) {
	var total textCounts
	for _, b := range l.sampler.next(step, stage) {
		if size := [3]int{b.count, b.width, b.tails.length}; !l.compiled[size] {
			l.compiled[size] = true
			if l.onCompile != nil {
				l.onCompile()
			}
		}
		out, err := l.gradients.Exec(l.inputs(b)...)
		if err != nil {
			return metrics{}, fmt.Errorf("train: step: %w", err)
		}
		total.add(b, tensors.MustCopyFlatData[float32](out[0])[0], tensors.MustCopyFlatData[float32](out[1]))
		for _, t := range out {
			t.MustFinalizeAll()
		}
	}
	out, err := l.update.Exec()
	if err != nil {
		return metrics{}, fmt.Errorf("train: update: %w", err)
	}
	out[0].MustFinalizeAll()
	return total.metrics(), nil
}

// inputs lays a batch out as tensors, in the order lossGraph takes them.
func (l *textLessons) inputs(b *textBatch) []any {
	i32, f32 := tensors.FromFlatDataAndDimensions[int32], tensors.FromFlatDataAndDimensions[float32]
	n, t := b.count, b.tails
	return []any{i32(b.heads, n, 1, b.width), i32(b.pads, n, 1, 1), i32(t.tokens, n, 1, t.length),
		i32(t.labels, n, 1, t.length), f32(t.weights, n, 1, t.length), i32(t.thoughts, n, 1, 1)}
}

// lossGraph builds the forward pass through all latent steps and returns the loss, and for each label whether the model
// would have said it, 0 or 1, [B, 1, T].
func (l *textLessons) lossGraph(in []*Node) (loss, right *Node) {
	net, p := l.latentPass(in[0], in[1])
	hidden := p.hear(in[2], in[5], 0, 1)
	known, added := net.logitParts(hidden) // all in one would be copied for it
	most := StopGradient(ReduceMax(known, -1))
	right = ConvertDType(Equal(ArgMax(known, -1, dtypes.Int32), in[3]), dtypes.Float32)
	if added != nil { // no label is a new token
		other := StopGradient(ReduceMax(added, -1))
		right = Mul(right, ConvertDType(GreaterOrEqual(most, other), dtypes.Float32))
		most = Max(most, other)
	}
	sum := ReduceSum(Exp(Sub(known, InsertAxes(most, -1))), -1)
	if added != nil {
		sum = Add(sum, ReduceSum(Exp(Sub(added, InsertAxes(most, -1))), -1))
	}
	// The head's row of a label gives the label's own logit, without a matrix of ones and zeros as large as all logits.
	own := ReduceSum(Mul(hidden, net.rows(net.headName(), in[3])), -1)
	return ReduceAllSum(Mul(Sub(Add(Log(sum), most), own), in[4])), right
}

// latentPass reads heads [B, 1, P], padded on their left by pads [B, 1, 1] tokens, and takes the stage's latent steps.
func (l *textLessons) latentPass(heads, pads *Node) (*network, *pass) {
	net := newTextNetwork(l.recipe, l.store, heads.Graph())
	p := newTextPass(net, heads, pads)
	switch latents := l.recipe.latents(l.stage); {
	case latents == 0:
	case l.recipe.latent() == pauseLatent:
		p.wait(latents, l.sampler.markers.pause)
	default:
		p.think(latents)
	}
	return net, p
}

// newTextNetwork returns the network of a recipe whose model has been filled in.
func newTextNetwork(r *Recipe, store *model.Store, g *Graph) *network {
	net := &network{cfg: r.Model, store: store, g: g, bfloat16: r.Text.BFloat16}
	if r.Text.LoRA != nil {
		net.adapterScale = r.Text.LoRA.scale()
	}
	return net
}

// textCounts adds up what a step's parts report.
type textCounts struct {
	loss                           float64
	questions, answers             int
	supervised, right, tokensTotal int
}

// add counts a part: right says for each label whether it was the likeliest.
func (c *textCounts) add(b *textBatch, loss float32, right []float32) {
	c.loss += float64(loss)
	c.questions += b.count
	c.tokensTotal += b.tokens
	for i := range b.count {
		hits := right[i*b.tails.length:][:b.tails.length]
		weights := b.tails.weights[i*b.tails.length:][:b.tails.length]
		labels := slices.Index(weights, 0)
		if labels < 0 {
			labels = len(weights)
		}
		for _, hit := range hits[:labels] {
			c.right += int(hit)
		}
		c.supervised += labels
		if !slices.Contains(hits[b.answer[i]:labels], 0) {
			c.answers++
		}
	}
}

func (c *textCounts) metrics() metrics {
	return metrics{Loss: float32(c.loss), ChainLoss: float32(c.loss), Tokens: c.tokensTotal,
		AnswerAccuracy: float32(c.answers) / float32(c.questions),
		ChainAccuracy:  float32(c.right) / float32(c.supervised)}
}
