package analysis

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks/graph"
)

// Search describes the breadth-first search inside the thoughts, over many questions.
type Search struct {
	// Frontier has an entry for each thought.
	Frontier []Frontier `json:"frontier"`
	// Parallelism has the curves of thoughts 1 and 2 (the paper's figure 6).
	Parallelism []Parallelism `json:"parallelism"`
	// Heights are the mean values of nodes by their height (figure 7).
	Heights []Height `json:"heights"`
}

// Frontier compares a thought, read through the LM head, with breadth-first search, over the questions whose search is
// that deep.
type Frontier struct {
	Thought   int `json:"thought"`
	Questions int `json:"questions"`
	// Hit is the share whose likeliest token is a node exactly Thought hops away; Exact the share in which every such node
	// is likelier than every other node; Mass the mean probability on such nodes. Value is the mean of the sum of their
	// values, see Thought.Values.
	Hit   float64 `json:"hit"`
	Exact float64 `json:"exact"`
	Mass  float64 `json:"mass"`
	Value float64 `json:"value"`
}

// Parallelism is how evenly a thought's value is spread over the nodes it could continue with: for each question the
// sums of the one, two and three highest values among the nodes Thought hops away; each curve is sorted, so that index
// over length is the percentile.
type Parallelism struct {
	Thought int       `json:"thought"`
	Top1    []float64 `json:"top1"`
	Top2    []float64 `json:"top2"`
	Top3    []float64 `json:"top3"`
}

// Height is the mean value that thoughts 1 and 2 give to nodes at their depth, by the node's height: the least number
// of hops to a leaf. (The paper's text says shortest; the caption of its figure 5 says longest.) Correct nodes lead to
// the right answer.
type Height struct {
	Height         int     `json:"height"`
	Correct        float64 `json:"correct"`
	CorrectNodes   int     `json:"correct_nodes"`
	Incorrect      float64 `json:"incorrect"`
	IncorrectNodes int     `json:"incorrect_nodes"`
}

// compared is the number of thoughts whose values are compared: the paper's figures show the first two.
const compared = 2

// MeasureSearch reads the thoughts of every question. progress is called after each.
func MeasureSearch(ctx context.Context, r *reasoner.Reasoner, questions []Question, thoughts int,
	progress func()) (*Search, error) {
	s := &Search{Frontier: make([]Frontier, thoughts), Parallelism: make([]Parallelism, min(compared, thoughts))}
	for i := range questions {
		read, err := Thoughts(ctx, r, &questions[i], thoughts)
		if err != nil {
			return nil, fmt.Errorf("%w (question %d)", err, i)
		}
		for k := range read {
			s.add(&questions[i], k+1, &read[k])
		}
		progress()
	}
	s.finish()
	return s, nil
}

// add accumulates thought k of one question.
func (s *Search) add(q *Question, k int, t *Thought) {
	nodes := q.ways.Frontier(q.Root, k)
	if len(nodes) == 0 {
		return
	}
	f := &s.Frontier[k-1]
	f.Thought, f.Questions = k, f.Questions+1
	best, least, most := 0, 1.0, 0.0
	for node, p := range t.Direct {
		if p > t.Direct[best] {
			best = node
		}
		if slices.Contains(nodes, node) {
			f.Mass += p
			f.Value += t.Values[node]
			least = min(least, p)
		} else {
			most = max(most, p)
		}
	}
	if slices.Contains(nodes, best) {
		f.Hit++
	}
	if least > most {
		f.Exact++
	}
	if k <= len(s.Parallelism) {
		s.compare(q, nodes, k, t)
	}
}

// compare accumulates the values of the nodes that thought k could continue with.
func (s *Search) compare(q *Question, nodes []int, k int, t *Thought) {
	var values []float64
	for _, node := range nodes {
		values = append(values, t.Values[node])
		height := lowest(q.ways, node)
		for len(s.Heights) <= height {
			s.Heights = append(s.Heights, Height{Height: len(s.Heights)})
		}
		h := &s.Heights[height]
		if q.ways.Reachable(node, q.Target) {
			h.Correct, h.CorrectNodes = h.Correct+t.Values[node], h.CorrectNodes+1
		} else {
			h.Incorrect, h.IncorrectNodes = h.Incorrect+t.Values[node], h.IncorrectNodes+1
		}
	}
	slices.SortFunc(values, func(a, b float64) int { return cmp.Compare(b, a) })
	p := &s.Parallelism[k-1]
	p.Thought = k
	sum := func(n int) (total float64) {
		for _, v := range values[:min(n, len(values))] {
			total += v
		}
		return total
	}
	p.Top1, p.Top2, p.Top3 = append(p.Top1, sum(1)), append(p.Top2, sum(2)), append(p.Top3, sum(3))
}

// lowest returns the least number of hops from a node to a leaf.
func lowest(ways *graph.Adjacency, node int) int {
	least := -1
	for other, d := range ways.Distances(node) {
		if d >= 0 && (least < 0 || d < least) && len(ways.Frontier(other, 1)) == 0 {
			least = d
		}
	}
	return least
}

// finish turns sums into means and sorts the curves.
func (s *Search) finish() {
	for i := range s.Frontier {
		if f := &s.Frontier[i]; f.Questions > 0 {
			n := float64(f.Questions)
			f.Hit, f.Exact, f.Mass, f.Value = f.Hit/n, f.Exact/n, f.Mass/n, f.Value/n
		}
	}
	for i := range s.Parallelism {
		p := &s.Parallelism[i]
		slices.Sort(p.Top1)
		slices.Sort(p.Top2)
		slices.Sort(p.Top3)
	}
	for i := range s.Heights {
		h := &s.Heights[i]
		h.Correct /= float64(max(h.CorrectNodes, 1))
		h.Incorrect /= float64(max(h.IncorrectNodes, 1))
	}
}
