package prontoqa

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// Sample is a question before it is put into words, as training uses it.
type Sample struct {
	// Symbols names every node: names ("Alex"), concepts in the singular ("tumpus"), and literals, where "happy" and "not
	// happy" are two nodes.
	Symbols []string
	// Edges are [source, target] pairs of nodes, one for each sentence before the query, in the order of the sentences.
	Edges [][2]int
	// Root is the name that the query is about.
	Root int
	// Query is the literal in question, which need not be a node.
	Query string
	// Answer reports whether Query follows from the facts; otherwise its negation does.
	Answer bool
	// Path leads from Root to the decisive literal, both included: Query where the answer is true, its negation where it
	// is false.
	Path []int
}

// Question returns the sample as Parse does. It shares the sample's slices.
func (s Sample) Question() *Question {
	return &Question{Symbols: s.Symbols, Edges: s.Edges, Root: s.Root, Query: s.Query}
}

// Item puts a sample into words, in the official forms of sentences with their official shares. The forms are drawn
// from a hash of the facts: a sample always reads the same, even with another query.
func (s Sample) Item() Item {
	told := s.sentences()
	text := make([]string, 0, len(told)+1)
	byFact := make(map[[2]int]string, len(told))
	for i, sentence := range told {
		text = append(text, sentence)
		byFact[s.Edges[i]] = sentence
	}
	text = append(text, queryText(s.Symbols[s.Root], s.Query))
	return Item{Question: strings.Join(text, " "), Steps: s.steps(byFact), Answer: answerText(s.Answer)}
}

func (s Sample) sentences() []string {
	rng := rand.New(rand.NewPCG(s.hash(), 0x9e3779b97f4a7c15))
	told := make([]string, len(s.Edges))
	for i, e := range s.Edges {
		told[i] = forms[rng.IntN(len(forms))].sentence(s.Symbols[e[0]], s.Symbols[e[1]])
	}
	return told
}

// steps states, for every concept on the path, that the name is one, and the fact that leads on from there.
func (s Sample) steps(byFact map[[2]int]string) []string {
	steps := make([]string, 0, len(s.Path))
	name := s.Symbols[s.Root]
	for i := 1; i < len(s.Path); i++ {
		step := plural.sentence(name, s.Symbols[s.Path[i]])
		if i+1 < len(s.Path) {
			step += " " + byFact[[2]int{s.Path[i], s.Path[i+1]}]
		}
		steps = append(steps, step)
	}
	return steps
}

// hash depends on the words and the order of the facts.
func (s Sample) hash() uint64 {
	h := fnv.New64a()
	for _, symbol := range s.Symbols {
		h.Write([]byte(symbol))
		h.Write([]byte{0})
	}
	var data [16]byte
	for _, e := range s.Edges {
		binary.LittleEndian.PutUint64(data[:8], uint64(e[0]))
		binary.LittleEndian.PutUint64(data[8:], uint64(e[1]))
		h.Write(data[:])
	}
	return h.Sum64()
}
