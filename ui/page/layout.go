package page

import (
	"slices"

	"github.com/coconut-page/coconut/internal/order"
	"github.com/coconut-page/coconut/tasks"
)

// Sizes of the drawing in its own units; the page scales it to the width there is.
const (
	nodeWidth, nodeHeight = 86, 38
	columnPitch           = 104
	rowPitch, wrapPitch   = 80, 54 // between rows, and between the lines of a row that needs several
	labelRoom             = 22     // above a row, for its name
	wideColumns           = 9
	fewColumns            = 6 // of the smallest drawing that is not narrow
	narrowColumns         = 3
	narrowGap             = 40 // between the two parts of a small drawing that is narrow
	maxDrawn              = 60 // nodes; the models tell 55 words apart
)

// Layout is where everything in a drawing goes.
type Layout struct {
	Width, Height int
	Nodes         []Point // centres, by node
	Labels        []Label
	Lines         []string // path data, by edge
}

// Point is a place in a drawing.
type Point struct{ X, Y int }

// Label is the name of a row, and where it goes.
type Label struct {
	Point
	Text string
}

// Layout lays out the question in the box, which must be one that can be drawn. It is computed once for each text and
// width.
func (s *State) Layout() *Layout {
	r := s.Reading()
	if s.drawn == nil || s.drawnOf != r || s.drawnNarrow != s.Narrow {
		s.drawn, s.drawnOf, s.drawnNarrow = layOut(r, s.Narrow), r, s.Narrow
	}
	return s.drawn
}

// TooLarge reports whether a question has too many words to be drawn.
func (r *Reading) TooLarge() bool {
	return r.Question != nil && len(r.Question.Graph.Symbols) > maxDrawn
}

// layOut draws a graph in layers: below the name asked about, one row for each number of facts from it. The nodes that
// cannot be reached from it have rows of their own, beside those or, in a narrow drawing, below them.
func layOut(r *Reading, narrow bool) *Layout {
	b := &layoutBuilder{q: r.Question, l: &Layout{Nodes: make([]Point, len(r.Dist))}}
	led, other := b.layers(r.Dist)
	left, right := splitColumns(led, other)
	b.l.Width = (left + right) * columnPitch
	beside, gap := !narrow, 0
	if narrow {
		left, right, beside = narrowColumns, narrowColumns, false
		b.l.Width = narrowColumns * columnPitch
		if a := widest(led); len(led) > 0 && len(other) > 0 && a+widest(other) <= narrowColumns {
			left, right, beside, gap = a, narrowColumns-a, true, narrowGap
			b.l.Width += narrowGap
		}
	}
	b.order(led)
	b.order(other)
	end := b.place(led, 0, 0, left, func(i int) string { return r.rowName(i, narrow) })
	notLed := func(i int) string {
		switch {
		case i > 0:
			return ""
		case r.Sums != nil:
			return "not needed"
		}
		return Say("{name} is none of these", r.Question.Graph.Symbols[r.Question.Root])
	}
	switch {
	case !beside:
		end = b.place(other, 0, end, right, notLed)
	case len(led) == 0:
		end = b.place(other, 0, 0, right, notLed)
	default:
		own := len(b.l.Labels)
		end = max(end, b.place(other, left*columnPitch+gap, 0, right, notLed))
		for i := range b.l.Labels[own:] {
			b.l.Labels[own+i].X -= gap // they are longer than a column
		}
	}
	b.l.Height = end
	for _, e := range r.Question.Graph.Edges {
		b.l.Lines = append(b.l.Lines, b.l.route(e[0], e[1]).arrow())
	}
	return b.l
}

// rowName is the name of the row so many facts away; it is short where it stands beside the arrows.
func (r *Reading) rowName(away int, short bool) string {
	switch {
	case away == 0 || r.Sums != nil:
		return ""
	case short:
		return Say("{n} away", away)
	}
	return Say("{n fact} away", away)
}

type layoutBuilder struct {
	q *tasks.Facts
	l *Layout
}

// layers sorts the nodes by their distance, and those out of reach by the longest path among themselves that leads to
// them.
func (b *layoutBuilder) layers(dist []int) (led, other [][]int) {
	put := func(rows *[][]int, row, node int) {
		for len(*rows) <= row {
			*rows = append(*rows, nil)
		}
		(*rows)[row] = append((*rows)[row], node)
	}
	depth := make([]int, len(dist))
	for range dist { // no path is longer
		changed := false
		for _, e := range b.q.Graph.Edges {
			if dist[e[0]] < 0 && dist[e[1]] < 0 && depth[e[1]] <= depth[e[0]] {
				depth[e[1]], changed = depth[e[0]]+1, true
			}
		}
		if !changed {
			break
		}
	}
	for node, d := range dist {
		if d >= 0 {
			put(&led, d, node)
		} else {
			put(&other, depth[node], node)
		}
	}
	return led, other
}

// widest is the length of the longest row.
func widest(rows [][]int) int {
	n := 1
	for _, row := range rows {
		n = max(n, len(row))
	}
	return n
}

// splitColumns divides the columns of a wide drawing between the reachable nodes and the others. A small graph gets
// fewer columns, so that it is drawn larger.
func splitColumns(led, other [][]int) (left, right int) {
	a, b := widest(led), max(widest(other), 2) // room for the label
	if len(other) == 0 {
		return max(a, fewColumns), 0
	}
	if a+b <= wideColumns {
		return max(a, fewColumns-b), b
	}
	left = min(max(wideColumns*a/(a+b), 2), wideColumns-2)
	return left, wideColumns - left
}

// order sorts each row by where the neighbours of its nodes stand in the row above, and then in the row below. That
// avoids most crossings.
func (b *layoutBuilder) order(rows [][]int) {
	at := make([]float64, len(b.l.Nodes))
	note := func(row []int) {
		for i, node := range row {
			at[node] = (float64(i) + 0.5) / float64(len(row))
		}
	}
	sortBy := func(row, next []int, from, to int) {
		key := map[int]float64{}
		for _, node := range row {
			sum, n := 0.0, 0
			for _, e := range b.q.Graph.Edges {
				if e[to] == node && slices.Contains(next, e[from]) {
					sum, n = sum+at[e[from]], n+1
				}
			}
			key[node] = at[node]
			if n > 0 {
				key[node] = sum / float64(n)
			}
		}
		order.Stable(len(row), func(i, j int) bool { return key[row[i]] < key[row[j]] },
			func(i, j int) { row[i], row[j] = row[j], row[i] })
		note(row)
	}
	for _, row := range rows {
		note(row)
	}
	for range 2 {
		for i := 1; i < len(rows); i++ {
			sortBy(rows[i], rows[i-1], 0, 1)
		}
		for i := len(rows) - 2; i >= 0; i-- {
			sortBy(rows[i], rows[i+1], 1, 0)
		}
	}
}

// place assigns the rows their places, from a left edge and a top downwards, and returns where they end.
func (b *layoutBuilder) place(rows [][]int, left, top, columns int, name func(row int) string) (end int) {
	y := top
	for i, row := range rows {
		if label := name(i); label != "" || i > 0 {
			y += labelRoom
			b.l.Labels = append(b.l.Labels, Label{Point{left + 1, y - 6}, label})
		} else {
			y += 8
		}
		for start := 0; start < len(row); start += columns {
			line := row[start:min(start+columns, len(row))]
			margin := left + (columns-len(line))*columnPitch/2
			for j, node := range line {
				b.l.Nodes[node] = Point{margin + j*columnPitch + columnPitch/2, y + nodeHeight/2 + 4}
			}
			y += wrapPitch
		}
		y += rowPitch - wrapPitch - labelRoom
	}
	return y + 4
}
