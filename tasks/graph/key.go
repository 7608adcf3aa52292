package graph

import (
	"encoding/binary"
	"encoding/hex"
	"slices"

	"github.com/coconut-page/coconut/internal/order"
	"github.com/coconut-page/coconut/internal/sha256"
)

// sortEdges sorts edges by one end, then by the other: 0 is where they come from.
func sortEdges(edges [][2]int, first, then int) {
	order.Sort(len(edges), func(i, j int) bool {
		a, b := edges[i], edges[j]
		return a[first] < b[first] || a[first] == b[first] && a[then] < b[then]
	}, func(i, j int) { edges[i], edges[j] = edges[j], edges[i] })
}

// SortByChild sorts edges by the node they lead to, then by that they come from, as the official files do.
func SortByChild(edges [][2]int) { sortEdges(edges, 1, 0) }

// Key returns the same for two graphs that differ only in the words, the numbering of the nodes and the order of the
// sentences. It ignores the question, because training asks other questions about the same graph: so a set of keys of
// the evaluation files keeps all their graphs out of training, whatever the question.
//
// The key is a hash of the colours that colour refinement (the Weisfeiler-Leman test, along both directions of the
// edges) gives the nodes. Equal graphs always have equal keys. Different graphs can share a key where refinement cannot
// tell them apart, which takes symmetries that random graphs hardly ever have; then one question too many is excluded.
func (g *Graph) Key() string {
	nodes, edges := len(g.Symbols), slices.Clone(g.Edges)
	sortEdges(edges, 0, 1)
	edges = slices.Compact(edges) // a repeated fact is one edge
	colours, next, sorted := make([]uint64, nodes), make([]uint64, nodes), make([]uint64, nodes)
	for classes := 0; ; {
		copy(sorted, colours)
		slices.Sort(sorted)
		n := classCount(sorted)
		if n <= classes {
			return digest(sorted, len(edges))
		}
		classes = n
		refine(next, colours, edges)
		colours, next = next, colours
	}
}

// refine gives every node a colour computed from its own, its parents' and its children's. Sums make the order of the
// edges irrelevant.
func refine(next, colours []uint64, edges [][2]int) {
	for node, c := range colours {
		next[node] = mix(c)
	}
	for _, e := range edges {
		next[e[0]] += mix(colours[e[1]] ^ 0x6a09e667f3bcc908)
		next[e[1]] += mix(colours[e[0]] ^ 0xbb67ae8584caa73b)
	}
}

// mix is the finalizer of SplitMix64.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// classCount returns the number of different values in a sorted slice.
func classCount(sorted []uint64) int {
	n := 0
	for i, c := range sorted {
		if i == 0 || c != sorted[i-1] {
			n++
		}
	}
	return n
}

// digest returns 32 hexadecimal digits.
func digest(colours []uint64, edges int) string {
	data := binary.LittleEndian.AppendUint64(nil, uint64(edges))
	for _, c := range colours {
		data = binary.LittleEndian.AppendUint64(data, c)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}
