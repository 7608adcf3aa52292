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
func (b *block) project(s *Session, layer, n int) {
	a := &b.attention
	project(s.normed, n, &s.input, projection{&a.q, s.q}, projection{&a.k, s.k}, projection{&a.v, s.v})
	s.eachRow(b, layer, n, (a.heads+a.kvHeads)*a.width, (*block).place)
}

// place normalizes and rotates queries and keys from from to to-1, and caches keys and values.
func (b *block) place(s *Session, layer, from, to int) {
	a := &b.attention
	queries, keys := a.heads*a.width, a.kvHeads*a.width
	for i := from; i < to; i++ {
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
	s.mixing = mixing{s, a, layer, first, n, s.shares(a, n)}
	s.input.Pool.Run(s.mixing.shares, &s.mixing)
}

// mixing is a call of mix, whose heads goroutines share.
type mixing struct {
	s                       *Session
	a                       *attention
	layer, first, n, shares int
}

// Part mixes one goroutine's share: of the heads of some positions, one after the other, those whose turn it is. So the
// shares are about the same for any number of heads, though later positions have more to look at.
func (m *mixing) Part(share int) {
	for i := share; i < m.a.looksFor(m.n-m.first); i += m.shares {
		from := m.first + i/m.a.kvHeads*mixTogether
		at := look{m.layer, i % m.a.kvHeads, from, min(from+mixTogether, m.n), m.first}
		m.a.lookBack(m.s, &m.s.looks[share], at)
	}
}

// looksFor is how many looks n positions take.
func (a *attention) looksFor(n int) int { return (n + mixTogether - 1) / mixTogether * a.kvHeads }

// worthLooking is how many positions times numbers of a head a goroutine should have to look at.
const worthLooking = 1 << 13

// shares is among how many goroutines the heads are shared, for n new positions.
func (s *Session) shares(a *attention, n int) int {
	work := (s.cache.length + n) * n * a.heads * a.width / worthLooking
	return s.input.Pool.Shares(a.looksFor(n), work)
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
func (a *attention) lookBack(s *Session, l *looking, at look) {
	a.gather(s, l, at)
	group, stride := a.heads/a.kvHeads, s.model.config.MaxPositions
	for p := range pagesFor(s.cache.length + at.to) {
		for run := range s.runs(p, at, group) {
			scores := l.scores[run.first*stride+p*pageRows+run.skip:]
			s.cache.score(run, scores, stride, l.queries[run.first*a.width:], l.page)
		}
	}
	for i := range (at.to - at.from) * group {
		simd.Softmax(l.scores[i*stride:][:s.cache.length+at.from+i/group+1])
	}
	for p := range pagesFor(s.cache.length + at.to) {
		for run := range s.runs(p, at, group) {
			scores := l.scores[run.first*stride+p*pageRows+run.skip:]
			s.cache.blend(run, l.seen[run.first*a.width:], scores, stride, l.page)
		}
	}
	a.scatter(s, l, at)
}

// looking is memory for one look: n queries look back together.
type looking struct {
	queries []float32 // [n, width]
	seen    []float32 // what they see [n, width]
	scores  []float32 // [n, n_positions]
	page    []float32 // a page's rows of one head, [pageRows, width]
}

func newLooking(n, width, positions int) looking {
	return looking{make([]float32, n*width), make([]float32, n*width), make([]float32, n*positions),
		make([]float32, pageRows*width)}
}

// run is a number of queries, n of them from first in the order of gather, that see rows of a page's head: so many
// after the first skip.
type run struct{ page, layer, head, skip, rows, first, n int }

// runs yields the runs of queries that see something of page p: all of them together as far as the first position sees,
// and then, of the few rows after that, each later position alone.
func (s *Session) runs(p int, at look, group int) iter.Seq[run] {
	return func(yield func(run) bool) {
		sees := func(i int) int { return max(0, min(s.cache.length+i+1-p*pageRows, pageRows)) }
		shared := sees(at.from)
		if shared > 0 && !yield(run{p, at.layer, at.shared, 0, shared, 0, (at.to - at.from) * group}) {
			return
		}
		for i := at.from + 1; i < at.to; i++ {
			r := run{p, at.layer, at.shared, shared, sees(i) - shared, (i - at.from) * group, group}
			if r.rows > 0 && !yield(r) {
				return
			}
		}
	}
}

// gather copies the queries of a look one after the other, and clears what they see.
func (a *attention) gather(s *Session, l *looking, at look) {
	width := a.heads / a.kvHeads * a.width // of the heads that share one
	for i := at.from; i < at.to; i++ {
		copy(l.queries[(i-at.from)*width:][:width], s.q[i*a.heads*a.width+at.shared*width:])
	}
	clear(l.seen[:(at.to-at.from)*width])
}

// scatter copies what the queries of a look have seen to its place.
func (a *attention) scatter(s *Session, l *looking, at look) {
	width := a.heads / a.kvHeads * a.width
	for i := at.from; i < at.to; i++ {
		copy(s.mixed[(i-at.first)*a.heads*a.width+at.shared*width:][:width], l.seen[(i-at.from)*width:])
	}
}

func (a *attention) float32() attention {
	f := *a
	f.q, f.k, f.v, f.out = a.q.float32(), a.k.float32(), a.v.float32(), a.out.float32()
	return f
}
