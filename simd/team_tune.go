package simd

import (
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
	for _, tokens := range []int{1, 4, 16, 64} {
		if len(typical) == 0 {
			break
		}
		if pause != nil {
			pause()
		}
		if t.pays(typical, tokens) {
			l := typical[0].layout()
			t.worth = len(l.data) * tokens
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

// Sharing has to be faster by this factor, in each of so many turns of at least so long.
const (
	gain      = 1.1
	tuneTurns = 3
	tuneTurn  = 3 * time.Millisecond
)

// pays reports whether products of matrices with so many tokens are faster when they are shared.
func (t *Team) pays(matrices []Shared, tokens int) bool {
	alone, together := newTrial(nil, matrices, tokens), newTrial(t, matrices, tokens)
	t.worth = 0
	for range tuneTurns {
		n, took := alone.run(func(_ int, took time.Duration) bool { return took >= tuneTurn })
		_, shared := together.run(func(done int, _ time.Duration) bool { return done == n })
		if float64(shared)*gain > float64(took) {
			return false
		}
	}
	return !t.over.Load()
}

// trial multiplies matrices, one after the other as a model does, so that the weights come from where they would.
type trial struct {
	vectors  Activations
	matrices []Shared
	next     int
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
	for began := time.Now(); ; took = time.Since(began) {
		if enough(done, took) {
			return done, took
		}
		m := r.matrices[r.next%len(r.matrices)]
		l := m.layout()
		m.zero(&r.vectors, l.panels*panelRows)
		l.kernels.eachTile(&r.vectors, m, l.panels, l.panelSize)
		r.next, done = r.next+1, done+1
	}
}
