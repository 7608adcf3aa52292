package train

import (
	"cmp"
	"math"
	"math/rand/v2"

	"github.com/coconut-page/coconut/runtime"
)

// latentKind is what a method puts between `<bot>` and `<eot>`.
type latentKind int

const (
	noLatent latentKind = iota
	thoughtLatent
	pauseLatent
)

// methods are the rows of the paper's table 1 and its ablations, with their differences in the pipeline that they
// share. All frame the latent part with `<bot>` and `<eot>` (the paper omits the markers where there are no latent
// steps; ours cost two more constant tokens). The rest is in their recipes: cot and search have chain queries only,
// no-cot and pause answer queries only; no-thought and pause-as-thought have Coconut's stages; no-curriculum only the
// last of them.
var methods = map[string]latentKind{
	runtime.MethodCoconut:        thoughtLatent,
	runtime.MethodCoT:            noLatent,
	runtime.MethodSearch:         noLatent,
	runtime.MethodNoCoT:          noLatent,
	runtime.MethodICoT:           noLatent,
	runtime.MethodPause:          pauseLatent,
	runtime.MethodPauseAsThought: pauseLatent,
	runtime.MethodNoThought:      noLatent,
	runtime.MethodNoCurriculum:   thoughtLatent,
}

// latent returns the method's kind of latent step.
func (r *Recipe) latent() latentKind { return methods[r.Method] }

// latents returns how many latent slots a stage has.
func (r *Recipe) latents(stage Stage) int {
	if r.latent() == noLatent {
		return 0
	}
	return stage.Thoughts * r.cThought()
}

// cThought returns how many latent steps replace one language step.
func (r *Recipe) cThought() int { return max(r.CThought, 1) }

// answerHops returns the most hops to the answer of a question that is answered at once, if a chain holds up to most: a
// search by thoughts advances one hop per thought, other methods have no such limit.
func (r *Recipe) answerHops(stage Stage, most int) int {
	if r.latent() == thoughtLatent {
		most = min(stage.Thoughts, most)
	}
	return stage.hops(most)
}

// hops returns the most hops of a stage's questions if a chain holds up to most.
func (s Stage) hops(most int) int { return min(cmp.Or(s.Hops, most), most) }

// smoothing is iCoT's λ: a stage removes o more tokens than it says with a probability that falls by e^-λ for each
// (2405.14838, 3.2).
const smoothing = 4.0

// removed draws how many tokens of a chain are removed at a stage of iCoT.
func removed(rng *rand.Rand, stage Stage) int {
	if stage.Removed == 0 {
		return 0
	}
	return stage.Removed + int(-math.Log(1-rng.Float64())/smoothing)
}
