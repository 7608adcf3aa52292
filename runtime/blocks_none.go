//go:build tasks_only

package runtime

import (
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/simd"
)

// This program runs the models of tasks alone: see blocks.go.

var architectures = map[string]architecture{ModelGPT2: gpt2}

func cutBlocks(quant.Matrix, int) func(from, n int) matrix { return nil }

func (p precision) quantizeBlocks(*simd.Activations, []float32, int, int) {}
