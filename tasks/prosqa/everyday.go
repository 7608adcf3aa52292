package prosqa

import (
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/graph"
)

// everyday are questions with words that no model has learnt.
var everyday = []string{
	// The page opens with this one: two ways at once, a dead end, and an arrival.
	"Rex is a poodle. Rex is a pet. Every poodle is a dog. Every pet is a friend. Every dog is a mammal. Every gecko is a reptile. Is Rex a mammal or a reptile?",
	"Every pianist is a musician. Every musician is an artist. Every baker is a craftsman. Every artist is a dreamer. Ada is a pianist. Ben is a baker. Every craftsman is a worker. Is Ada a worker or a dreamer?",
	"Every oak is a tree. Every tree is a plant. Every rose is a flower. Every flower is a plant. Every plant is a being. Every granite is a stone. Every stone is a thing. Woody is an oak. Rocky is a granite. Is Woody a thing or a being?",
	"Every cello is a string-instrument. Every string-instrument is an instrument. Every flute is a wind-instrument. Every instrument is a treasure. Every engine is a machine. Stradi is a cello. Diesel is an engine. Is Stradi a machine or a treasure?",
}

// everydayGenerator cycles through them, from number seed on.
func everydayGenerator(seed uint64) tasks.Generator {
	return func() []tasks.Item {
		it := everydayItem(everyday[seed%uint64(len(everyday))])
		seed++
		return []tasks.Item{it.item()}
	}
}

// everydayItem puts one of the questions above into the official form. It panics if the question is not valid.
func everydayItem(text string) Item {
	q, err := Parse(text)
	if err != nil {
		panic(err)
	}
	target, answer := q.Solve()
	if target < 0 {
		panic("prosqa: the facts do not decide " + text)
	}
	path := graph.Index(&q.Graph).ShortestPath(q.Root, target)
	s := Sample{
		Symbols: q.Graph.Symbols, Edges: q.Graph.Edges, Roots: [2]int{q.Root, q.Root}, Candidates: q.Candidates,
		Target: target, NegTarget: q.Candidates[1-answer], Path: path,
	}
	return s.Item()
}
