package causal

import (
	"cmp"
	"math"
	"slices"
)

// Paired compares two runs of the same questions.
type Paired struct {
	N int `json:"n"`
	// Lost were right before and are wrong now, Gained the other way round.
	Lost   int `json:"lost"`
	Gained int `json:"gained"`
	// Difference is the change of the accuracy, from -1 to 1, and Low to High its 95 % interval by Bonett and Price
	// (2012), which Fagerland, Lydersen and Laake (2014) recommend for paired shares.
	Difference float64 `json:"difference"`
	Low        float64 `json:"difference_low"`
	High       float64 `json:"difference_high"`
	// P is McNemar's exact two-sided test that Lost and Gained are equally likely. It is 1 if there are none.
	P float64 `json:"p"`
	// G is Cohen's g, how far the larger of the two shares of Lost and Gained is from a half: 0 to 0.5, and 0 if there are
	// none. From 0.05 it is called small, from 0.15 medium, from 0.25 large.
	G float64 `json:"g"`
}

// Pair compares n questions of which some were lost and some gained.
func Pair(n, lost, gained int) Paired {
	p := Paired{N: n, Lost: lost, Gained: gained, P: mcnemar(lost, gained)}
	if n == 0 {
		return p
	}
	p.Difference = float64(gained-lost) / float64(n)
	const z = 1.959964
	size := float64(n + 2)
	up, down := float64(gained+1)/size, float64(lost+1)/size
	half := z * math.Sqrt((up+down-(up-down)*(up-down))/size)
	p.Low, p.High = max(up-down-half, -1), min(up-down+half, 1)
	if lost+gained > 0 {
		p.G = math.Abs(float64(max(lost, gained))/float64(lost+gained) - 0.5)
	}
	return p
}

// mcnemar is twice the smaller tail of a fair coin's distribution, 1 at most.
func mcnemar(lost, gained int) float64 {
	n := lost + gained
	sum := 0.0
	for k := range min(lost, gained) + 1 {
		sum += math.Exp(logChoose(n, k) - float64(n)*math.Ln2)
	}
	return min(2*sum, 1)
}

func logChoose(n, k int) float64 {
	log := func(m int) float64 {
		v, _ := math.Lgamma(float64(m + 1))
		return v
	}
	return log(n) - log(k) - log(n-k)
}

// holm adjusts p values for how many there are (Holm 1979): each is then valid beside the others.
func holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	adjusted, least := make([]float64, len(p)), 0.0
	for rank, i := range order {
		least = max(least, min(1, float64(len(p)-rank)*p[i]))
		adjusted[i] = least
	}
	return adjusted
}
