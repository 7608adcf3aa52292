package runtime

import (
	"github.com/coconut-page/coconut/simd"
)

// stopHead is a binary classifier on hidden states that decides when to end the latent mode, the paper's alternative to
// a constant number of thoughts (Hao et al., 2024, section 3), which it found to work as well.
type stopHead struct {
	weight []float32 // [n_embd]
	bias   []float32 // [1]
}

// stopHead loads stop.weight and stop.bias.
func (r *reader) stopHead(width int) *stopHead {
	return &stopHead{weight: r.vector("stop.weight", width), bias: r.vector("stop.bias", 1)}
}

// Stop returns the stop head's score of the last hidden state: above 0 the model has thought enough. Only a model with
// Config.StopHead has a stop head; without one the error wraps ErrOptions. The error is ErrEmpty before anything was
// read.
func (s *Session) Stop() (float32, error) {
	head := s.model.stop
	switch {
	case !s.model.config.StopHead:
		return 0, ErrOptions.Errorf("the model has no stop head")
	case !s.ready:
		return 0, ErrEmpty
	}
	var sum [1]float32
	simd.MatVec(sum[:], head.weight, s.hidden, 1, len(s.hidden))
	return sum[0] + head.bias[0], nil
}
