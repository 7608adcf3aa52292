// Command fit computes the coefficients of simd.Erf and prints them as Go constants: go run ./simd/fit.
//
// It looks for polynomials P and Q of degree 5 in u = x² with x·P(u)/Q(u) ≈ erf(x) for 0 <= x <= 4. The problem is
// linearized as x·P(u) - erf(x)·Q(u), solved by least squares at Chebyshev points, and solved again with each point
// weighted by 1/Q of the previous round, until the weights converge (Sanathanan and Koerner, 1963).
package main

import (
	"fmt"
	"math"
)

const (
	end    = 4.0
	degree = 5
	points = 4000
	rounds = 60
)

func main() {
	p, q := make([]float64, degree+1), []float64{1, 0, 0, 0, 0, 0}
	for range rounds {
		p, q = solve(q)
	}
	worst := 0.0
	for x := 0.0; x <= end; x += 1e-5 {
		u := x * x / (end * end)
		worst = max(worst, math.Abs(x*horner(p, u)/horner(q, u)-math.Erf(x)))
	}
	fmt.Printf("// largest error %.2g\n", worst)
	power := 1.0
	for i := range p {
		fmt.Printf("erfP%d, erfQ%d = %v, %v\n", i, i, float32(p[i]/power), float32(q[i]/power))
		power *= end * end
	}
}

// solve does one round, for u scaled to [0, 1]; weights comes from the denominator of the previous round.
func solve(denominator []float64) (p, q []float64) {
	var rows [][]float64
	var values []float64
	for i := range points {
		x := end / 2 * (1 - math.Cos(math.Pi*(float64(i)+0.5)/points))
		u := x * x / (end * end)
		weight := 1 / horner(denominator, u)
		row := make([]float64, 2*degree+1)
		for j := range row {
			if j <= degree {
				row[j] = weight * x * math.Pow(u, float64(j))
			} else {
				row[j] = -weight * math.Erf(x) * math.Pow(u, float64(j-degree))
			}
		}
		rows, values = append(rows, row), append(values, weight*math.Erf(x))
	}
	c := leastSquares(rows, values)
	return c[:degree+1], append([]float64{1}, c[degree+1:]...)
}

// leastSquares minimizes |a·x - b| by Householder reflections. It overwrites a and b.
func leastSquares(a [][]float64, b []float64) []float64 {
	n := len(a[0])
	for k := range n {
		v := column(a, k)
		clear(v[:k])
		v[k] += math.Copysign(math.Sqrt(dot(v, v)), v[k])
		scale := 2 / dot(v, v)
		for j := k; j < n; j++ {
			s := scale * dot(v, column(a, j))
			for i := range a {
				a[i][j] -= s * v[i]
			}
		}
		s := scale * dot(v, b)
		for i := range b {
			b[i] -= s * v[i]
		}
	}
	x := make([]float64, n)
	for k := n - 1; k >= 0; k-- {
		x[k] = b[k]
		for j := k + 1; j < n; j++ {
			x[k] -= a[k][j] * x[j]
		}
		x[k] /= a[k][k]
	}
	return x
}

func column(a [][]float64, j int) []float64 {
	v := make([]float64, len(a))
	for i := range a {
		v[i] = a[i][j]
	}
	return v
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

func horner(c []float64, u float64) float64 {
	r := 0.0
	for i := len(c) - 1; i >= 0; i-- {
		r = r*u + c[i]
	}
	return r
}
