package runtime

import (
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
	clear(s.mixed[:(n-first)*a.heads*a.width])
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
// softmax(q·Kᵀ/√width)·V is added to its place in s.mixed.
func (a *attention) lookBack(s *Session, at look) {
	queries := a.looking(s, at)
	for p, rows := range filled(s.cache.length + at.to) {
		keys := s.cache.keys(p, at.layer, at.shared, rows, s.page)
		for _, query := range queries {
			if seen := query.sees(p); seen > 0 {
				simd.MatVec(query.scores[p*pageRows:], keys, query.q, seen, a.width)
			}
		}
	}
	for _, query := range queries {
		simd.Softmax(query.scores)
	}
	for p, rows := range filled(s.cache.length + at.to) {
		values := s.cache.values(p, at.layer, at.shared, rows, s.page)
		for _, query := range queries {
			if seen := query.sees(p); seen > 0 {
				simd.AddWeightedRows(query.mixed, values, query.scores[p*pageRows:], seen, a.width)
			}
		}
	}
}

// query is one head of one position that looks back.
type query struct {
	q, mixed []float32 // [width]
	scores   []float32 // of every position up to its own
}

// sees is how many rows of page p lie before the query's position or at it.
func (q *query) sees(p int) int { return min(len(q.scores)-p*pageRows, pageRows) }

// looking lists the queries of a look, in the session's scratch memory.
func (a *attention) looking(s *Session, at look) []query {
	group := a.heads / a.kvHeads
	s.queries = s.queries[:0]
	for i := at.from; i < at.to; i++ {
		for g := range group {
			head, scores := at.shared*group+g, s.scores[((i-at.from)*group+g)*s.model.config.MaxPositions:]
			s.queries = append(s.queries, query{
				q:      s.q[(i*a.heads+head)*a.width:][:a.width],
				mixed:  s.mixed[((i-at.first)*a.heads+head)*a.width:][:a.width],
				scores: scores[:s.cache.length+i+1],
			})
		}
	}
	return s.queries
}

func (a *attention) float32() attention {
	f := *a
	f.q, f.k, f.v, f.out = a.q.float32(), a.k.float32(), a.v.float32(), a.out.float32()
	return f
}
