package order

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSort(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 70 {
		x := make([]int, n)
		for i := range x {
			x[i] = r.IntN(1 + n/2) // some are equal
		}
		want := slices.Sorted(slices.Values(x))
		if Ints(x); !slices.Equal(x, want) {
			t.Fatalf("%d numbers: %v, want %v", n, x, want)
		}
	}
}

func TestStable(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for n := range 40 {
		x := make([][2]int, n)
		for i := range x {
			x[i] = [2]int{r.IntN(5), i}
		}
		want := slices.Clone(x)
		slices.SortStableFunc(want, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
		Stable(n, func(i, j int) bool { return x[i][0] < x[j][0] }, func(i, j int) { x[i], x[j] = x[j], x[i] })
		if !slices.Equal(x, want) {
			t.Fatalf("%d pairs: %v, want %v", n, x, want)
		}
	}
}
