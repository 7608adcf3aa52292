package main

import (
	"testing"

	"github.com/coconut-page/coconut/train"
)

// TestWithSeed checks that a run with another seed has a name of its own, and one with the recipe's own seed keeps it.
func TestWithSeed(t *testing.T) {
	for seed, want := range map[uint64]string{1: "prosqa-coconut", 0: "prosqa-coconut-seed0", 7: "prosqa-coconut-seed7"} {
		r := train.Recipe{Name: "prosqa-coconut", Seed: 1}
		if withSeed(&r, seed); r.Name != want || r.Seed != seed {
			t.Errorf("seed %d: %s with seed %d, want %s", seed, r.Name, r.Seed, want)
		}
	}
}
