package analysis

import (
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/coconut-page/coconut/tasks/graph"
)

// Sizes of the tree's picture, in pixels.
const (
	treeColumn = 150
	treeRow    = 34
	treeTop    = 60
	nodeWidth  = 104
	nodeHeight = 24
)

// WriteTree draws the search of one question as an SVG (the paper's figure 5): the nodes that follow from the name, by
// their distance from it, each the darker the higher the thought of its depth values it. That value is below the node's
// name. The right answer has a thick frame, the wrong candidate, if drawn at all, a dashed one.
func WriteTree(w io.Writer, q *Question, thoughts []Thought) error {
	at, width, height := layOut(q.ways, q.Root, len(thoughts))
	p := &printer{w: w}
	p.printf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="Liberation Sans, Arial, sans-serif" font-size="12">`+"\n", width, height)
	p.printf(`<rect width="%d" height="%d" fill="#fff"/>`+"\n", width, height)
	p.printf(`<text x="12" y="20" font-size="14">%s</text>`+"\n", html.EscapeString(lastSentence(q.Text)))
	for k := range thoughts {
		if len(q.ways.Frontier(q.Root, k+1)) > 0 {
			p.printf(`<text x="%d" y="44" text-anchor="middle" fill="#555">thought %d</text>`+"\n",
				(k+1)*treeColumn+treeColumn/2, k+1)
		}
	}
	dist := q.ways.Distances(q.Root)
	for _, e := range q.Graph.Edges {
		a, okA := at[e[0]]
		b, okB := at[e[1]]
		if okA && okB && dist[e[1]] == dist[e[0]]+1 {
			p.printf(`<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#999"/>`+"\n", a[0]+nodeWidth/2, a[1], b[0]-nodeWidth/2,
				b[1])
		}
	}
	for node := range q.Graph.Symbols {
		if place, ok := at[node]; ok {
			p.node(q, node, place, dist[node], thoughts)
		}
	}
	p.printf("</svg>\n")
	return p.err
}

// layOut places the nodes up to depth hops away, one column for each distance, and returns the picture's size.
func layOut(ways *graph.Adjacency, root, depth int) (at map[int][2]int, width, height int) {
	at = map[int][2]int{}
	rows, columns := 1, 1
	for d := range depth + 1 {
		nodes := ways.Frontier(root, d)
		rows = max(rows, len(nodes))
		if len(nodes) > 0 {
			columns = d + 1
		}
	}
	for d := range depth + 1 {
		nodes := ways.Frontier(root, d)
		for i, node := range nodes {
			y := treeTop + (rows-len(nodes))*treeRow/2 + i*treeRow + treeRow/2
			at[node] = [2]int{d*treeColumn + treeColumn/2, y}
		}
	}
	return at, columns * treeColumn, treeTop + rows*treeRow + 16
}

// node draws one node with its value.
func (p *printer) node(q *Question, node int, place [2]int, depth int, thoughts []Thought) {
	value, label := 0.0, q.Graph.Symbols[node]
	if depth > 0 {
		value = thoughts[depth-1].Values[node]
		label = fmt.Sprintf("%s %.2f", label, value)
	}
	frame, ink := `stroke="#777"`, "#000"
	switch node {
	case q.Target:
		frame = `stroke="#1b7837" stroke-width="3"`
	case q.Other:
		frame = `stroke="#b2182b" stroke-width="2" stroke-dasharray="4 3"`
	}
	if value > 0.5 {
		ink = "#fff"
	}
	light := int(255 * (1 - value*0.85))
	p.printf(`<rect x="%d" y="%d" width="%d" height="%d" rx="5" fill="rgb(%d,%d,255)" %s/>`+"\n",
		place[0]-nodeWidth/2, place[1]-nodeHeight/2, nodeWidth, nodeHeight, light, light, frame)
	p.printf(`<text x="%d" y="%d" text-anchor="middle" fill="%s">%s</text>`+"\n", place[0], place[1]+4, ink,
		html.EscapeString(label))
}

// printer remembers the first error of many writes.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// lastSentence returns the question without its facts.
func lastSentence(text string) string {
	return strings.TrimSpace(text[strings.LastIndexByte(text, '.')+1:])
}
