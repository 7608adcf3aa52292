package runtime

import (
	"iter"
	"math"

	"github.com/coconut-page/coconut/simd"
)

// attention is a block's first sublayer. Several query heads may share a head of keys and values (grouped-query
// attention, 2305.13245): query head h reads head h/(heads/kvHeads).
type attention struct {
	q              linear // [heads·width, d]
	k, v           linear // [kvHeads·width, d]
	out            linear // [d, heads·width]
	heads, kvHeads int
	width          int // of a head
	// qNorm and kNorm normalize each head of queries and keys before it is rotated (Qwen3); nil for none.
	qNorm, kNorm normalizer
}

// project computes queries, keys and values of n normalized vectors at the next positions, normalizes and rotates the
// first two where the architecture does, and caches the latter two.
func (a *attention) project(s *Session, layer, n int) {
	project(s.normed, n, &s.input, projection{&a.q, s.q}, projection{&a.k, s.k}, projection{&a.v, s.v})
	queries, keys := a.heads*a.width, a.kvHeads*a.width
	for i := range n {
		q, k, v := s.q[i*queries:][:queries], s.k[i*keys:][:keys], s.v[i*keys:][:keys]
		if a.qNorm != nil {
			a.qNorm.apply(q, q, a.heads)
			a.kNorm.apply(k, k, a.kvHeads)
		}
		if r := s.model.rotary; r != nil {
			r.rotate(q, s.cache.length+i)
			r.rotate(k, s.cache.length+i)
		}
		s.cache.put(layer, i, k, v)
	}
}

// mixTogether is how many positions look back at a time: keys and values that are not kept as float32 are turned into
// that once for all of them.
const mixTogether = 4

// mix lets each of the new positions from first to n-1 look back, into the first n-first vectors of s.mixed.
func (a *attention) mix(s *Session, layer, first, n int) {
	a.scale(s.q[first*a.heads*a.width : n*a.heads*a.width])
	for from := first; from < n; from += mixTogether {
		for h := range a.kvHeads {
			a.lookBack(s, look{layer, h, from, min(from+mixTogether, n), first})
		}
	}
}

// scale divides queries by √width, before the products with the keys are taken.
func (a *attention) scale(queries []float32) {
	scale := 1 / float32(math.Sqrt(float64(a.width)))
	for j := range queries {
		queries[j] *= scale
	}
}

// look is what looks back at a time: the query heads that share a head of keys and values, of the new positions from
// from to to-1. mixed begins with the new position first.
type look struct{ layer, shared, from, to, first int }

// lookBack lets positions attend to all up to and including themselves: for each of the query heads,
// softmax(q·Kᵀ/√width)·V goes to its place in s.mixed.
func (a *attention) lookBack(s *Session, at look) {
	a.gather(s, at)
	group, stride := a.heads/a.kvHeads, s.model.config.MaxPositions
	for p := range pagesFor(s.cache.length + at.to) {
		for run := range s.runs(p, at, group) {
			s.cache.score(run, s.scores[run.first*stride+p*pageRows:], stride, s.looking[run.first*a.width:], s.page)
		}
	}
	for i := range (at.to - at.from) * group {
		simd.Softmax(s.scores[i*stride:][:s.cache.length+at.from+i/group+1])
	}
	for p := range pagesFor(s.cache.length + at.to) {
		for run := range s.runs(p, at, group) {
			s.cache.blend(run, s.blended[run.first*a.width:], s.scores[run.first*stride+p*pageRows:], stride, s.page)
		}
	}
	a.scatter(s, at)
}

// run is a number of queries, in the order of gather, that see the same first rows of a page's head.
type run struct{ page, layer, head, rows, first, n int }

// runs yields the runs of queries that see something of page p: all of them together if they see all of it, else each
// position's.
func (s *Session) runs(p int, at look, group int) iter.Seq[run] {
	return func(yield func(run) bool) {
		sees := func(i int) int { return min(s.cache.length+i+1-p*pageRows, pageRows) }
		for i := at.from; i < at.to; {
			next := i + 1
			for next < at.to && sees(next) == sees(i) {
				next++
			}
			r := run{p, at.layer, at.shared, sees(i), (i - at.from) * group, (next - i) * group}
			if r.rows > 0 && !yield(r) {
				return
			}
			i = next
		}
	}
}

// gather copies the queries of a look one after the other, and clears what they see.
func (a *attention) gather(s *Session, at look) {
	width := a.heads / a.kvHeads * a.width // of the heads that share one
	for i := at.from; i < at.to; i++ {
		copy(s.looking[(i-at.from)*width:][:width], s.q[i*a.heads*a.width+at.shared*width:])
	}
	clear(s.blended[:(at.to-at.from)*width])
}

// scatter copies what the queries of a look have seen to its place.
func (a *attention) scatter(s *Session, at look) {
	width := a.heads / a.kvHeads * a.width
	for i := at.from; i < at.to; i++ {
		copy(s.mixed[(i-at.first)*a.heads*a.width+at.shared*width:][:width], s.blended[(i-at.from)*width:])
	}
}

func (a *attention) float32() attention {
	f := *a
	f.q, f.k, f.v, f.out = a.q.float32(), a.k.float32(), a.v.float32(), a.out.float32()
	return f
}
