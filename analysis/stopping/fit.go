package stopping

import (
	"errors"
	"fmt"
	"math"
)

// Head is a stop head: above 0, weights times a hidden state plus bias says that there were thoughts enough.
type Head struct {
	Weights []float32 // [n_embd]
	Bias    float32
}

// Score returns the head's score of a hidden state. The runtime's may differ from it by rounding.
func (h Head) Score(state []float32) float32 {
	sum := float64(h.Bias)
	for i, w := range h.Weights {
		sum += float64(w) * float64(state[i])
	}
	return float32(sum)
}

// ErrFit is wrapped by errors about questions that no head can be fitted to.
var ErrFit = errors.New("stopping: no stop head can be fitted")

// Bounds of the fit: it has converged long before maxRounds; a weight costs ridge times its square for each state.
const (
	maxRounds = 50
	ridge     = 1e-4
	converged = 1e-9
)

// Fit fits a head by logistic regression with a small ridge: the label of the state after k thoughts is whether k is as
// many as the question needs. Newton's method, so the same questions give the same head. The error wraps ErrFit if the
// labels are all the same.
func Fit(questions []Question) (Head, error) {
	width, enough, states := 0, 0, 0
	for _, q := range questions {
		for k, state := range q.States {
			width, states = len(state), states+1
			if k+1 >= q.Needed {
				enough++
			}
		}
	}
	if enough == 0 || enough == states {
		return Head{}, fmt.Errorf("%w: %d of %d states come after thoughts enough, so there is nothing to tell apart",
			ErrFit, enough, states)
	}
	r := &regression{questions: questions, weights: make([]float64, width+1), states: float64(states)}
	for range maxRounds {
		step, err := r.step()
		if err != nil {
			return Head{}, err
		}
		if step < converged {
			return r.head(), nil
		}
	}
	return Head{}, fmt.Errorf("%w: it does not converge in %d rounds", ErrFit, maxRounds)
}

// regression is a fit in progress. The last weight is the bias.
type regression struct {
	questions []Question
	weights   []float64
	states    float64
}

func (r *regression) head() Head {
	last := len(r.weights) - 1
	h := Head{Weights: make([]float32, last), Bias: float32(r.weights[last])}
	for i := range h.Weights {
		h.Weights[i] = float32(r.weights[i])
	}
	return h
}

// step takes one step of Newton's method, and returns its largest component.
func (r *regression) step() (largest float64, err error) {
	n := len(r.weights)
	gradient, curvature, x := make([]float64, n), make([][]float64, n), make([]float64, n)
	for i := range n {
		curvature[i] = make([]float64, n)
		if i < n-1 { // the bias costs nothing
			gradient[i], curvature[i][i] = ridge*r.weights[i], ridge
		}
	}
	for _, q := range r.questions {
		for k, state := range q.States {
			score := r.weights[n-1]
			for i, v := range state {
				x[i] = float64(v)
				score += r.weights[i] * x[i]
			}
			x[n-1] = 1
			p := 1 / (1 + math.Exp(-score))
			off := p
			if k+1 >= q.Needed {
				off = p - 1
			}
			add(gradient, curvature, x, off/r.states, p*(1-p)/r.states)
		}
	}
	if err := solve(curvature, gradient); err != nil {
		return 0, err
	}
	for i, g := range gradient {
		r.weights[i] -= g
		largest = max(largest, math.Abs(g))
	}
	return largest, nil
}

// add adds one state to the gradient and, in its lower triangle, to the curvature.
func add(gradient []float64, curvature [][]float64, x []float64, off, weight float64) {
	for i, v := range x {
		gradient[i] += off * v
		row, w := curvature[i][:i+1], weight*v
		for j := range row {
			row[j] += w * x[j]
		}
	}
}

// solve solves a·x = b in place, by Cholesky's method, for a symmetric, positive a whose lower triangle is given.
func solve(a [][]float64, b []float64) error {
	for i, row := range a {
		for j := range i + 1 {
			sum := row[j]
			for k := range j {
				sum -= row[k] * a[j][k]
			}
			switch {
			case j < i:
				row[j] = sum / a[j][j]
			case sum <= 0 || math.IsNaN(sum):
				return fmt.Errorf("%w: the states do not determine it", ErrFit)
			default:
				row[i] = math.Sqrt(sum)
			}
		}
	}
	for i := range b {
		for k := range i {
			b[i] -= a[i][k] * b[k]
		}
		b[i] /= a[i][i]
	}
	for i := len(b) - 1; i >= 0; i-- {
		for k := i + 1; k < len(b); k++ {
			b[i] -= a[k][i] * b[k]
		}
		b[i] /= a[i][i]
	}
	return nil
}
