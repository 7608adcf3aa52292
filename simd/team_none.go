//go:build tasks_only

package simd

// The page's own program runs the models of tasks alone, which are too small for a team: it does without.

// Team is left out of this program.
type Team struct{}

func (t *Team) share(*Activations, Shared) bool { return false }

// Together is left out of this program.
func (a *Activations) Together(int, func(i int) Shared) {}

// Shared is a quantized matrix.
type Shared interface{ product }

type seat struct{}

type format int

const (
	formatQ8 format = iota
	formatQ4
)
