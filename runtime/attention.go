package runtime

import (
	"math"

	"github.com/coconut-page/coconut/simd"
)

// attend lets new position i look back at all positions up to and including itself in layer l: for each head,
// softmax(q·Kᵀ/√dh)·V, into mixed [d]. The query is in s.qkv, and is scaled before the products are taken.
func (s *Session) attend(l, i int, mixed []float32) {
	c := &s.model.config
	width := c.headWidth()
	query := s.qkv[3*i*c.Width:][:c.Width]
	scale := 1 / float32(math.Sqrt(float64(width)))
	for j := range query {
		query[j] *= scale
	}
	clear(mixed)
	scores := s.scores[:s.cache.length+i+1]
	for h := range c.Heads {
		head := query[h*width : (h+1)*width]
		for p, rows := range filled(len(scores)) {
			simd.MatVec(scores[p*pageRows:], s.cache.keys(p, l, h), head, rows, width)
		}
		simd.Softmax(scores)
		out := mixed[h*width : (h+1)*width]
		for p, rows := range filled(len(scores)) {
			simd.AddWeightedRows(out, s.cache.values(p, l, h), scores[p*pageRows:], rows, width)
		}
	}
}
