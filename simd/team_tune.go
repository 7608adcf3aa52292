//go:build !tasks_only

package simd

import (
	"math"
	"slices"
	"time"
)

// Tune measures from how much work on a product is faster with the helpers than without, and has the team share only
// those. It ends a team that never is, and returns its error then. It takes a fraction of a second; pause, which may be
// nil, is called in between to let others do something.
func (t *Team) Tune(pause func()) error {
	if t.over.Load() {
		return t.why
	}
	typical := t.typical()
	for tokens := 1; tokens <= 64 && len(typical) > 0 && !t.over.Load(); tokens *= 2 {
		if pause != nil {
			pause()
		}
		if t.pays(typical, tokens) {
			t.worth = len(typical[0].layout().data) * tokens
			return nil
		}
	}
	t.busy.Lock()
	defer t.busy.Unlock()
	t.end(ErrTeam.Errorf("one thread is faster here"))
	return t.why
}

// typical returns the shared matrices of the median size.
func (t *Team) typical() []Shared {
	bySize := slices.SortedFunc(slices.Values(t.all), func(a, b Shared) int {
		return len(a.layout().data) - len(b.layout().data)
	})
	if len(bySize) == 0 {
		return nil
	}
	size := len(bySize[len(bySize)/2].layout().data)
	return slices.DeleteFunc(t.all[:len(t.all):len(t.all)], func(m Shared) bool { return len(m.layout().data) != size })
}

// gain is by what factor sharing has to be faster.
const gain = 1.1

// A trial has so many turns of about this long.
const (
	tuneTurns = 4
	tuneTurn  = 2 * time.Millisecond
)

// pays reports whether products of matrices with so many tokens are faster when they are shared. The best turn counts:
// what disturbs a measurement only makes it slower.
func (t *Team) pays(matrices []Shared, tokens int) bool {
	alone, together := newTrial(nil, matrices, tokens), newTrial(t, matrices, tokens)
	t.worth, t.pace = 0, pace{}
	best, bestShared := math.Inf(1), math.Inf(1)
	for range tuneTurns {
		n, took := alone.run(func(_ int, took time.Duration) bool { return took >= tuneTurn })
		_, shared := together.run(func(done int, took time.Duration) bool { return done == n || took > 4*tuneTurn })
		best, bestShared = min(best, took.Seconds()/float64(n)), min(bestShared, shared.Seconds()/float64(together.done))
	}
	t.pace = pace{}
	return !t.over.Load() && bestShared*gain < best
}

// trial multiplies matrices, one after the other as a model does, so that the weights come from where they would.
type trial struct {
	vectors  Activations
	matrices []Shared
	next     int
	done     int // products of the last run
}

func newTrial(t *Team, matrices []Shared, tokens int) *trial {
	l := matrices[0].layout()
	x := make([]float32, tokens*l.cols)
	for i := range x {
		x[i] = float32(i%64 - 31)
	}
	r := &trial{matrices: matrices}
	r.vectors.Team = t
	switch l.format {
	case formatQ8:
		r.vectors.SetQ8(x, tokens, l.cols)
	case formatQ4:
		r.vectors.SetQ4(x, tokens, l.cols)
	case formatInt4:
		r.vectors.Set(x, tokens, l.cols, Int4Levels)
		r.vectors.encode(l.kernels.int4.operandBytes, l.kernels.int4.operands)
	default:
		r.vectors.Set(x, tokens, l.cols, Int8Levels)
		r.vectors.encode(l.kernels.int8.operandBytes, l.kernels.int8.operands)
	}
	return r
}

// run multiplies until enough.
func (r *trial) run(enough func(done int, took time.Duration) bool) (done int, took time.Duration) {
	r.done = 0
	for began := time.Now(); !enough(r.done, took); took = time.Since(began) {
		m := r.matrices[r.next%len(r.matrices)]
		l := m.layout()
		m.zero(&r.vectors, l.panels*panelRows)
		l.kernels.eachTile(&r.vectors, m, l.panels, l.panelSize)
		r.next, r.done = r.next+1, r.done+1
	}
	return r.done, took
}
