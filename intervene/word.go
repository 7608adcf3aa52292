package intervene

import (
	"context"
	"math"
)

// word returns what exchanges words in a thought.
func (c Change) word(ctx context.Context, source Source, question string) (func(int, []float32), error) {
	words, ok := source.(WordSource)
	if !ok {
		return nil, ErrChange.Errorf("kind %q is for models of a task", c.Kind)
	}
	var named [][]float32
	for _, word := range append(c.Others[:len(c.Others):len(c.Others)], c.Other) {
		embedding, err := words.WordOf(ctx, question, word)
		if err != nil {
			return nil, ErrChange.Errorf("the word: %w", err)
		}
		named = append(named, embedding)
	}
	other := unit(named[len(named)-1])
	axes := orthonormal(named[:len(named)-1])
	return func(_ int, thought []float32) {
		sum := 0.0
		for _, axis := range axes {
			part := dot(axis, thought)
			add(thought, axis, -part)
			sum += part * part
		}
		add(thought, other, math.Sqrt(sum))
	}, nil
}

// orthonormal returns axes of the space that vectors span, by Gram and Schmidt. What depends on the others is left out.
func orthonormal(vectors [][]float32) (axes [][]float32) {
	for _, v := range vectors {
		rest := append([]float32(nil), v...)
		for _, axis := range axes {
			add(rest, axis, -dot(axis, rest))
		}
		if strength(rest) > 1e-4*strength(v) {
			axes = append(axes, unit(rest))
		}
	}
	return axes
}

func unit(x []float32) []float32 {
	u := make([]float32, len(x))
	add(u, x, 1/math.Sqrt(dot(x, x)))
	return u
}

func dot(a, b []float32) (sum float64) {
	for i, v := range a {
		sum += float64(v) * float64(b[i])
	}
	return sum
}

// add adds factor times what to x.
func add(x, what []float32, factor float64) {
	for i, v := range what {
		x[i] += float32(factor * float64(v))
	}
}
