//go:build tasks_only

package quant

import (
	"fmt"

	"github.com/coconut-page/coconut/weights"
)

// storedBlocks refuses formats that the models of tasks do not have.
func storedBlocks(_ Source, t, _ weights.Tensor) (Matrix, error) {
	return nil, fmt.Errorf("%w: %s: this program does not read the formats of language models", ErrShape, t.Name)
}
