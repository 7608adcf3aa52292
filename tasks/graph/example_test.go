package graph_test

import (
	"fmt"

	"github.com/coconut-page/coconut/tasks/graph"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

func ExampleAdjacency_Frontier() {
	q, err := prosqa.Parse("Tom is a cat. Tom is a pet. Every cat is a hunter. Eva is a tree. Is Tom a tree or hunter?")
	if err != nil {
		fmt.Println(err)
		return
	}
	ways, err := graph.New(&q.Graph)
	if err != nil {
		fmt.Println(err)
		return
	}
	for depth := range 3 {
		for _, node := range ways.Frontier(q.Root, depth) {
			fmt.Print(q.Graph.Symbols[node], " ")
		}
		fmt.Println("at", depth)
	}
	// Output:
	// Tom at 0
	// cat pet at 1
	// hunter at 2
}
