package runtime

import (
	"math"

	"github.com/coconut-page/coconut/simd"
)

// attend lets the newest position look back at all positions up to and including itself in layer l: for each head,
// softmax(q·Kᵀ/√dh)·V, into s.mixed. The query is in s.qkv, and is scaled before the products are taken.
func (s *Session) attend(l int) {
	width := s.model.config.headWidth()
	query := s.qkv[:s.model.config.Width]
	scale := 1 / float32(math.Sqrt(float64(width)))
	for i := range query {
		query[i] *= scale
	}
	clear(s.mixed)
	scores := s.scores[:s.cache.length+1]
	for h := range s.model.config.Heads {
		head := query[h*width : (h+1)*width]
		for p, rows := range s.cache.filled() {
			simd.MatVec(scores[p*pageRows:], s.cache.keys(p, l, h), head, rows, width)
		}
		simd.Softmax(scores)
		mixed := s.mixed[h*width : (h+1)*width]
		for p, rows := range s.cache.filled() {
			simd.AddWeightedRows(mixed, s.cache.values(p, l, h), scores[p*pageRows:], rows, width)
		}
	}
}
