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

// mix lets each of the new positions from first to n-1 look back, into the first n-first vectors of s.mixed.
func (a *attention) mix(s *Session, layer, first, n int) {
	width := a.heads * a.width
	for i := first; i < n; i++ {
		a.lookBack(s, layer, i, s.mixed[(i-first)*width:][:width])
	}
}

// lookBack lets new position i attend to all positions up to and including itself: for each head,
// softmax(q·Kᵀ/√width)·V, into mixed [heads·width]. The query is in s.q, and is scaled before the products are taken.
func (a *attention) lookBack(s *Session, layer, i int, mixed []float32) {
	query := s.q[i*a.heads*a.width:][:a.heads*a.width]
	scale := 1 / float32(math.Sqrt(float64(a.width)))
	for j := range query {
		query[j] *= scale
	}
	clear(mixed)
	scores := s.scores[:s.cache.length+i+1]
	for h := range a.heads {
		head, shared := query[h*a.width:(h+1)*a.width], h*a.kvHeads/a.heads
		for p, rows := range filled(len(scores)) {
			simd.MatVec(scores[p*pageRows:], s.cache.keys(p, layer, shared), head, rows, a.width)
		}
		simd.Softmax(scores)
		out := mixed[h*a.width : (h+1)*a.width]
		for p, rows := range filled(len(scores)) {
			simd.AddWeightedRows(out, s.cache.values(p, layer, shared), scores[p*pageRows:], rows, a.width)
		}
	}
}

func (a *attention) float32() attention {
	f := *a
	f.q, f.k, f.v, f.out = a.q.float32(), a.k.float32(), a.v.float32(), a.out.float32()
	return f
}
